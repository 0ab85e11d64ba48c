package triage

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// stage is a window of the test driver with the screen in it, and no time that
// passes by itself.
type stage struct {
	*Screen
	desk   *desktest.Desk
	window fyne.Window
	root   *kit.Root
	sched  *kit.Inline
	toasts []kit.Toast
	opened []string
}

type setting struct {
	lang string
	mode kit.Mode
	size fyne.Size
}

func plain() setting { return setting{"en", kit.Light, fyne.NewSize(1440, 800)} }

func newStage(t testing.TB, desk *desktest.Desk, with setting) *stage {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.NewTheme(with.mode))
	s := &stage{desk: desk, sched: kit.NewInline(t.Context()), window: test.NewTempWindow(t, nil)}
	s.window.SetPadded(false)
	s.Screen = New(Env{
		Desk: desk, Sched: s.sched, Texts: locale.New(with.lang), Zone: time.UTC, Window: s.window,
		Toast: func(n kit.Toast) {
			s.toasts = append(s.toasts, n)
			if s.root != nil {
				s.root.Toast(n)
			}
		},
		OpenLink: func(a string) { s.opened = append(s.opened, a) },
	})
	table := &vm.Table{}
	table.Add(s.Commands()...)
	s.root = kit.NewRoot(s.sched, s.Content(), kit.Hooks{Rune: func(r rune) bool {
		c, ok := table.ByKey(vm.Key{Rune: r})
		if ok && c.Verdict().OK {
			c.Run()
		}
		return ok
	}})
	s.window.SetContent(s.root)
	s.root.Attach(s.window.Canvas())
	s.window.Resize(with.size)
	s.settle()
	return s
}

// settle lets what was put off for a moment happen.
func (s *stage) settle() { s.sched.Advance(200 * time.Millisecond) }

// press types characters at whatever has the keys.
func (s *stage) press(keys string) {
	for _, r := range keys {
		if f := s.window.Canvas().Focused(); f != nil {
			f.TypedRune(r)
		} else {
			s.window.Canvas().OnTypedRune()(r)
		}
		s.settle()
	}
}

// TestLook draws the screen in many states. With VIGIE_LOOK_DIR it writes the
// pictures there, to be looked at.
func TestLook(t *testing.T) {
	wide, narrow, large := fyne.NewSize(1440, 800), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)
	en, fr := setting{"en", kit.Light, wide}, setting{"fr", kit.Light, wide}
	for i, c := range []struct {
		name string
		with setting
		do   func(*stage)
	}{
		{"inbox-en-light-1440x800", en, func(*stage) {}},
		{"inbox-fr-dark-1280x800", setting{"fr", kit.DarkMode, narrow}, func(*stage) {}},
		{"inbox-fr-light-1920x1080", setting{"fr", kit.Light, large}, func(*stage) {}},
		{"inbox-en-dark-1024x700", setting{"en", kit.DarkMode, fyne.NewSize(1024, 700)}, func(s *stage) { s.toggleDetails() }},
		{"handover-en-light-1440x800", en, func(s *stage) { s.handOver() }},
		{"handover-fr-dark-1440x800", setting{"fr", kit.DarkMode, wide}, func(s *stage) { s.handOver() }},
		{"proposed-fr-light-1440x800", fr, func(s *stage) { propose(s, desktest.Care) }},
		{"asked-fr-light-1440x800", fr, func(s *stage) { propose(s, desktest.Care); s.desk.Sit(desktest.Marc) }},
		{"accepted-en-light-1440x800", en, func(s *stage) { accepted(s) }},
		{"writing-fr-light-1440x800", fr, func(s *stage) { writing(s) }},
		{"moved-en-light-1440x800", en, func(s *stage) { writing(s); moved(s) }},
		{"guard-fr-light-1440x800", fr, func(s *stage) { writing(s); moved(s); s.guard(vm.Release{}) }},
		{"sending-fr-light-1440x800", fr, func(s *stage) {
			writing(s)
			s.triage.After = vm.Stay
			s.talk.composer.release(vm.Release{Then: inbox.Open})
		}},
		{"mail-en-light-1440x800", en, func(s *stage) { hardMail(s) }},
		{"mail-fr-dark-1280x800", setting{"fr", kit.DarkMode, narrow}, func(s *stage) { hardMail(s); s.talk.composer.address.setOpen(true) }},
		{"outbox-en-light-1440x800", en, func(s *stage) { outbox(s) }},
		{"outbox-fr-dark-1280x800", setting{"fr", kit.DarkMode, narrow}, func(s *stage) { outbox(s) }},
		{"marked-fr-light-1440x800", fr, func(s *stage) { s.triage.List.MarkAll() }},
		{"trainee-fr-light-1440x800", fr, func(s *stage) { s.desk.Sit(desktest.Ines); s.settle(); s.Open("claire") }},
		{"snooze-en-light-1440x800", en, func(s *stage) { s.pickSnooze(s.talk.head.snooze) }},
		{"tags-fr-light-1440x800", fr, func(s *stage) { s.pickTags() }},
		{"empty-fr-light-1440x800", fr, func(s *stage) { s.ShowView("snoozed"); s.Open("") }},
		{"search-en-light-1440x800", en, func(s *stage) { s.Search("nothing has this"); s.Open("") }},
		{"marks-en-light-1440x800", en, func(s *stage) { found(s, "x200") }},
		{"marks-fr-dark-1440x800", setting{"fr", kit.DarkMode, wide}, func(s *stage) { found(s, "x200") }},
		{"save-view-fr-light-1440x800", fr, func(s *stage) { s.Search("x200"); s.settle(); s.saveView() }},
		{"moderation-fr-light-1440x800", fr, func(s *stage) { withModeration(s); reportForm(s) }},
		{"moderation-en-dark-1440x800", setting{"en", kit.DarkMode, wide}, func(s *stage) { withModeration(s); reportForm(s) }},
		{"moderated-fr-light-1440x800", fr, func(s *stage) { moderated(s) }},
		{"moderated-en-dark-1280x800", setting{"en", kit.DarkMode, narrow}, func(s *stage) { moderated(s) }},
		{"clip-form-fr-light-1440x800", fr, func(s *stage) { clipForm(s) }},
		{"clip-form-en-dark-1280x800", setting{"en", kit.DarkMode, narrow}, func(s *stage) { clipForm(s); s.clip.act() }},
		{"clip-fr-light-1440x800", fr, func(s *stage) { clipForm(s); record(s) }},
		{"clip-en-dark-1280x800", setting{"en", kit.DarkMode, narrow}, func(s *stage) { clipForm(s); record(s) }},
		{"edited-fr-light-1440x800", fr, func(s *stage) { edited(s); s.showEdited() }},
		{"no-contact-fr-light-1440x800", fr, func(s *stage) { refusesContact(s); writing(s) }},
		{"no-contact-en-dark-1440x800", setting{"en", kit.DarkMode, wide}, func(s *stage) { refusesContact(s); writing(s); s.talk.composer.release(vm.Release{}) }},
		{"failed-en-light-1440x800", en, func(s *stage) { broken(s) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, desktest.Office(), c.with)
			s.Open("claire")
			s.settle()
			c.do(s)
			s.settle()
			if i < 4 || os.Getenv("VIGIE_LOOK_DIR") != "" { // painting takes longer than all else
				keep(t, "triage-"+c.name, s.window.Canvas().Capture())
			}
		})
	}
}

