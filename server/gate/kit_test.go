package gate_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox/channel/leaktest"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
	"vigie/store/wire"
)

// patience bounds every waiting; nothing here asserts that something is quick.
const patience = 2 * time.Minute

func TestMain(m *testing.M) { leaktest.Main(m) }

// clock is the test's: it moves when it is told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) on(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// stand is a real workspace in which the test says what is hidden from whom.
type stand struct {
	*store.Workspace
	mu     sync.Mutex
	hidden map[string]bool // "member kind id"
}

func (s *stand) hide(m team.MemberID, kind, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden[string(m)+" "+kind+" "+id] = true
}

// Pull gives a page that is worth compressing.
func (s *stand) Pull(context.Context, store.Caller, wire.Pull) (wire.Page, error) {
	return wire.Page{Puts: make([]wire.Row, 500)}, nil
}

func (s *stand) Sees(ctx context.Context, c store.Caller, kind, id string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hidden[string(c.Member)+" stumble "+id] {
		panic("as the test wants it")
	}
	return !s.hidden[string(c.Member)+" "+kind+" "+id], nil
}

func (s *stand) SeenConversations(ctx context.Context, c store.Caller, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, id := range ids {
		out[id], _ = s.Sees(ctx, c, "conversation", id)
	}
	return out, nil
}

// door is a gate on a real TLS listener, with a real workspace behind it.
type door struct {
	t      *testing.T
	clock  *clock
	dir    string
	spool  string
	house  *stand
	w      *store.Workspace
	gate   *gate.Gate
	addr   string
	pin    string
	uid    string
	log    *lines
	client *http.Client
}

const (
	chief = team.MemberID("01CHIEF0000000000000000000")
	nadia = team.MemberID("01NADIA0000000000000000000")
)

type change func(*gate.Options, *gate.Times)

func open(t *testing.T, changes ...change) *door {
	t.Helper()
	d := &door{t: t, clock: &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, dir: t.TempDir(), log: &lines{}}
	w, err := store.Open(context.Background(), d.dir, store.Options{Now: d.clock.now})
	d.must(err)
	t.Cleanup(func() { d.must(w.Close()) })
	d.w, d.house = w, &stand{Workspace: w, hidden: map[string]bool{}}
	ctx := context.Background()
	d.must(w.PutDepartment(ctx, team.Department{ID: "social", Name: "Social"}, ""))
	d.must(w.PutDepartment(ctx, team.Department{ID: "care", Name: "Care"}, ""))
	d.must(w.PutMember(ctx, team.Member{ID: chief, Name: "Chief", Handle: "chief", Profile: team.Coordinator}, ""))
	d.must(w.PutMember(ctx, team.Member{ID: nadia, Name: "Nadia", Handle: "nadia", Profile: team.Senior, Email: "nadia@example.org"}, ""))
	d.serve(changes)
	return d
}

func (d *door) serve(changes []change) {
	d.t.Helper()
	cert, err := gate.OwnCertificate(d.t.TempDir(), []string{"localhost", "127.0.0.1"}, time.Now())
	d.must(err)
	d.pin, d.spool = cert.Pin(), d.t.TempDir()
	o := gate.Options{
		House: d.house, Register: d.w, Spool: d.spool, Server: "vigie.test:8443", Pin: d.pin, Now: d.clock.now,
		Log: slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	var times gate.Times
	for _, c := range changes {
		c(&o, &times)
	}
	d.gate, err = gate.New(context.Background(), o)
	d.must(err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	d.must(err)
	d.addr = ln.Addr().String()
	srv := gate.NewServer(d.gate.Handler(), times, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { d.gate.Run(ctx) })
	all.Go(func() {
		if err := srv.Serve(tls.NewListener(ln, cert.TLS())); !errors.Is(err, http.ErrServerClosed) {
			d.t.Errorf("the server ended with %v", err)
		}
	})
	d.client = pinned(d.pin)
	d.t.Cleanup(func() {
		d.client.CloseIdleConnections()
		d.gate.Close()
		end, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		d.must(srv.Shutdown(end))
		stop()
		all.Wait()
	})
	var h wire.Hello
	if got := d.call(request{method: "GET", path: "/v1/hello", into: &h}); got.status != 200 || h.Workspace == "" {
		d.t.Fatalf("hello: %+v %+v", got, h)
	}
	d.uid = h.Workspace
}

// pinned is a client that knows its server by its key alone.
func pinned(pin string) *http.Client {
	return &http.Client{Timeout: patience, Transport: &http.Transport{TLSClientConfig: &tls.Config{
		MinVersion: tls.VersionTLS13, InsecureSkipVerify: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			leaf, err := x509.ParseCertificate(raw[0])
			if err != nil {
				return err
			}
			if gate.PinOf(leaf) != pin {
				return errors.New("another server")
			}
			return nil
		},
	}}}
}

func (d *door) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// lines is a log that can be read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// request is one call of the server, and answer what came back.
type request struct {
	method, path, token string
	header              map[string]string
	body                any // []byte goes as it is
	into                any
}

type answer struct {
	status  int
	problem wire.Problem
	header  http.Header
	body    []byte
}

func (d *door) call(q request) answer {
	d.t.Helper()
	a, err := d.try(q)
	d.must(err)
	return a
}

func (d *door) try(q request) (answer, error) {
	var body io.Reader
	switch b := q.body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	case io.Reader:
		body = b
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return answer{}, err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequest(q.method, "https://"+d.addr+q.path, body)
	if err != nil {
		return answer{}, err
	}
	if q.token != "" {
		r.Header.Set("Authorization", "Bearer "+q.token)
	}
	for k, v := range q.header {
		r.Header.Set(k, v)
	}
	resp, err := d.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	a := answer{status: resp.StatusCode, header: resp.Header, body: raw}
	if err != nil {
		return a, err
	}
	if resp.StatusCode >= 400 {
		_ = json.Unmarshal(raw, &a.problem)
	} else if q.into != nil {
		err = json.Unmarshal(raw, q.into)
	}
	return a, err
}

func (k *desk) want(what string, a answer, status int, code string) {
	k.t.Helper()
	k.door.want(what, a, status, code)
}

func (d *door) want(what string, a answer, status int, code string) {
	d.t.Helper()
	if a.status != status || a.problem.Code != code {
		d.t.Errorf("%s: %d %q, want %d %q (%.200s)", what, a.status, a.problem.Code, status, code, a.body)
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}

// bytesOfDatabase are the bytes of the database's files.
func (d *door) bytesOfDatabase() string {
	d.t.Helper()
	var all strings.Builder
	for _, name := range []string{"vigie.db", "vigie.db-wal"} {
		raw, err := os.ReadFile(filepath.Join(d.dir, name))
		d.must(err)
		all.Write(raw)
	}
	return all.String()
}

// events are the names of the audit, oldest first.
func (d *door) events() string {
	d.t.Helper()
	var names []string
	d.must(d.w.Export(context.Background(), func(v any) error {
		if r, ok := v.(store.Record); ok && r.Kind == "event" {
			raw, err := json.Marshal(r.Value)
			if err != nil {
				return err
			}
			var e struct{ Name string }
			if err := json.Unmarshal(raw, &e); err != nil {
				return err
			}
			names = append(names, e.Name)
		}
		return nil
	}))
	return strings.Join(names, " ")
}
