package setup_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/setup"
)

// blog are the stages of a test that finds a feed.
func blog() []setup.StageResult {
	post := func(days int, subject string) inbox.Message {
		return inbox.Message{Subject: subject, SentAt: desktest.Now().AddDate(0, 0, -days)}
	}
	return []setup.StageResult{
		{Stage: setup.StageReach, State: setup.StagePassed},
		{Stage: setup.StageMailbox, State: setup.StagePassed, Count: 12, Handle: "https://blog.example/feed.xml", Name: "Le blog des cuisines",
			Newest: []inbox.Message{post(0, "Le bol X200 à l’essai"), post(3, "Dix ustensiles qui durent"), post(9, "Réparer plutôt que jeter")}},
	}
}

// granted are the stages of a test after a sign-in.
func granted() []setup.StageResult {
	return []setup.StageResult{
		{Stage: setup.StageReach, State: setup.StagePassed},
		{Stage: setup.StageSignIn, State: setup.StagePassed, Handle: "@acme@mastodon.example", Name: "Acme"},
		{Stage: setup.StageMailbox, State: setup.StagePassed, Count: 38}, {Stage: setup.StageSendIn, State: setup.StagePassed},
	}
}

// atForm is the form of a channel, at the last step of a first run.
func atForm(t *testing.T, lang string, mode kit.Mode, ch inbox.Channel) *stand {
	t.Helper()
	s := start(t, lang, mode)
	s.toMailbox()
	s.kind(ch)
	return s
}

// kind chooses the kind of channel.
func (s *stand) kind(ch inbox.Channel) {
	s.t.Helper()
	var chips *kit.ChoiceChips
	walk(s.top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.ChoiceChips); ok {
			chips = c
		}
	})
	if chips == nil {
		s.t.Fatal("there is nothing to choose")
	}
	chips.SetSelected(string(ch))
	chips.OnChanged(string(ch))
}

// fill types into the field of a label.
func (s *stand) fill(key, words string) {
	s.t.Helper()
	var field *kit.Entry
	walk(s.top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok {
			if n, named := e.Focusable().(interface{ AccessibilityLabel() string }); named && n.AccessibilityLabel() == s.text(key) {
				field = e
			}
		}
	})
	if field == nil {
		s.t.Fatalf("no field %q", s.text(key))
	}
	s.window.Canvas().Focus(field.Focusable())
	s.typing(words)
}

func TestFeed_IsFoundShownAndKeptUnderItsTitle(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelFeed)
	s.desk.Stages = blog()
	s.fill("account.field.feed_url", "blog.example")
	s.click(s.text("account.test-now-feed"))
	told := strings.Join(s.words(), "\n")
	for _, want := range []string{"Le blog des cuisines", "https://blog.example/feed.xml", "Le bol X200 à l’essai", s.text("setup.stage-feed-reach"), "12 items"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not told in\n%s", want, told)
		}
	}
	for _, mail := range []string{s.text("setup.stage-send"), s.text("setup.stage-state-skipped"), s.text("account.test-passed")} {
		if strings.Contains(told, mail) {
			t.Errorf("a feed speaks of mail: %q", mail)
		}
	}
	s.click(s.text("account.save"))
	if len(s.desk.Kept) != 1 {
		t.Fatalf("kept %+v", s.desk.Kept)
	}
	f := s.desk.Kept[0]
	if f.Channel != inbox.ChannelFeed || f.Name != "Le blog des cuisines" || f.Address != "https://blog.example/feed.xml" || f.Values["feed_url"] != "blog.example" {
		t.Errorf("kept %+v", f)
	}
}

func TestFeed_AnotherAddressForgetsWhatWasFound(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelFeed)
	s.desk.Stages = blog()
	s.fill("account.field.feed_url", "blog.example")
	s.click(s.text("account.test-now-feed"))
	s.fill("account.field.feed_url", "/other")
	if s.shows("Le blog des cuisines") {
		t.Error("what was found at another address is still shown")
	}
	s.click(s.text("account.save-untested"))
	if f := s.desk.Kept[0]; f.Name != "" || f.Address != "blog.example/other" {
		t.Errorf("kept %+v", f)
	}
}