func keep(t *testing.T, name string, im image.Image) {
	t.Helper()
	if n := shades(im); n < 30 {
		t.Errorf("%s is almost empty: %d shades", name, n)
	}
	dir := os.Getenv("VIGIE_LOOK_DIR")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		t.Fatal(err)
	}
}

// shades counts different colours on a coarse grid.
func shades(im image.Image) int {
	type rgb struct{ r, g, b uint32 }
	seen := map[rgb]bool{}
	for y := 0; y < im.Bounds().Dy(); y += 5 {
		for x := 0; x < im.Bounds().Dx(); x += 5 {
			r, g, b, _ := im.At(x, y).RGBA()
			seen[rgb{r, g, b}] = true
		}
	}
	return len(seen)
}

func propose(s *stage, to team.DepartmentID) {
	s.triage.After = vm.Stay
	s.triage.Act(inbox.Propose{To: to, Asked: inbox.AskAnswer, Reason: "Product safety", Words: "Needs a case number before we reply in public.", DueAt: s.desk.Now().Add(28 * time.Minute), ComesBack: true})
	s.settle()
	s.desk.Pass(12 * time.Minute)
	s.Refresh()
}

func accepted(s *stage) {
	propose(s, desktest.Care)
	s.settle()
	s.desk.By(desktest.Marc, "claire", inbox.Accept{Handover: s.talk.leg.face.ID})
	s.desk.Pass(95 * time.Minute)
	s.Refresh()
}

func writing(s *stage) {
	s.press("r")
	s.press("Bonjour Claire, votre sécurité passe avant tout : débranchez l’appareil.")
	s.sched.Advance(time.Second)
}

func moved(s *stage) {
	s.desk.Arrive(inbox.Message{ID: "m-2", Account: "masto", Kind: inbox.Mention, Direction: inbox.Inbound, Author: inbox.Author{Name: "Claire Dubois", Handle: "@claire@piaille.example"}, Text: "Toujours pas de réponse ? La presse m’a contactée."}, "claire")
}

func hardMail(s *stage) {
	text := "Hello,\n\nthe parcel is still not here. The tracking page says nothing.\n\nCould you please look into it today?"
	id := s.desk.Arrive(inbox.Message{
		ID: "hard", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Subject: "A very long subject line about an order that never came, and what to do about it now", BaseSubject: "A very long subject line",
		Author: inbox.Author{Name: "Maximiliane-Alexandra von und zu Hohenstein-Wittgenstein", Handle: "maximiliane.alexandra.hohenstein@a-very-long-domain.example"},
		Text:   text, Quoted: "> On Monday you wrote:\n> it will come.", Signature: "-- \nM. A. H.", MailID: "hard@mail.example",
		Links: []inbox.Link{{Text: "www.bank.example", Target: "http://evil.example/login", Suspicious: true}, {Text: "tracking", Target: "https://parcel.example/track/88213"}},
	}, "")
	s.settle()
	s.Open(id)
	s.settle()
	s.triage.Opened.Fold("hard", "quoted")
}

func outbox(s *stage) {
	d, _ := s.triage.Opened.Detail()
	at := s.desk.Now()
	d.Outbox = []inbox.OutboxEntry{
		{ID: "o1", Conversation: "claire", Author: desktest.Lea, Text: "Bonjour, nous vous rappelons.", State: inbox.Failed, QueuedAt: at.Add(-50 * time.Second), FaultKey: "fault.channel-temporary", To: []string{"x"}},
		{ID: "o2", Conversation: "claire", Author: desktest.Lea, Text: "Votre dossier est le SC-4471.", State: inbox.Unknown, QueuedAt: at.Add(-40 * time.Second), FaultKey: "fault.channel-ambiguous", To: []string{"x"}},
	}
	s.desk.Put(d)
	s.Refresh()
}

func broken(s *stage) {
	s.desk.Fail("rows", fault.New(fault.Corrupt, "fault.internal"))
	s.desk.Fail("detail", fault.New(fault.Corrupt, "fault.internal"))
	s.ShowView("waiting")
	s.settle()
	s.Open("julien")
}
