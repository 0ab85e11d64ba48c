package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/inbox/channel/porttest"
	"vigie/server/gate"
	"vigie/store/wire"
)

// served is a running vigied serve.
type served struct {
	p    *place
	cmd  *exec.Cmd
	addr string
	mu   sync.Mutex
	out  bytes.Buffer
	errs bytes.Buffer
	done chan error
}

// text reads what the program wrote so far.
func (s *served) text(b *bytes.Buffer) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return b.String()
}

type locked struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// serve starts the server on a free port.
func (p *place) serve(args ...string) *served {
	p.t.Helper()
	s := &served{p: p, done: make(chan error, 1), addr: porttest.Address(p.t)}
	s.cmd = p.command(context.Background(), append([]string{"--json", "serve", "--listen", s.addr}, args...)...)
	s.cmd.Stdout, s.cmd.Stderr = locked{&s.mu, &s.out}, locked{&s.mu, &s.errs}
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() { s.done <- s.cmd.Wait() }()
	p.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	eventually(p.t, "it serves", func() bool {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			return false
		}
		return c.Close() == nil
	})
	return s
}

// stop ends the server as systemd does.
func (s *served) stop() {
	s.p.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.p.t.Fatal(err)
	}
	select {
	case err := <-s.done:
		if err != nil {
			s.p.t.Errorf("after SIGTERM: %v\n%s", err, s.text(&s.errs))
		}
	case <-time.After(2 * time.Minute):
		s.p.t.Fatalf("it does not end\n%s", s.text(&s.errs))
	}
}

// invitation is what the first start prints.
func (s *served) invitation() wire.Invitation {
	s.p.t.Helper()
	eventually(s.p.t, "the first coordinator is invited", func() bool { return strings.Contains(s.text(&s.out), "\n") })
	line, _, _ := strings.Cut(s.text(&s.out), "\n") // the next may be half written
	first := jsonLines(s.p.t, line)[0]
	i, err := wire.ParseInvitation(first["text"].(string))
	if err != nil {
		s.p.t.Fatalf("%v: %v", first, err)
	}
	return i
}

// seat is a signed-in computer.
type seat struct {
	t      *testing.T
	server string
	client *http.Client
	key    ed25519.PrivateKey
	wire.SignedIn
}

// enter signs in with an invitation, as a desktop does: nothing but what the
// invitation carries is known of the server.
func enter(t *testing.T, i wire.Invitation, address string) *seat {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{t: t, server: "https://" + address, key: key, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			leaf, err := x509.ParseCertificate(raw[0])
			if err == nil && gate.PinOf(leaf) != i.Pin {
				err = errors.New("another server")
			}
			return err
		}},
	}}}
	t.Cleanup(s.client.CloseIdleConnections)
	var h wire.Hello
	if status := s.ask("GET", "/v1/hello", nil, &h); status != 200 {
		t.Fatalf("hello: %d", status)
	}
	public, _ := key.Public().(ed25519.PublicKey)
	q := wire.SignIn{Way: wire.ByCode, Code: i.Code, Name: "Laptop", Key: hex.EncodeToString(public)}
	q.Proof = wire.Sign(key, wire.SignInText(h.Workspace, q))
	if status := s.ask("POST", "/v1/enroll", q, &s.SignedIn); status != 200 {
		t.Fatalf("enrol: %d", status)
	}
	return s
}

// ask makes a request and gives its status.
func (s *seat) ask(method, path string, body, into any) int {
	s.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequest(method, s.server+path, bytes.NewReader(raw))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Access)
	resp, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && into != nil {
		err = json.Unmarshal(answer, into)
	}
	if err != nil {
		s.t.Fatalf("%s %s: %d %s: %v", method, path, resp.StatusCode, answer, err)
	}
	return resp.StatusCode
}

func (s *seat) on(address string) *seat {
	other := *s
	other.server = "https://" + address
	return &other
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// bootstrap reads everything and counts the things by kind, those that come
// twice once; last gets the last chunk.
func (s *seat) bootstrap(last *wire.Chunk) map[string]int {
	s.t.Helper()
	r, err := http.NewRequest("POST", s.server+"/v1/bootstrap", strings.NewReader("{}"))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Access)
	resp, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	rows, seen := map[string]int{}, map[string]bool{}
	for d := json.NewDecoder(resp.Body); ; {
		var c wire.Chunk
		if err := d.Decode(&c); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			s.t.Fatalf("%d: %v", resp.StatusCode, err)
		}
		for _, row := range c.Puts {
			if key := row.Kind + " " + row.ID; !seen[key] {
				seen[key] = true
				rows[row.Kind]++
			}
		}
		*last = c
	}
	if !last.Done {
		s.t.Errorf("it ended with %+v", last)
	}
	return rows
}

// stream opens the stream of what changes.
func (s *seat) stream() io.ReadCloser {
	s.t.Helper()
	r, err := http.NewRequest("GET", s.server+"/v1/stream", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Access)
	client := *s.client
	client.Timeout = 0
	resp, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Body
}

// listen opens the stream; the channel has each revision after the first, and
// is closed with the stream.
func (s *seat) listen() <-chan int64 {
	s.t.Helper()
	body := s.stream()
	lines := bufio.NewScanner(body)
	next := func() (int64, bool) {
		for lines.Scan() {
			var p wire.Poke
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(text), &p) == nil {
				return p.Rev, true
			}
		}
		return 0, false
	}
	if _, ok := next(); !ok {
		s.t.Fatal("the stream says nothing")
	}
	out := make(chan int64, 1000)
	go func() {
		defer close(out)
		defer body.Close()
		for rev, ok := next(); ok; rev, ok = next() {
			out <- rev
		}
	}()
	return out
}
