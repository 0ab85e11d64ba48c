package app

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
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
}

const (
	chief   = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZC0")
	sami    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS0")
	press   = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDP")
	support = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")
	mailbox = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAM")
)

// newOffice makes a house with two members and some mail, and serves it.
func newOffice(t *testing.T) *office {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs vigied")
	}
	o := &office{t: t, program: filepath.Join(t.TempDir(), "vigied"), dir: filepath.Join(t.TempDir(), "house"), address: freeAddress(t)}
	build := exec.Command("go", "build", "-o", o.program, "../server/vigied")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build vigied: %v\n%s", err, out)
	}
	o.furnish()
	o.serve()
	o.cable = newCable(t, o.address)
	return o
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
	o.must(w.PutMember(ctx, team.Member{ID: sami, Name: "Sami Service", Handle: "sami", Profile: team.Senior, Departments: []team.DepartmentID{support}}, ""))
	o.must(w.PutDepartment(ctx, team.Department{ID: press, Name: "Presse", Coordinator: chief}, chief))
	o.must(w.PutDepartment(ctx, team.Department{ID: support, Name: "Service client", Position: 1, Coordinator: sami}, chief))
	o.must(w.PutSetting(ctx, settingBrand, "Maison Test"))
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
	cmd := exec.Command(o.program, "serve", "--workspace", o.dir, "--listen", o.address, "--no-send")
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
		case <-time.After(40 * time.Second):
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
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
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

func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func TestJoin_RefusesWhatIsNotTheTeam(t *testing.T) {
	o := newOffice(t)
	d := o.computer()
	ctx := context.Background()
	look := func(typed string) error {
		_, err := d.LookAtTeam(ctx, typed)
		return err
	}
	i, err := wire.ParseInvitation(o.invite("sami"))
	o.must(err)
	other := i
	other.Pin = strings.Repeat("ab", 32)
	for what, c := range map[string]struct{ typed, key string }{
		"no invitation":               {"hello there", "fault.team-invitation"},
		"nobody there":                {freeAddress(t) + " " + i.Code, "fault.team-offline"},
		"another key than invited to": {other.String(), "fault.team-pin"},
	} {
		if err := look(c.typed); err == nil || fault.Of(err).Key != c.key {
			t.Errorf("%s: %v", what, err)
		}
	}
	found, err := d.LookAtTeam(ctx, i.Short())
	if err != nil || found.Known != setup.Unknown || found.Fingerprint == "" || found.Brand == "" {
		t.Errorf("typed without a pin: %+v, %v", found, err)
	}
	found.Code = found.Code[:len(found.Code)-4] + "0000"
	if err := d.JoinTeam(ctx, setup.Join{Team: found}, func(int, int) {}); err == nil || fault.Of(err).Key != "fault.sign-in-refused" {
		t.Errorf("a wrong code: %v", err)
	}
	if _, shared := d.Sync(); shared {
		t.Error("it is in the team all the same")
	}
}

