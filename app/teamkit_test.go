package app

import (
	"context"
	"errors"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/porttest"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
	"vigie/ui"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// office is a real vigied serve with its people, and a cable to it that a test
// can pull out.
type office struct {
	t       *testing.T
	program string
	dir     string
	address string
	cable   *cable
	flags   []string // of serve
}

const (
	chief   = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZC0")
	sami    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS0")
	press   = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDP")
	support = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")
	mailbox = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAM")
)

// newOffice makes a house with two members and some mail, and serves it.
func newOffice(t *testing.T, program string, flags ...string) *office {
	t.Helper()
	o := &office{t: t, program: program, dir: filepath.Join(t.TempDir(), "house"), address: porttest.Address(t), flags: flags}
	o.furnish()
	o.serve()
	o.cable = newCable(t, o.address)
	return o
}

// TestTeam lives through a team's days: real desks, the real server, and TLS in
// between.
func TestTeam(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs vigied")
	}
	program := buildServer(t)
	for name, story := range map[string]func(*testing.T, string){
		"what is not the team is refused":                         refusesStrangers,
		"two desktops hand over with the cable out in between":    handsOver,
		"a desktop starts again without the server":               startsAgain,
		"one that must sign in again goes on where it was":        signsInAgain,
		"what was refused is said and no word lost":               saysWhatWasRefused,
		"a person signs in at the house's own provider":           signsInByBrowser,
		"what is wrong with a sign-in in the browser is said":     browserRefusals,
		"a search finds what only the server has":                 findsOlder,
		"desktops see who is where":                               seesWhoIsWhere,
		"two desktops take part in one exercise":                  rehearsesTogether,
		"one that is revoked wipes its copy and keeps its outbox": revoked,
	} {
		t.Run(name, func(t *testing.T) { story(t, program) })
	}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) furnish() {
	o.t.Helper()
	ctx := context.Background()
	w, err := store.Open(ctx, o.dir, store.Options{})
	o.must(err)
	o.must(w.PutMember(ctx, team.Member{ID: chief, Name: "Cléo Chef", Handle: "cleo", Profile: team.Coordinator, Departments: []team.DepartmentID{press}}, ""))
	o.must(w.PutMember(ctx, team.Member{ID: sami, Name: "Sami Service", Handle: "sami", Email: "sami@maison.example", Profile: team.Senior, Departments: []team.DepartmentID{support}}, ""))
	o.must(w.PutDepartment(ctx, team.Department{ID: press, Name: "Presse", Coordinator: chief}, chief))
	o.must(w.PutDepartment(ctx, team.Department{ID: support, Name: "Service client", Position: 1, Coordinator: sami}, chief))
	o.must(w.PutSetting(ctx, store.SettingBrand, "Maison Test"))
	o.must(w.PutAccount(ctx, inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Bonjour", Address: "hello@maison.example", Department: string(press), AddedAt: time.Now(), Paused: true,
		Caps: inbox.Caps{Subject: true, Attachments: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}},
	}, chief))
	var events []channel.Event
	for i, text := range []string{"Où est mon colis ?", "Une question de presse", "Merci pour tout"} {
		at := time.Now().Add(-time.Duration(10-i) * time.Minute)
		native := "m" + string(rune('1'+i))
		events = append(events, channel.Upsert{Message: inbox.Message{
			Native: native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: native + "@client.example", Name: "Client " + native},
			Recipients: []string{"hello@maison.example"}, Subject: text, BaseSubject: text, Text: text, SentAt: at, ReceivedAt: at, MailID: native + "@mail.example",
		}, Raw: []byte(text)})
	}
	_, err = w.Ingest(ctx, mailbox, channel.Batch{Events: events})
	o.must(err)
	o.must(w.Close())
}

// serve starts the server; the test's end stops it.
func (o *office) serve() {
	o.t.Helper()
	var errs strings.Builder
	cmd := exec.Command(o.program, append([]string{"serve", "--workspace", o.dir, "--listen", o.address, "--no-send"}, o.flags...)...)
	cmd.Stderr = &errs
	o.must(cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	o.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-done:
			if err != nil {
				o.t.Errorf("the server ended with %v\n%s", err, errs.String())
			}
		case <-time.After(2 * time.Minute):
			_ = cmd.Process.Kill()
			o.t.Errorf("the server did not end\n%s", errs.String())
		}
	})
	o.until("the server answers", func() bool {
		c, err := net.Dial("tcp", o.address)
		return err == nil && c.Close() == nil
	})
}

