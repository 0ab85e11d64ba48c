package radar

import (
	"fmt"
	"iter"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// archive is an invented history: so many mentions a day in words of a
// language, some phrases of which everybody uses, and copies of each other.
func archive(days, perDay int) iter.Seq[Mention] {
	return func(yield func(Mention) bool) {
		r := rand.New(rand.NewSource(17))
		often := rand.NewZipf(r, 1.1, 4, 30_000)
		phrases := []string{"il y a un", "je ne suis pas", "mais je n ai jamais", "merci pour votre aide", "est ce que vous avez"}
		var said [200]string
		from := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
		every := 24 * time.Hour / time.Duration(perDay)
		for i := range days * perDay {
			text := said[r.Intn(len(said))]
			if text == "" || r.Intn(6) > 0 {
				var b strings.Builder
				b.WriteString(phrases[r.Intn(len(phrases))])
				for range 6 + r.Intn(12) {
					b.WriteString(" mot")
					b.WriteString(strconv.FormatUint(often.Uint64(), 36))
				}
				text = b.String()
				said[i%len(said)] = text
			}
			m := Mention{
				ID: "m" + strconv.Itoa(i), At: from.Add(time.Duration(i) * every), Author: "a" + strconv.Itoa(r.Intn(200_000)), Channel: "x",
				Text: text, Negative: r.Float64() < 0.17,
			}
			if !yield(m) {
				return
			}
		}
	}
}

// BenchmarkReplay replays 28 days; VIGIE_PER_DAY is how many mentions a day
// have, 5,000 when it is not set. The time of making them up is told apart.
func BenchmarkReplay(b *testing.B) {
	perDay := 5000
	if n, err := strconv.Atoi(os.Getenv("VIGIE_PER_DAY")); err == nil {
		perDay = n
	}
	b.Run(fmt.Sprint("invent/", perDay), func(b *testing.B) {
		for b.Loop() {
			for range archive(28, perDay) {
				continue
			}
		}
	})
	b.Run(fmt.Sprint("replay/", perDay), func(b *testing.B) {
		for b.Loop() {
			Replay(Settings{}, archive(28, perDay), time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC))
		}
	})
}

// BenchmarkCounted is the detector's own work over 28 days of eight watches
// whose mentions are counted already, with other settings each time: what a new
// knob costs, or a campaign that was declared.
func BenchmarkCounted(b *testing.B) {
	const watches, perDay = 8, 6250
	one := New(Settings{})
	for m := range archive(28, perDay) {
		m.Text = "" // stories are counted, not looked for
		one.Feed(m)
	}
	until := one.bin
	b.ReportAllocs()
	for b.Loop() {
		for i := range watches {
			if d := one.Under(Settings{Budget: 0.1 + float64(i)/8}, nil, until); d.day < 27 {
				b.Fatal("it knows ", d.day, " days")
			}
		}
	}
}
