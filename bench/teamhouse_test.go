package bench

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
	"vigie/store/pgtest"
	"vigie/store/replica"
)

// The engines that the team is measured on.
const (
	onFile   = "sqlite"
	onServer = "postgresql"
)

const support = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")

// house is a team's workspace that a real vigied will serve. The store is used
// before the server starts, to make members, devices and messages; then it is
// closed.
type house struct {
	b    *testing.B
	dir  string
	url  string // of PostgreSQL; "" is a file
	pin  string
	name string // of the tokens' issuer
	key  store.SigningKey
	n    int // devices so far
	made int // messages so far
	text func(words int) string
}

// newHouse makes a workspace on an engine with n messages. The server program
// is the one of VIGIE_BENCH_VIGIED; scripts/bench team builds it.
func newHouse(b *testing.B, engine, dir string, n int) *house {
	b.Helper()
	if os.Getenv("VIGIE_BENCH_VIGIED") == "" {
		b.Skip("VIGIE_BENCH_VIGIED names no server; use scripts/bench team")
	}
	h := &house{b: b, dir: dir, text: wordsOf(30_000)}
	if engine == onServer {
		stand := &pgtest.Stand{Durable: true}
		b.Cleanup(func() { h.check(stand.Close()) })
		h.url = stand.URL(b)
	}
	cert, err := gate.OwnCertificate(h.dir, []string{"localhost", "127.0.0.1"}, time.Now())
	h.check(err)
	h.pin = cert.Pin()
	h.open(func(w *store.Workspace) {
		h.furnish(w)
		h.fill(w, n)
	})
	return h
}

func (h *house) check(err error) {
	h.b.Helper()
	if err != nil {
		h.b.Fatal(err)
	}
}

// open uses the workspace while no server has it.
func (h *house) open(f func(*store.Workspace)) {
	h.b.Helper()
	w, err := store.Open(h.b.Context(), h.dir, store.Options{Database: h.url})
	h.check(err)
	f(w)
	h.check(w.Close())
}

// furnish makes what a house has before the first message, unless it is there.
func (h *house) furnish(w *store.Workspace) {
	h.b.Helper()
	ctx := h.b.Context()
	hello, err := w.Hello(ctx)
	h.check(err)
	h.name = "vigie:" + hello.Workspace
	keys, err := w.SigningKeys(ctx)
	h.check(err)
	if len(keys) > 0 {
		h.key = keys[0]
		return
	}
	h.key, err = gate.NewSigningKey(rand.Reader)
	h.check(err)
	h.check(w.FirstSigningKey(ctx, h.key))
	first := h.member(0)
	h.check(w.PutMember(ctx, first, ""))
	h.check(w.PutDepartment(ctx, team.Department{ID: support, Name: "Service client"}, first.ID))
	h.check(w.PutAccount(ctx, inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Marque", Address: "bonjour@marque.example", Department: string(support), Paused: true,
	}, first.ID))
}

// member is the nth member. The first is the coordinator; the others see what
// concerns their department, which is all that comes.
func (h *house) member(n int) team.Member {
	m := team.Member{ID: team.MemberID(fmt.Sprintf("01HZZZZZZZZZZZZZZZZZM%05d", n)), Name: fmt.Sprintf("Membre %d", n), Handle: fmt.Sprintf("m%d", n)}
	m.Profile, m.Departments = team.Senior, []team.DepartmentID{support}
	if n == 0 {
		m.Profile = team.Coordinator
	}
	return m
}

// fill has n messages of about 1 KB come, two to a conversation.
func (h *house) fill(w *store.Workspace, n int) {
	h.b.Helper()
	const size = 500
	for batch := range batchesOf(h.text, h.made, h.made+n, size) {
		_, err := w.Ingest(h.b.Context(), mailbox, channel.Batch{Events: batch, More: true, Total: n})
		h.check(err)
	}
	h.made += n
	for done := 1; done > 0; {
		var err error
		done, err = w.IndexPending(h.b.Context(), 5000)
		h.check(err)
	}
}

// batchesOf makes the messages from one number to another, in batches.
func batchesOf(text func(int) string, from, to, size int) func(func([]channel.Event) bool) {
	at := time.Now().Add(-30 * 24 * time.Hour)
	return func(yield func([]channel.Event) bool) {
		for ; from < to; from += size {
			var events []channel.Event
			for i := from; i < min(from+size, to); i++ {
				events = append(events, message(text, at, i))
			}
			if !yield(events) {
				return
			}
		}
	}
}