func TestFeed_AFieldThatTheTestFailedForIsUnfolded(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelFeed)
	s.desk.Stages = []setup.StageResult{{
		Stage: setup.StageReach, State: setup.StageFailed, Err: fault.New(fault.Invalid, "fault.feed-private", "Field", "interval"),
	}}
	s.fill("account.field.feed_url", "127.0.0.1")
	s.click(s.text("account.test-now-feed"))
	if !s.shows(s.text("account.hint.interval")) {
		t.Errorf("the field is still folded away: %q", s.words())
	}
}

func TestFeed_WithoutAnAddressNothingIsAsked(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelFeed)
	s.click(s.text("account.test-now-feed"))
	if count(s.desk.Asked, "Test") != 0 {
		t.Errorf("asked %q", s.desk.Asked)
	}
}

func TestMastodon_IsConnectedThroughTheBrowser(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelMastodon)
	s.desk.Stages = granted()
	s.desk.Signed = setup.Signed{Handle: "@acme@mastodon.example", Values: map[string]string{"instance": "https://mastodon.example"}, Secrets: map[string]string{"access_token": "t0ken"}}
	if s.shows(s.text("account.save-untested")) {
		t.Error("an account without a token can be saved")
	}
	s.fill("account.field.instance", "mastodon.example")
	s.click(s.text("account.sign-in"))
	if !slices.Contains(s.desk.Asked, "SignIn mastodon.example") || count(s.desk.Asked, "Test") != 1 {
		t.Fatalf("asked %q", s.desk.Asked)
	}
	if told := strings.Join(s.words(), "\n"); !strings.Contains(told, "@acme@mastodon.example") || !strings.Contains(told, s.text("account.test-passed-mastodon")) {
		t.Errorf("it says\n%s", told)
	}
	s.click(s.text("account.save"))
	if f := s.desk.Kept[0]; f.Address != "@acme@mastodon.example" || f.Secrets["access_token"] != "t0ken" || f.Values["instance"] != "https://mastodon.example" {
		t.Errorf("kept %+v", f)
	}
}

func TestMastodon_WhileTheBrowserIsWaitedFor(t *testing.T) {
	form := func(t *testing.T, none error, during func(*stand, *setup.AccountForm)) {
		s := start(t, "en", kit.Light)
		w := &waits{Desk: s.desk, none: none}
		f := setup.NewAccountForm(s, w, setup.Filled{Channel: inbox.ChannelMastodon}, nil)
		reached := false
		w.during = func() { reached = true; during(s, f) }
		s.window.SetContent(kit.NewRoot(s.sched, kit.NewColumn(0, f.Body(), f.Acts()), kit.Hooks{}))
		s.fill("account.field.instance", "mastodon.example")
		s.click(s.text("account.sign-in"))
		if !reached {
			t.Error("nobody was asked to sign in")
		}
	}
	t.Run("it says what to do, and can be stopped", func(t *testing.T) {
		form(t, nil, func(s *stand, f *setup.AccountForm) {
			if !f.Busy() || !s.shows(s.texts.T("account.sign-in-waits", map[string]any{"Instance": "mastodon.example"})) {
				t.Fatalf("it says %q", s.words())
			}
			s.click(s.text("account.sign-in-stop"))
			if f.Busy() || s.shows(s.text("account.sign-in-copy")) {
				t.Errorf("it still waits: %q", s.words())
			}
			s.say(s.text("account.sign-in"))
		})
	})
	t.Run("without a browser it gives the address", func(t *testing.T) {
		form(t, fault.New(fault.Unsupported, "fault.no-opener"), func(s *stand, f *setup.AccountForm) {
			if !s.shows(s.text("account.sign-in-no-browser")) {
				t.Fatalf("it says %q", s.words())
			}
			s.click(s.text("account.sign-in-copy"))
			if got := fyne.CurrentApp().Clipboard().Content(); got != thePage {
				t.Errorf("copied %q", got)
			}
		})
	})
}

const thePage = "https://mastodon.example/oauth/authorize?client_id=1"

func TestMastodon_ARefusalIsToldAndCanBeginAgain(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelMastodon)
	s.desk.Fail["SignIn"] = fault.New(fault.Auth, "fault.permission-refused")
	s.fill("account.field.instance", "mastodon.example")
	s.click(s.text("account.sign-in"))
	if !s.shows(s.text("fault.permission-refused")) {
		t.Errorf("it says %q", s.words())
	}
	s.say(s.text("account.sign-in"))
}

