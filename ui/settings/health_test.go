package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/desktest"
	"vigie/ui/kit"
)

// regular has a message come every six hours for thirty days.
func regular() []time.Time {
	var out []time.Time
	for i := range 120 {
		out = append(out, desktest.Now().Add(-time.Duration(i)*6*time.Hour))
	}
	return out
}

func TestHealth_TellsASilenceBeyondTheNormalGap(t *testing.T) {
	d := desktest.Acme()
	d.Arrived = map[inbox.AccountID][]time.Time{"a1": regular(), "a2": regular()}
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says("Silent for 2 d") || !s.says("Normally a message comes within 6 h.") {
		t.Errorf("it says\n%s", s.words())
	}
	if strings.Count(s.words(), "Silent for") != 1 {
		t.Error("the account that had a message twelve minutes ago is called silent")
	}
	s.look("health-silent")
}

func TestHealth_WithoutHistoryNothingIsCalledSilent(t *testing.T) {
	s := english(t, "accounts")
	if s.says("Silent for") {
		t.Errorf("it says\n%s", s.words())
	}
	s.click(s.text("settings.account-acts"))
	s.menu(s.text("settings.account-sheet"))
	if !s.says(s.text("health.unknown")) {
		t.Errorf("the sheet says\n%s", s.words())
	}
}

func TestHealth_APausedAccountIsNotSilentButNotWatched(t *testing.T) {
	d := desktest.Acme()
	d.Arrived = map[inbox.AccountID][]time.Time{"a2": regular()}
	d.List[1].Paused = true
	s := show(t, d, "accounts", "en", kit.Light)
	if s.says("Silent for") || !s.says("Presse (paused)") {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestHealth_ARetryingAccountIsTriedAtOnceOnRequest(t *testing.T) {
	d := desktest.Acme()
	d.Fares[1].State = inbox.Retrying
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says(s.text("health.do-wait")) {
		t.Errorf("it does not say what happens next:\n%s", s.words())
	}
	s.click(s.text("health.try-now"))
	if !slices.Contains(s.desk.Asked, "CheckNow a2") {
		t.Errorf("asked %q", s.desk.Asked)
	}
}

func TestHealth_SaysWhatIsSetAsideAndLeadsThere(t *testing.T) {
	d := desktest.Acme()
	d.Fares[0].Quarantined = 3
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says("3 messages could not be read.") {
		t.Errorf("it says\n%s", s.words())
	}
	s.click(s.text("settings.look-at-it"))
	if s.screen.Page() != "quarantine" {
		t.Errorf("it leads to %q", s.screen.Page())
	}
}

func TestHealth_SaysThatTheServerKeepsWhatATeamCouldNotRead(t *testing.T) {
	d := desktest.Acme()
	d.Crew.Is = true
	d.Fares[0].Quarantined = 3
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says("They are kept on the server") || s.says(s.text("settings.look-at-it")) {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestHealth_SaysHonestlyWhatIsNotWatched(t *testing.T) {
	s := english(t, "accounts")
	for _, words := range []string{"Mastodon", "Instagram", "LinkedIn", s.text("health.forums")} {
		if !s.says(words) {
			t.Errorf("%q is not told", words)
		}
	}
	if !s.says("No working account: Mastodon, Feed.") {
		t.Errorf("what has no account is not told, or mail is called unwatched:\n%s", s.words())
	}
}