func message(text func(int) string, at time.Time, i int) channel.Upsert {
	subject := fmt.Sprintf("Commande %d", i/2)
	m := inbox.Message{
		Native: fmt.Sprintf("n%d", i), Kind: inbox.Email, Direction: inbox.Inbound,
		Author:     inbox.Author{Handle: fmt.Sprintf("client%d@client.example", i/2%20_000), Name: fmt.Sprintf("Client %d", i/2%20_000)},
		Recipients: []string{"bonjour@marque.example"}, Subject: subject, BaseSubject: subject, Text: text(120),
		SentAt: at.Add(time.Duration(i) * 10 * time.Second), ReceivedAt: at.Add(time.Duration(i) * 10 * time.Second), MailID: fmt.Sprintf("n%d@client.example", i),
	}
	switch {
	case i%20 == 0:
		m.Text += " douzaine"
	case i%9973 == 0:
		m.Text += " rarissime avec accent"
	}
	if i%2 == 1 {
		first := fmt.Sprintf("n%d@client.example", i-1)
		m.References, m.InReplyTo, m.Answers = []string{first}, first, true
	}
	return channel.Upsert{Message: m, Raw: []byte("Subject: " + subject + "\r\n\r\n" + m.Text)}
}

// wordsOf gives what makes texts of words of Zipfian frequency, always the same.
func wordsOf(n int) func(words int) string {
	r := mathrand.New(mathrand.NewPCG(1, 2))
	zipf := mathrand.NewZipf(r, 1.2, 8, uint64(n-1))
	syllables := []string{"ba", "ko", "li", "mé", "ro", "su", "ta", "vi", "nou", "cha", "der", "fin", "gra", "pli"}
	list := make([]string, n)
	for i := range list {
		for range 2 + r.IntN(3) {
			list[i] += syllables[r.IntN(len(syllables))]
		}
		list[i] += strconv.Itoa(i % 7)
	}
	return func(words int) string {
		var b strings.Builder
		for range words {
			b.WriteString(list[zipf.Uint64()])
			b.WriteByte(' ')
		}
		return b.String()
	}
}

// seats gives n more members a computer each.
func (h *house) seats(n int) []store.Caller {
	h.b.Helper()
	var out []store.Caller
	h.open(func(w *store.Workspace) {
		for range n {
			h.n++
			m := h.member(h.n)
			h.check(w.PutMember(h.b.Context(), m, h.member(0).ID))
			id := newID()
			_, err := w.Admit(h.b.Context(), store.Admission{
				Device: store.Device{ID: id, Member: m.ID, Name: "Poste", Key: id}, Token: id, Until: time.Now().Add(time.Hour), Way: "code",
			})
			h.check(err)
			out = append(out, store.Caller{Device: id, Member: m.ID})
		}
	})
	return out
}

func newID() string { return ulid.Make().String() }

// token signs an access token as the server would, so that the bench needs no
// sign-in: from one address only one a second is let in.
func (h *house) token(c store.Caller) (string, error) {
	seed, err := hex.DecodeString(h.key.Seed)
	if err != nil {
		return "", err
	}
	now := time.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": h.name, "aud": []string{h.name}, "iat": now.Unix(), "exp": now.Add(gate.TokenLife).Unix(),
		"member": string(c.Member), "device": c.Device, "workspace": strings.TrimPrefix(h.name, "vigie:"),
	})
	t.Header["typ"], t.Header["kid"] = "vigie-at+jwt", h.key.ID
	return t.SignedString(ed25519.NewKeyFromSeed(seed))
}

// dial is a desktop's line to a server.
func (h *house) dial(c store.Caller, address string) *replica.HTTP {
	return replica.Dial(replica.Remote{
		Address: address, Pin: h.pin, Token: func(context.Context, string) (string, error) { return h.token(c) },
	})
}

// node is a running server.
type node struct {
	h       *house
	cmd     *exec.Cmd
	address string
	ended   chan error
}

// serve starts a server of the house.
func (h *house) serve() *node {
	h.b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	h.check(err)
	n := &node{h: h, address: ln.Addr().String(), ended: make(chan error, 1)}
	h.check(ln.Close())
	args := []string{"--workspace", h.dir}
	if h.url != "" {
		args = append(args, "--database", h.url)
	}
	n.cmd = exec.Command(os.Getenv("VIGIE_BENCH_VIGIED"), append(args, "--json", "serve", "--listen", n.address, "--lease", "5s")...)
	n.cmd.Env = append(os.Environ(), "VIGIE_PASSPHRASE=bench", "HOME="+h.b.TempDir())
	log, err := os.Create(filepath.Join(h.b.TempDir(), "vigied.log"))
	h.check(err)
	defer log.Close()
	n.cmd.Stdout, n.cmd.Stderr = log, log
	h.check(n.cmd.Start())
	go func() { n.ended <- n.cmd.Wait() }()
	h.b.Cleanup(n.kill)
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", n.address)
		if err == nil {
			h.check(c.Close())
			return n
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(log.Name())
			h.b.Fatalf("the server does not start: %s", said)
		}
	}
}

// kill ends a server at once, as a crash would.
func (n *node) kill() {
	if n.cmd.ProcessState == nil && n.cmd.Process.Kill() == nil {
		n.ended <- <-n.ended
	}
}

// cpu is what the server has used.
func (n *node) cpu() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", n.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// resident is the server's memory, in KiB.
func (n *node) resident() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", n.cmd.Process.Pid))
	n.h.check(err)
	_, rest, _ := strings.Cut(string(raw), "VmRSS:")
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	n.h.check(err)
	return float64(kB)
}
