package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkReplay is the processor time that the replay of 28 days takes, of a
// program that is started for it. VIGIE_PER_DAY is how many messages a day have,
// 500 when it is not set; a fifth of them are copies.
func BenchmarkReplay(b *testing.B) {
	perDay := 500
	if n, err := strconv.Atoi(os.Getenv("VIGIE_PER_DAY")); err == nil {
		perDay = n
	}
	dir := b.TempDir()
	posts := filepath.Join(dir, "posts.jsonl")
	if err := os.WriteFile(posts, month(perDay), 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(args ...string) time.Duration {
		c := exec.CommandContext(b.Context(), built, append([]string{"--workspace", filepath.Join(dir, "w")}, args...)...)
		c.Env = []string{"HOME=" + dir, "LANG=en_GB.UTF-8", "VIGIE_PASSPHRASE=open sesame"}
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	run("import", posts)
	for name, flag := range map[string]string{"messages": "--anew", "tape": "--budget=0.5"} {
		if name == "tape" {
			run("--json", "radar", "replay", "--zone", "UTC") // makes it
		}
		b.Run(name, func(b *testing.B) {
			var spent time.Duration
			for b.Loop() {
				spent += run("--json", "radar", "replay", "--zone", "UTC", flag)
			}
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N*28*perDay), "cpu-µs/message")
			b.ReportMetric(spent.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// month is 28 days of a shop, as JSON lines.
func month(perDay int) []byte {
	r := rand.New(rand.NewSource(9))
	words := strings.Fields("le la un une magasin colis livraison soupe gâteau commande recette soir matin demain prix boutique ville client horaire produit couleur taille stock")
	ends := []string{"", "", "", ", super service merci", ", quelle honte", ", service nul", ", j'adore", ", plus jamais"}
	var said [200]string
	var out bytes.Buffer
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for i := range 28 * perDay {
		text := said[r.Intn(len(said))]
		if text == "" || r.Intn(5) > 0 {
			var b strings.Builder
			for range 6 + r.Intn(10) {
				fmt.Fprintf(&b, "%s mot%d ", words[r.Intn(len(words))], r.Intn(4000))
			}
			text = strings.TrimSpace(b.String()) + ends[r.Intn(len(ends))]
			said[i%len(said)] = text
		}
		fmt.Fprintf(&out, "{\"id\":\"m%d\",\"account\":\"Maison\",\"channel\":\"mastodon\",\"text\":%q,\"created_at\":%q,\"author\":{\"handle\":\"@u%d\",\"followers\":%d}}\n",
			i, text, at.Add(time.Duration(i)*24*time.Hour/time.Duration(perDay)).Format(time.RFC3339Nano), r.Intn(30_000), r.Intn(5000))
	}
	return out.Bytes()
}
