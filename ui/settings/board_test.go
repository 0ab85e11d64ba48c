package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/setup"
)

// mixed is a house with every kind of channel, well and unwell.
func mixed() *desktest.Desk {
	d, now := desktest.Acme(), desktest.Now()
	social := inbox.KindCaps{Reply: inbox.Yes, Actions: map[inbox.Action]inbox.Support{inbox.Like: inbox.Yes, inbox.Mute: inbox.Yes, inbox.Block: inbox.Yes, inbox.Report: inbox.Yes}}
	masto := inbox.Caps{Poll: true, Stream: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Mention: social, inbox.Comment: social, inbox.Direct: social}, MaxLength: 500}
	reads := inbox.Caps{Poll: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Mention: {}, inbox.Comment: {}}}
	d.List = append(d.List[:1],
		inbox.Account{ID: "m1", Channel: inbox.ChannelMastodon, Name: "@acme@piaille.example", Address: "@acme@piaille.example", Caps: masto, Settings: map[string]string{"instance": "piaille.example"}},
		inbox.Account{ID: "m2", Channel: inbox.ChannelMastodon, Name: "@jobs@piaille.example", Address: "@jobs@piaille.example", Caps: masto, Settings: map[string]string{"instance": "piaille.example"}},
		inbox.Account{ID: "f1", Channel: inbox.ChannelFeed, Name: "Forum Cuisine & Co", Address: "https://forum.example/feed", Caps: reads, Settings: map[string]string{"feed_url": "forum.example", "interval": "10"}},
		inbox.Account{ID: "f2", Channel: inbox.ChannelFeed, Name: "Réparer, le blog", Address: "https://reparer.example/rss", Caps: reads, Settings: map[string]string{"feed_url": "reparer.example"}},
		inbox.Account{ID: "c1", Channel: inbox.ChannelClip, Name: "Clips", Address: "clips"},
	)
	d.Fares = []inbox.Health{
		d.Fares[0],
		{Account: "m1", State: inbox.Live, LastMessage: now.Add(-4 * time.Minute), Quota: &inbox.Quota{Used: 38, Most: 300, Until: now.Add(3 * time.Minute)}},
		{Account: "m2", State: inbox.Refused, FaultKey: "fault.channel-auth-revoked", LastMessage: now.Add(-26 * time.Hour)},
		{Account: "f1", State: inbox.Live, LastMessage: now.Add(-72 * time.Hour)},
		{Account: "f2", State: inbox.Retrying, FaultKey: "fault.channel-gone", LastMessage: now.AddDate(0, -2, 0)},
		{Account: "c1", State: inbox.Idle, LastMessage: now.Add(-20 * time.Hour)},
	}
	return d
}

func TestBoard_SpeaksOfEachChannelInItsOwnWords(t *testing.T) {
	s := show(t, mixed(), "accounts", "en", kit.Light)
	for _, want := range []string{
		s.text("health.streams"), "38 of 300 calls, until", "mentions, comments, direct messages, reply, like, mute, block, report",
		"Read every 10 min", s.text("health.does-read-only"), s.text("health.by-hand"), s.text("health.does-by-hand"),
		s.text("health.dead"), s.text("health.feed-channel-gone"), s.text("health.mastodon-channel-auth-revoked"),
	} {
		if !s.says(want) {
			t.Errorf("%q is not told in\n%s", want, s.words())
		}
	}
	if s.says(s.text("settings.state-idle")) || s.says(s.text("fault.channel-auth-revoked")) {
		t.Errorf("clips wait to be tried, or Mastodon is told of a password:\n%s", s.words())
	}
}

func TestBoard_AFeedWithoutAnIntervalOfItsOwnSaysTheUsualOne(t *testing.T) {
	d := mixed()
	d.Fares[4].State, d.Fares[4].FaultKey = inbox.Live, ""
	if s := show(t, d, "accounts", "en", kit.Light); !s.says("Read every 15 min") {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestBoard_ASilentFeedIsToldInPlainWords(t *testing.T) {
	d := mixed()
	d.Arrived = map[inbox.AccountID][]time.Time{"f1": regular()}
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says("Silent for 3 d") || !s.says("Look whether the site has moved its feed.") || s.says("Check that mail still arrives") {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestBoard_AnExpiredGrantIsReconnectedInPlace(t *testing.T) {
	d := mixed()
	d.Signed = setup.Signed{Handle: "@jobs@piaille.example", Values: map[string]string{"instance": "https://piaille.example"}, Secrets: map[string]string{"access_token": "new"}}
	s := show(t, d, "accounts", "en", kit.Light)
	s.click(s.text("health.mend-mastodon"))
	s.click(s.text("account.sign-in"))
	if len(d.Kept) != 1 || d.Kept[0].ID != "m2" || d.Kept[0].Secrets["access_token"] != "new" {
		t.Fatalf("kept %+v", d.Kept)
	}
	if s.says(s.text("account.sign-in")) || !slices.Contains(s.toasts, s.text("settings.account-kept")) {
		t.Errorf("the form is still open, or nothing is told: %q", s.toasts)
	}
}

func TestBoard_ADeadFeedGetsItsNewAddress(t *testing.T) {
	s := show(t, mixed(), "accounts", "en", kit.Light)
	s.click(s.text("health.mend-feed"))
	field := s.field("account.field.feed_url")
	if field.Text() != "reparer.example" {
		t.Errorf("the form is not open:\n%s", s.words())
	}
}

func TestBoard_AChannelOfAnyKindIsAdded(t *testing.T) {
	d := mixed()
	s := show(t, d, "accounts", "en", kit.Light)
	s.click(s.text("settings.account-add"))
	kinds := choices(s)
	if len(kinds) != 1 {
		t.Fatalf("%d choices in\n%s", len(kinds), s.words())
	}
	kinds[0].SetSelected("feed")
	kinds[0].OnChanged("feed")
	d.Stages = []setup.StageResult{
		{Stage: setup.StageReach, State: setup.StagePassed},
		{Stage: setup.StageMailbox, State: setup.StageFailed, Err: fault.New(fault.Invalid, "fault.feed-none")},
	}
	s.window.Canvas().Focus(s.field("account.field.feed_url").Focusable())
	s.typing("nothing.example")
	s.click(s.text("account.test-now-feed"))
	if !s.says("There is no feed at this address") {
		t.Errorf("it says\n%s", s.words())
	}
}

// field is the one that has a label.
func (s *stand) field(key string) *kit.Entry {
	s.t.Helper()
	var found *kit.Entry
	walk(s.top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok {
			if n, ok := e.Focusable().(named); ok && n.AccessibilityLabel() == s.text(key) {
				found = e
			}
		}
	})
	if found == nil {
		s.t.Fatalf("no field %q in\n%s", s.text(key), s.words())
	}
	return found
}

func TestBoardLook(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for mode, name := range map[kit.Mode]string{kit.Light: "light", kit.DarkMode: "dark"} {
			d := mixed()
			d.Arrived = map[inbox.AccountID][]time.Time{"f1": regular()}
			s := show(t, d, "accounts", lang, mode)
			s.look("settings-board-" + lang + "-" + name)
			if strings.Count(s.words(), s.text("health.mend-mastodon")) != 1 {
				t.Error("the board is not there")
			}
			s.click(s.text("health.mend-mastodon"))
			s.look("settings-reconnect-" + lang + "-" + name)
		}
	}
}
