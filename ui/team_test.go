package ui_test

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/desktest"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// TestLook_Team draws what only a team's desktop has.
func TestLook_Team(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(lang+" "+theme, func(t *testing.T) { teamPages(t, lang, theme, "-"+lang+"-"+theme) })
		}
	}
}

func teamPages(t *testing.T, lang, theme, suffix string) {
	o := open(t, dressed(desktest.Crewed(), lang, theme))
	o.window.GoTo("settings/sync")
	o.look("team-sync" + suffix)
	o.window.GoTo("settings/team")
	o.look("team-devices" + suffix)
	o.click(o.text("settings.invite"))
	o.look("team-invite" + suffix)

	o = open(t, dressed(desktest.Acme(), lang, theme))
	o.window.GoTo("settings/sync")
	o.look("team-alone" + suffix)
	o.click(o.text("sync.join"))
	o.look("team-join" + suffix)

	for _, known := range []setup.Known{setup.ByInvitation, setup.Unknown} {
		d := dressed(desktest.Fresh(), lang, theme)
		d.Ways = nil
		d.Crew.Found = desktest.Invited()
		d.Crew.Found.Known = known
		o = open(t, d)
		o.click(o.text("setup.way-join-team-act"))
		if known == setup.ByInvitation {
			o.look("team-invitation" + suffix)
		}
		test.Type(o.canvas().Focused(), "vigie://x")
		o.window.Press(vm.Key{Name: "Return", Ctrl: true})
		o.look("team-server-" + string(known) + suffix)
	}
}

// joining is a first run in which an invitation was pasted.
func joining(t *testing.T, known setup.Known) *opened {
	t.Helper()
	d := dressed(desktest.Fresh(), "en", "light")
	d.Ways = nil
	d.Crew.Found = desktest.Invited()
	d.Crew.Found.Known = known
	d.In.Brand = "Acme"
	o := open(t, d)
	o.click(o.text("setup.way-join-team-act"))
	test.Type(o.canvas().Focused(), "vigie://acme")
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	return o
}

func TestJoin_ShowsWhoseServerItIsBeforeAnythingIsSaid(t *testing.T) {
	o := joining(t, setup.ByInvitation)
	if !o.says("0A1B 2C3D") || !o.says(o.text("join.known-invitation")) || o.asked("JoinTeam vigie.acme.example:8443") {
		t.Fatalf("asked %q, says\n%s", o.desk.Asked, o.words())
	}
	test.Type(o.canvas().Focused(), "short")
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if len(o.desk.Asked) != 1 {
		t.Errorf("a short password was taken: %q", o.desk.Asked)
	}
	test.Type(o.canvas().Focused(), " but longer")
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if j := o.desk.Crew.Joined; j.Password != "short but longer" || j.Team.Code == "" || j.Computer != "lea-portable" {
		t.Errorf("joined with %+v", j)
	}
	if !o.inbox.shown {
		t.Error("the inbox is not in sight")
	}
}

func TestJoin_WaitsForTheFingerprintToBeCompared(t *testing.T) {
	o := joining(t, setup.Unknown)
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if o.asked("JoinTeam vigie.acme.example:8443") {
		t.Fatal("joined a server that nobody looked at")
	}
	o.click(o.text("join.compared"))
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if !o.asked("JoinTeam vigie.acme.example:8443") {
		t.Errorf("asked only %q", o.desk.Asked)
	}
}

func TestJoin_SaysWhatIsWrongAndKeepsWhatWasTyped(t *testing.T) {
	d := dressed(desktest.Fresh(), "en", "light")
	d.Ways = nil
	d.Fail["LookAtTeam"] = fault.New(fault.Auth, "fault.team-pin", "Server", "vigie.acme.example:8443")
	o := open(t, d)
	o.click(o.text("setup.way-join-team-act"))
	test.Type(o.canvas().Focused(), "vigie://acme")
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if !o.says("its key has changed") {
		t.Errorf("it says\n%s", o.words())
	}
	o.window.Press(vm.Key{Name: "Escape"})
	o.click(o.text("setup.way-join-team-act"))
	delete(d.Fail, "LookAtTeam")
	d.Crew.Found = desktest.Invited()
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if got := o.desk.Asked; len(got) != 2 || got[1] != "LookAtTeam vigie://acme" {
		t.Errorf("asked %q", got)
	}
}

func TestSync_IsAlwaysInSight(t *testing.T) {
	d := desktest.Crewed()
	o := open(t, d)
	for name, c := range map[string]struct {
		sync vm.Sync
		says string
	}{
		"synced":     {vm.Sync{Phase: vm.SyncDone}, "Up to date"},
		"waiting":    {vm.Sync{Phase: vm.SyncSending, Waiting: 3}, "3 changes waiting"},
		"offline":    {vm.Sync{Phase: vm.SyncOffline, Since: desktest.Now().Add(-time.Hour), Waiting: 1}, "Offline since"},
		"to review":  {vm.Sync{Phase: vm.SyncDone, Review: 2}, "2 to review"},
		"revoked":    {vm.Sync{Phase: vm.SyncRevoked}, "Access ended"},
		"first copy": {vm.Sync{Phase: vm.SyncFilling, Come: 30, Coming: 120}, "25"},
		"stranger":   {vm.Sync{Phase: vm.SyncStrange, Review: 1}, "Unknown server"},
	} {
		d.Crew.Sync = c.sync
		d.Notice(inbox.Notice{})
		o.sched.Advance(time.Second)
		if !o.says(c.says) {
			t.Errorf("%s: %q is not said in\n%s", name, c.says, o.words())
		}
	}
}

func TestReview_OffersWhatCanBeDoneAndLosesNoText(t *testing.T) {
	d := dressed(desktest.Crewed(), "en", "light")
	o := open(t, d)
	o.window.GoTo("settings/sync")
	for _, words := range []string{"Bonjour Marc, votre colis est parti ce matin.", "Finalement je l’ai reçu", "Send anyway", "Take over", "Elle rappelle demain matin."} {
		if !o.says(words) {
			t.Errorf("%q is not in sight", words)
		}
	}
	o.click(o.text("sync.copy"))
	if got := o.app.Clipboard().Content(); got != d.Crew.Changes[0].Text {
		t.Errorf("copied %q", got)
	}
	o.click(o.text("sync.send-anyway"))
	if o.asked("DoAgain c1 anyway") {
		t.Error("it was sent without asking")
	}
	o.click(o.text("sync.send-anyway"))
	if !o.asked("DoAgain c1 anyway") {
		t.Errorf("asked %q", d.Asked)
	}
	o.click(o.text("sync.drop"))
	o.click(o.text("sync.drop"))
	if !o.asked("Dismiss c1") {
		t.Errorf("asked %q", d.Asked)
	}
}

func TestDevices_AreShownAndRevoked(t *testing.T) {
	d := dressed(desktest.Crewed(), "en", "light")
	o := open(t, d)
	o.window.GoTo("settings/team")
	o.click(o.text("settings.revoke"))
	o.click(o.text("settings.revoke"))
	if !o.asked("Revoke v2") {
		t.Errorf("asked %q", d.Asked)
	}
	d.Fail["Devices"] = errors.New("cut")
	d.Notice(inbox.Notice{Team: true})
	o.sched.Advance(time.Second)
	if !o.says("The server was not asked") || !o.says(d.Member.Name) {
		t.Errorf("without the server it says\n%s", o.words())
	}
}