func TestTwoDesktops_HandOverWithTheCableOutInBetween(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	cleo, sam := o.join("cleo"), o.join("sami")
	if me := cleo.triage().Me(); me.ID != chief || me.Name != "Cléo Chef" {
		t.Errorf("at Cléo's desk sits %+v", me)
	}
	parcel := cleo.about("Où est mon colis ?")
	told := make(chan inbox.Told, 16)
	defer sam.Subscribe(func(n inbox.Notice) {
		for _, one := range n.Tell {
			if one.Member == sami {
				told <- one
			}
		}
	})()

	cleo.act(parcel, inbox.Claim{})
	cleo.act(parcel, inbox.Propose{To: support, Asked: inbox.AskAnswer, Reason: "Un colis perdu, c’est chez vous.", DueAt: time.Now().Add(4 * time.Hour), ComesBack: true})
	select {
	case one := <-told:
		if one.Event.Name != "handover.propose" || one.Event.By != chief {
			t.Errorf("Sami hears %+v", one.Event)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("Sami was not told")
	}
	if r := sam.row(parcel); r.HandedTo != support {
		t.Errorf("Sami's desk shows %+v", r.Conversation)
	}

	o.cable.pull(true)
	detail, err := sam.triage().Detail(ctx, parcel, 9)
	if err != nil || len(detail.Handovers) != 1 {
		t.Fatalf("Sami's desk shows %d handovers, %v", len(detail.Handovers), err)
	}
	sam.act(parcel, inbox.Accept{Handover: detail.Handovers[0].ID})
	sam.act(parcel, inbox.AddNote{Text: "J’appelle le transporteur."})
	sam.phase("Sami's desk is offline with two changes", func(s vm.Sync) bool { return s.Phase == vm.SyncOffline && s.Waiting == 2 })
	if r := sam.row(parcel); r.Assignee != sami {
		t.Errorf("offline Sami's desk shows it with %q", r.Assignee)
	}
	press := cleo.about("Une question de presse")
	cleo.act(press, inbox.Label{Add: []string{"presse"}})
	if err := sam.SyncNow(ctx); err == nil || fault.Of(err).Key != "fault.team-offline" {
		t.Errorf("trying without a cable says %v", err)
	}

	o.cable.pull(false)
	for _, d := range []*desktop{cleo, sam} {
		_ = d.SyncNow(ctx)
		d.phase("all is on the server", func(s vm.Sync) bool { return s.Phase == vm.SyncDone && s.Waiting == 0 && s.Review == 0 })
	}
	o.until("both show the same", func() bool {
		_ = cleo.SyncNow(ctx)
		_ = sam.SyncNow(ctx)
		return equal(cleo.everything(), sam.everything())
	})
	if r := cleo.row(parcel); r.Assignee != sami || r.Department != support {
		t.Errorf("Cléo's desk shows %q in %q", r.Assignee, r.Department)
	}
}

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v && !strings.HasPrefix(k, "saved_view") {
			return false
		}
	}
	return true
}

func TestDesktop_StartsAgainWithoutTheServer(t *testing.T) {
	o := newOffice(t)
	d := o.join("sami")
	parcel := d.about("Où est mon colis ?")
	o.cable.pull(true)
	d.act(parcel, inbox.AddNote{Text: "Hors ligne."})
	o.must(d.shut())
	d.goInto(d.options.workspace)
	o.must(d.open(context.Background()))
	house, ok := windowDesk{d.desk}.House()
	if !ok || !house.Shared || house.Brand != "Maison Test" {
		t.Fatalf("it opens %+v, %v", house, ok)
	}
	if me := d.triage().Me(); me.Name != "Sami Service" {
		t.Errorf("there sits %+v", me)
	}
	detail, err := d.triage().Detail(context.Background(), parcel, 9)
	if err != nil || len(detail.Notes) != 1 || len(detail.Messages) != 1 {
		t.Errorf("it shows %d notes, %v", len(detail.Notes), err)
	}
	d.phase("it says that it is offline", func(s vm.Sync) bool { return s.Phase == vm.SyncOffline && s.Waiting == 1 })
	o.cable.pull(false)
	_ = d.SyncNow(context.Background())
	d.phase("the note is on the server", func(s vm.Sync) bool { return s.Phase == vm.SyncDone && s.Waiting == 0 })
	t.Run("nobody else sits at it", func(t *testing.T) {
		err := windowDesk{d.desk}.SwitchTo(context.Background(), chief)
		if err == nil || fault.Of(err).Key != "fault.team-own-seat" {
			t.Errorf("got %v", err)
		}
	})
}

