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
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/server/gate"
	"vigie/store/pgtest"
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
	s := &served{p: p, done: make(chan error, 1), addr: freeAddress(p.t)}
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

func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
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
	case <-time.After(40 * time.Second):
		s.p.t.Fatalf("it does not end\n%s", s.text(&s.errs))
	}
}

// invitation is what the first start prints.
func (s *served) invitation() wire.Invitation {
	s.p.t.Helper()
	eventually(s.p.t, "the first coordinator is invited", func() bool { return strings.Contains(s.text(&s.out), "\n") })
	first := jsonLines(s.p.t, s.text(&s.out))[0]
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

func TestServe_LetsATeamInAndStopsInOrder(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	metrics := freeAddress(t)
	s := p.serve("--metrics", metrics)
	chief := enter(t, s.invitation(), s.addr)

	var first wire.Chunk
	rows := chief.bootstrap(&first)
	if rows["conversation"] != 1 || rows["message"] != 1 || rows["member"] != 1 {
		t.Errorf("bootstrapped %v", rows)
	}
	poke := chief.listen()

	// Members are managed while the server runs, through its socket.
	added := p.object("member", "add", "Nadia Roy", "--handle", "nadia", "--profile", "senior")
	if rev := <-poke; rev == 0 {
		t.Error("the stream did not tell of the new member")
	}
	if o := p.try("--json", "member", "add", "Other", "--handle", "nadia"); o.code != refused || !strings.Contains(o.errs, "fault.handle-taken") {
		t.Errorf("through the socket: %+v", o)
	}
	i, err := wire.ParseInvitation(p.object("member", "enrol", "@nadia")["text"].(string))
	if err != nil || i.Pin == "" {
		t.Fatalf("%+v, %v", i, err)
	}
	nadia := enter(t, i, s.addr)
	if nadia.Member != added["id"] {
		t.Errorf("she is %s", nadia.Member)
	}
	if o := p.try("--json", "collect"); o.code != workspace {
		t.Errorf("another writer: %+v", o)
	}
	p.run("key", "rotate")
	var page wire.Page
	if status := nadia.ask("POST", "/v1/pull", wire.Pull{Cursor: first.From, Schema: 1000}, &page); status != 200 && status != 410 {
		t.Errorf("pull: %d", status)
	}
	p.run("member", "revoke", nadia.Device)
	var why wire.Problem
	if status := nadia.ask("POST", "/v1/pull", wire.Pull{}, &why); status != 401 || why.Code != wire.CodeRevoked {
		t.Errorf("after the revocation: %d %+v", status, why)
	}
	figures := get(t, "http://"+metrics+"/metrics")
	for _, line := range []string{"vigie_streams 1", "vigie_revision", `vigie_accounts{channel=`} {
		if !strings.Contains(figures, line) {
			t.Errorf("no %s in the figures", line)
		}
	}
	s.stop()
	if _, open := <-poke; open {
		for range poke {
		}
	}
	log := s.text(&s.errs)
	for _, secret := range []string{"commande", "Livraison", "Nadia", chief.Access, chief.Refresh, i.Code} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	p.mustBeSound()

	again := p.serve()
	if strings.Contains(again.text(&again.out), "vigie://") {
		t.Error("a second start invites again")
	}
	if status := chief.on(again.addr).ask("GET", "/v1/devices", nil, nil); status != 200 {
		t.Errorf("the token of before: %d", status)
	}
	again.stop()
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

// listen opens the stream; the channel has each revision after the first, and
// is closed with the stream.
func (s *seat) listen() <-chan int64 {
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
	lines := bufio.NewScanner(resp.Body)
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
		defer resp.Body.Close()
		for rev, ok := next(); ok; rev, ok = next() {
			out <- rev
		}
	}()
	return out
}

func TestServe_RefusesWhatWouldBeUnsafe(t *testing.T) {
	p := newPlace(t)
	for _, c := range []struct {
		args []string
		key  string
	}{
		{[]string{"--plain", "--listen", ":8080"}, "fault.serve-plain"},
		{[]string{"--plain", "--listen", "192.0.2.1:8080"}, "fault.serve-plain"},
		{[]string{"--plain", "--listen", "localhost.example:8080"}, "fault.serve-plain"},
		{[]string{"--listen", "nonsense"}, "fault.serve-address"},
		{[]string{"--cert", "/dev/null"}, "fault.serve-certificate"},
		{[]string{"--cert", "/dev/null", "--key", "/dev/null"}, "fault.serve-certificate"},
		{[]string{"--proxy", "everybody"}, "fault.serve-address"},
	} {
		if o := p.try(append([]string{"--json", "serve"}, c.args...)...); o.code != invalid || !strings.Contains(o.errs, c.key) {
			t.Errorf("%v: %+v", c.args, o)
		}
	}
}

func TestServe_BehindAProxyOnTheSameComputer(t *testing.T) {
	p := newPlace(t)
	s := p.serve("--plain", "--public-url", "https://vigie.example.org")
	if i := s.invitation(); i.Pin != "" || i.Server != "vigie.example.org:443" {
		t.Errorf("invited to %+v", i)
	}
	if text := get(t, "http://"+s.addr+"/healthz"); !strings.Contains(text, "ok") {
		t.Errorf("health: %s", text)
	}
	s.stop()
}

func TestBackup_IsTakenWhileTheServerRunsAndRestoredElsewhere(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	s := p.serve()
	i := s.invitation()
	chief := enter(t, i, s.addr)
	file := filepath.Join(t.TempDir(), "vigie.age")
	secret, public := newIdentity(t)
	p.run("backup", file, "--recipient", public)
	p.run("member", "add", "Too Late")
	s.stop()

	raw, err := os.ReadFile(file)
	if err != nil || bytes.Contains(raw, []byte("SQLite")) || !bytes.HasPrefix(raw, []byte("age-encryption.org/v1")) {
		t.Fatalf("the backup is not encrypted: %.60q, %v", raw, err)
	}
	other := newPlace(t)
	key := other.file("key", secret)
	stranger, _ := newIdentity(t)
	if o := other.try("--json", "restore", file, "--identity", other.file("stranger", stranger)); o.code != auth {
		t.Errorf("a stranger's key: %+v", o)
	}
	damaged := append([]byte{}, raw...)
	damaged[len(damaged)-100] ^= 1
	if o := other.try("--json", "restore", other.file("damaged", string(damaged)), "--identity", key); o.code != workspace || !strings.Contains(o.errs, "fault.backup-damaged") {
		t.Errorf("a damaged backup: %+v", o)
	}
	if _, err := os.Stat(other.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a failed restore left something: %v", err)
	}
	other.run("restore", file, "--identity", key)
	other.mustBeSound()
	if members := other.objects("member", "list"); len(members) != 1 {
		t.Errorf("members %v", members)
	}
	if o := other.try("--json", "restore", file, "--identity", key); o.code != refused || !strings.Contains(o.errs, "fault.directory-not-empty") {
		t.Errorf("over a workspace: %+v", o)
	}
	again := other.serve()
	var before, after wire.Hello
	beside := chief.on(again.addr)
	if status := beside.ask("GET", "/v1/hello", nil, &after); status != 200 {
		t.Fatal(status)
	}
	first := p.serve()
	chief.on(first.addr).ask("GET", "/v1/hello", nil, &before)
	if before.Workspace != after.Workspace || before.Epoch == after.Epoch {
		t.Errorf("before %+v, after %+v", before, after)
	}
	var why wire.Problem
	if status := beside.ask("POST", "/v1/pull", wire.Pull{Epoch: before.Epoch, Schema: 1000}, &why); status != 410 || why.Code != wire.CodeResync {
		t.Errorf("the old epoch: %d %+v", status, why)
	}
	again.stop()
	first.stop()
}

func TestBackup_IsNeverInTheClear(t *testing.T) {
	p := newPlace(t)
	file := filepath.Join(t.TempDir(), "b.age")
	p.run("member", "add", "Nadia")
	with := p.env
	p.env = append(p.env, "VIGIE_PASSPHRASE=")
	if o := p.try("--json", "backup", file); o.code != invalid || !strings.Contains(o.errs, "fault.backup-unprotected") {
		t.Errorf("without protection: %+v", o)
	}
	if o := p.try("--json", "backup", file, "--recipient", "age1nonsense"); o.code != invalid {
		t.Errorf("a wrong key: %+v", o)
	}
	p.env = with
	p.run("backup", file)
	other := newPlace(t)
	if o := other.try("--json", "--passphrase-file", other.file("wrong", "wrong"), "restore", file); o.code != auth {
		t.Errorf("a wrong passphrase: %+v", o)
	}
	other.run("restore", file)
	if members := other.objects("member", "list"); len(members) != 1 {
		t.Errorf("members %v", members)
	}
}

// node starts another server on the workspace's database.
func (p *place) node(database string) *served {
	return p.serve("--public-url", "https://vigie.example.org", "--database", database, "--lease", "2s")
}

func TestServe_SeveralNodesOnOnePostgreSQL(t *testing.T) {
	ctx := context.Background()
	pg, err := pgtest.Start(ctx, false)
	if errors.Is(err, pgtest.ErrAbsent) && os.Getenv("VIGIE_REQUIRE_SERVERS") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pg.Stop() })
	name, err := pg.Create(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t)
	one := p.node(pg.URL(name))
	chief := enter(t, one.invitation(), one.addr)
	two := p.node(pg.URL(name))
	if status := chief.on(two.addr).ask("GET", "/v1/devices", nil, nil); status != 200 {
		t.Errorf("the token of one at the other: %d", status)
	}
	poke := chief.on(two.addr).listen()
	p.env = append(p.env, "VIGIE_DATABASE="+pg.URL(name))
	p.run("member", "add", "Nadia", "--handle", "nadia")
	if rev := <-poke; rev == 0 {
		t.Error("the change was not told")
	}
	p.run("key", "rotate")
	for _, s := range []*served{one, two} {
		if status := chief.on(s.addr).ask("GET", "/v1/devices", nil, nil); status != 200 {
			t.Errorf("after the rotation: %d", status)
		}
	}
	works := func(s *served) bool { return strings.Contains(s.text(&s.errs), "at work") }
	eventually(t, "one of them collects", func() bool { return works(one) || works(two) })
	first, second := one, two
	if works(two) {
		first, second = two, one
	}
	if works(second) {
		t.Error("both collect")
	}
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-first.done
	eventually(t, "the other one takes over", func() bool { return works(second) })
	if status := chief.on(second.addr).ask("GET", "/v1/devices", nil, nil); status != 200 {
		t.Errorf("with one server dead: %d", status)
	}
	second.stop()
}