// until waits; nothing here asserts that something is quick.
func (o *office) until(what string, ok func() bool) {
	o.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	o.t.Fatalf("waited in vain until %s", what)
}

// invite makes an invitation with the program, that leads through the cable.
func (o *office) invite(handle string) string {
	o.t.Helper()
	out, err := exec.Command(o.program, "--json", "member", "enrol", handle, "--workspace", o.dir).CombinedOutput()
	if err != nil {
		o.t.Fatalf("enrol: %v\n%s", err, out)
	}
	at := strings.Index(string(out), wire.Scheme+"://")
	text, _, _ := strings.Cut(string(out)[at:], `"`)
	i, err := wire.ParseInvitation(text)
	o.must(err)
	i.Server = o.cable.address
	return i.String()
}

// desktop is a computer of a member, without its window.
type desktop struct {
	*desk
	o *office
}

func (o *office) computer() *desktop {
	o.t.Helper()
	d := newTestDesk(o.t)
	d.keeping = keptCheaply()
	d.asker.through(func(context.Context, ui.Asking) (string, error) { return "a passphrase of a test", nil })
	return &desktop{d, o}
}

// join makes a computer the member's, as the form does.
func (o *office) join(handle string) *desktop {
	o.t.Helper()
	d := o.computer()
	ctx := context.Background()
	found, err := d.LookAtTeam(ctx, o.invite(handle))
	o.must(err)
	o.must(d.JoinTeam(ctx, setup.Join{Team: found, Computer: handle + "-pc", Password: "a long password"}, func(int, int) {}))
	o.until("the copy is whole", func() bool { s, ok := d.Sync(); return ok && s.Phase == vm.SyncDone })
	return d
}

func (d *desktop) triage() triageDesk { return triageDesk{d.desk} }

func (d *desktop) act(on inbox.ConversationID, act inbox.Act) {
	d.o.t.Helper()
	if _, err := d.triage().Do(context.Background(), on, act); err != nil {
		d.o.t.Fatalf("%s: %v", act.Name(), err)
	}
}

func (d *desktop) row(on inbox.ConversationID) inbox.Row {
	d.o.t.Helper()
	r, err := d.triage().Row(context.Background(), on)
	d.o.must(err)
	return r
}

// about gives the conversation with a subject.
func (d *desktop) about(subject string) inbox.ConversationID {
	d.o.t.Helper()
	rows, err := d.triage().Rows(context.Background(), inbox.View{}, inbox.Place{}, 50)
	d.o.must(err)
	for _, r := range rows {
		if r.Subject == subject {
			return r.ID
		}
	}
	d.o.t.Fatalf("nothing about %q among %d", subject, len(rows))
	return ""
}

// phase waits until the desktop stands so, and gives how.
func (d *desktop) phase(what string, ok func(vm.Sync) bool) vm.Sync {
	d.o.t.Helper()
	var s vm.Sync
	defer func() {
		if d.o.t.Failed() {
			d.o.t.Logf("it stands %+v", s)
		}
	}()
	d.o.until(what, func() bool { s, _ = d.Sync(); return ok(s) })
	return s
}

// everything is all that a desktop's copy holds.
func (d *desktop) everything() map[string]string {
	d.o.t.Helper()
	h, err := d.at()
	d.o.must(err)
	all, err := h.store.Everything(context.Background())
	d.o.must(err)
	return all
}

// cable is a proxy between the desktops and the server, that can be pulled out.
type cable struct {
	address string
	mu      sync.Mutex
	cut     bool
	open    map[net.Conn]bool
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{address: ln.Addr().String(), open: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = ln.Close()
		c.pull(true)
	})
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			go c.carry(in, to)
		}
	}()
	return c
}

func (c *cable) carry(in net.Conn, to string) {
	out, err := net.Dial("tcp", to)
	if err != nil {
		_ = in.Close()
		return
	}
	c.mu.Lock()
	if c.cut {
		c.mu.Unlock()
		_ = errors.Join(in.Close(), out.Close())
		return
	}
	c.open[in], c.open[out] = true, true
	c.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_ = way[0].Close()
		})
	}
	both.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, in)
	delete(c.open, out)
}

// pull cuts all that goes through, or puts the cable back.
func (c *cable) pull(out bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = out
	if out {
		for conn := range c.open {
			_ = conn.Close()
		}
	}
}