func TestMastodon_ReconnectsInPlaceAndOnlyTheSamePerson(t *testing.T) {
	open := func(t *testing.T, handle string) *stand {
		s := start(t, "en", kit.Light)
		s.desk.Stages = granted()
		s.desk.Signed = setup.Signed{Handle: handle, Values: map[string]string{"instance": "https://mastodon.example"}, Secrets: map[string]string{"access_token": "new"}}
		filled := setup.Filled{ID: "m1", Channel: inbox.ChannelMastodon, Address: "@acme@mastodon.example", Values: map[string]string{"instance": "mastodon.example"}}
		f := setup.NewAccountForm(s, s.desk, filled, func(inbox.AccountID) {})
		f.Reconnect = true
		s.window.SetContent(kit.NewRoot(s.sched, kit.NewColumn(0, f.Body(), f.Acts()), kit.Hooks{}))
		s.click(s.text("account.sign-in"))
		return s
	}
	t.Run("the same person", func(t *testing.T) {
		s := open(t, "@Acme@mastodon.example")
		if len(s.desk.Kept) != 1 || s.desk.Kept[0].Secrets["access_token"] != "new" || s.desk.Kept[0].ID != "m1" {
			t.Errorf("kept %+v", s.desk.Kept)
		}
	})
	t.Run("somebody else", func(t *testing.T) {
		s := open(t, "@lea@mastodon.example")
		told := strings.Join(s.words(), "\n")
		if len(s.desk.Kept) != 0 || !strings.Contains(told, "You signed in as @lea@mastodon.example") {
			t.Errorf("kept %+v; it says\n%s", s.desk.Kept, told)
		}
	})
}

func TestForm_KeepsWhatWasTypedForAnotherKind(t *testing.T) {
	s := atForm(t, "en", kit.Light, inbox.ChannelFeed)
	s.fill("account.field.feed_url", "blog.example")
	s.kind(inbox.ChannelEmail)
	s.fill("account.address", "contact@acme.example")
	s.kind(inbox.ChannelFeed)
	s.desk.Stages = blog()
	s.click(s.text("account.test-now-feed"))
	if !slices.Contains(s.desk.Asked, "Test blog.example") {
		t.Errorf("asked %q", s.desk.Asked)
	}
}

func TestChannelFormLook(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for mode, name := range map[kit.Mode]string{kit.Light: "light", kit.DarkMode: "dark"} {
			t.Run(lang+" "+name, func(t *testing.T) {
				suffix := "-" + lang + "-" + name
				s := atForm(t, lang, mode, inbox.ChannelFeed)
				s.look("setup-feed-empty" + suffix)
				s.desk.Stages = blog()
				s.fill("account.field.feed_url", "blog.example")
				s.click(s.text("account.test-now-feed"))
				s.look("setup-feed-found" + suffix)
				s.kind(inbox.ChannelMastodon)
				s.look("setup-mastodon-empty" + suffix)
				s.fill("account.field.instance", "mastodon.example")
				s.desk.Stages = granted()
				s.desk.Signed = setup.Signed{Handle: "@acme@mastodon.example", Secrets: map[string]string{"access_token": "t"}}
				s.click(s.text("account.sign-in"))
				s.look("setup-mastodon-passed" + suffix)
				if !s.shows(s.text("account.test-passed-mastodon")) {
					t.Error("the form is not there")
				}
				w := start(t, lang, mode)
				d := &waits{Desk: w.desk, none: fault.New(fault.Unsupported, "fault.no-opener"), during: func() { w.look("setup-mastodon-no-browser" + suffix) }}
				f := setup.NewAccountForm(w, d, setup.Filled{Channel: inbox.ChannelMastodon}, nil)
				w.window.SetContent(kit.NewRoot(w.sched, kit.NewBox(kit.NewColumn(0, f.Body(), f.Acts())), kit.Hooks{}))
				w.fill("account.field.instance", "mastodon.example")
				w.click(w.text("account.sign-in"))
			})
		}
	}
}

// waits is a desk that has a look taken while the browser is waited for.
type waits struct {
	*desktest.Desk
	none   error
	during func()
}

func (w *waits) SignIn(ctx context.Context, _ setup.Filled, page func(string, error)) (setup.Signed, error) {
	page(thePage, w.none)
	w.during()
	return setup.Signed{}, ctx.Err()
}