func TestDesktop_SaysWhatWasRefusedAndLosesNoWord(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	cleo, sam := o.join("cleo"), o.join("sami")
	parcel := sam.about("Où est mon colis ?")
	o.cable.pull(true)
	sam.act(parcel, inbox.Claim{})
	sam.phase("Sami's desk is offline", func(s vm.Sync) bool { return s.Phase == vm.SyncOffline && s.Waiting == 1 })
	cleo.act(parcel, inbox.Claim{})
	o.cable.pull(false)
	_ = cleo.SyncNow(ctx)
	cleo.phase("Cléo's claim is on the server", func(s vm.Sync) bool { return s.Phase == vm.SyncDone && s.Waiting == 0 })
	if cleo.row(parcel).Assignee != chief {
		t.Skip("Sami was first: the network came back to him before") // both are right; the other order is tested in store/replica
	}
	_ = sam.SyncNow(ctx)
	s := sam.phase("the refusal is to be reviewed", func(s vm.Sync) bool { return s.Review == 1 })
	list, err := sam.Changes(ctx)
	if err != nil || len(list) != 1 || !list[0].Refused || list[0].Anyway != "take-over" || !list[0].Barred.OK {
		t.Fatalf("%+v: %+v, %v", s, list, err)
	}
	if f := fault.Of(list[0].Why); f.Key != "fault.conversation-taken" {
		t.Errorf("it was refused for %v", f)
	}
	o.must(sam.DoAgain(ctx, list[0].ID, true))
	sam.phase("it is taken over", func(s vm.Sync) bool { return s.Review == 0 && s.Waiting == 0 && s.Phase == vm.SyncDone })
	o.until("Cléo sees who has it", func() bool { return cleo.row(parcel).Assignee == sami })
}

func TestDesktops_SeeWhoIsWhere(t *testing.T) {
	o := newOffice(t)
	cleo, sam := o.join("cleo"), o.join("sami")
	parcel := cleo.about("Où est mon colis ?")
	came := make(chan struct{}, 16)
	defer cleo.triage().OnPresent(func() { came <- struct{}{} })()
	o.until("Cléo sees Sami writing", func() bool {
		sam.triage().Here(parcel, true) // the stream may not be there yet
		select {
		case <-came:
		case <-time.After(time.Second):
		}
		p := cleo.triage().Present()
		return len(p) == 1 && p[0] == vm.Presence{Member: sami, On: parcel, Writing: true}
	})
	sam.triage().Here("", false)
	o.until("Sami is gone", func() bool { return len(cleo.triage().Present()) == 0 })
}

func TestDesktop_ThatIsRevokedWipesItsCopyAndKeepsItsOutbox(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	cleo, sam := o.join("cleo"), o.join("sami")
	parcel := sam.about("Où est mon colis ?")
	o.cable.pull(true)
	sam.act(parcel, inbox.AddNote{Text: "Un texte qui ne doit pas se perdre."})
	sam.phase("it is offline", func(s vm.Sync) bool { return s.Phase == vm.SyncOffline })
	o.cable.pull(false)
	var devices []string
	o.until("the devices are listed", func() bool {
		list, err := cleo.Devices(ctx)
		devices = nil
		for _, d := range list {
			if !d.This && d.Member == "Sami Service" {
				devices = append(devices, d.ID)
			}
		}
		return err == nil && len(devices) == 1
	})
	// Sami's note may be faster than the revocation: both ends are right.
	o.must(cleo.Revoke(ctx, devices[0]))
	o.until("the copy is gone", func() bool {
		_ = sam.SyncNow(ctx)
		s, _ := sam.Sync()
		return s.Phase == vm.SyncRevoked
	})
	rows, err := sam.triage().Rows(ctx, inbox.View{}, inbox.Place{}, 9)
	if err != nil || len(rows) != 0 {
		t.Errorf("%d conversations are left, %v", len(rows), err)
	}
	list, err := sam.Changes(ctx)
	o.must(err)
	if detail, err := cleo.triage().Detail(ctx, parcel, 9); len(list) == 0 && (err != nil || len(detail.Notes) == 0) {
		t.Error("the note is neither here nor there")
	}
	o.must(sam.LeaveTeam(ctx))
	if _, shared := sam.Sync(); shared {
		t.Error("it is still in the team")
	}
	left, err := filepath.Glob(sam.teamDir() + "-*/outbox.db")
	if err != nil || len(left) != 1 {
		t.Errorf("the outbox is kept in %v, %v", left, err)
	}
	if runtime.GOOS != "windows" && isHouse(sam.teamDir()) {
		t.Error("the next start would open the team again")
	}
}
