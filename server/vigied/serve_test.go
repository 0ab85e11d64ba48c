package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"vigie/inbox/channel/porttest"
	"vigie/store/pgtest"
	"vigie/store/wire"
)

func TestServe_LetsATeamInAndStopsInOrder(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	metrics := porttest.Address(t)
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
	s.shows(metrics)
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

	p.startsAgain(chief)
}

// startsAgain starts the server a second time: nobody is invited, and who was in
// is in.
func (p *place) startsAgain(chief *seat) {
	p.t.Helper()
	again := p.serve()
	if strings.Contains(again.text(&again.out), "vigie://") {
		p.t.Error("a second start invites again")
	}
	if status := chief.on(again.addr).ask("GET", "/v1/devices", nil, nil); status != 200 {
		p.t.Errorf("the token of before: %d", status)
	}
	again.stop()
}

// shows reads the figures.
func (s *served) shows(metrics string) {
	s.p.t.Helper()
	figures := get(s.p.t, "http://"+metrics+"/metrics")
	for _, line := range []string{"vigie_streams 1", "vigie_revision", `vigie_accounts{channel=`} {
		if !strings.Contains(figures, line) {
			s.p.t.Errorf("no %s in the figures", line)
		}
	}
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
	return p.serve("--public-url", "https://vigie.example.org", "--database", database, "--lease", "8s") // not so short that a slow computer loses it
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
	atWork := regexp.MustCompile(`at work.*moderate`) // each work has a lease of its own
	works := func(s *served) bool { return atWork.MatchString(s.text(&s.errs)) }
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

func TestServe_TakesCommandsWhereTheWorkspacesPathIsLong(t *testing.T) {
	if !there("/proc/self/fd") {
		t.Skip("this system has no way around the length of a socket's name")
	}
	p := newPlace(t)
	p.dir = filepath.Join(p.dir, strings.Repeat("a-long-name-of-a-directory", 4))
	s := p.serve()
	s.invitation()
	p.run("member", "add", "Nadia")
	if members := p.objects("member", "list"); len(members) != 2 {
		t.Errorf("members %v", members)
	}
	s.stop()
	if left, err := filepath.Glob(filepath.Join(p.dir, socketFile)); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
