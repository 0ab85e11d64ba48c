package triage

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// key presses a named key at whatever has the keys.
func (s *stage) key(name fyne.KeyName) {
	if f := s.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
	} else {
		s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
	}
	s.settle()
}

func (s *stage) lastAct(t *testing.T) string {
	t.Helper()
	log := s.desk.Log()
	if len(log) == 0 {
		t.Fatal("nothing was done")
	}
	return log[len(log)-1].Act.Name()
}

func opened(t *testing.T, id inbox.ConversationID) *stage {
	t.Helper()
	s := newStage(t, desktest.Office(), plain())
	s.Open(id)
	s.settle()
	s.focusList()
	s.settle()
	return s
}

func TestKeys_DoTheActs(t *testing.T) {
	for keys, want := range map[string]inbox.Act{
		"t": inbox.Claim{}, "e": inbox.Resolve{}, "i": inbox.Ignore{}, "w": inbox.Wait{},
	} {
		t.Run(keys+" is "+want.Name(), func(t *testing.T) {
			s := opened(t, "julien")
			s.press(keys)
			if got := s.lastAct(t); got != want.Name() {
				t.Errorf("it did %s", got)
			}
			if log := s.desk.Log(); log[0].On != "julien" || log[0].Err != nil {
				t.Errorf("on %s: %v", log[0].On, log[0].Err)
			}
		})
	}
}

func TestKeys_OpenWhatAsksFirst(t *testing.T) {
	for keys, want := range map[string]func(*stage) bool{
		"h": func(s *stage) bool { return s.dialog != nil && s.dialog.IsOpen() },
		"l": func(s *stage) bool { return s.dialog != nil && s.dialog.IsOpen() },
		"s": func(s *stage) bool { return s.window.Canvas().Overlays().Top() != nil },
		"a": func(s *stage) bool { return s.window.Canvas().Overlays().Top() != nil },
		"p": func(s *stage) bool { return s.window.Canvas().Overlays().Top() != nil },
		"g": func(s *stage) bool { return s.dialog != nil && s.dialog.IsOpen() },
	} {
		t.Run(keys, func(t *testing.T) {
			s := opened(t, "julien")
			if keys == "h" {
				s = opened(t, "claire")
			}
			s.press(keys)
			if !want(s) {
				t.Error("nothing opened")
			}
			if len(s.desk.Log()) != 0 {
				t.Error("it acted before it asked")
			}
		})
	}
}

func TestKeys_MoveThroughTheList(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.focusList()
	s.press("jj")
	first, _ := s.triage.List.Row(2)
	if got := s.triage.Opened.ID(); got != first.ID {
		t.Errorf("open is %s, want %s", got, first.ID)
	}
	s.press("k")
	s.key(fyne.KeyDown)
	s.key(fyne.KeyDown)
	third, _ := s.triage.List.Row(3)
	if got := s.triage.Opened.ID(); got != third.ID {
		t.Errorf("open is %s, want %s", got, third.ID)
	}
}

func TestKeys_OfALetterWriteWhereAPersonWrites(t *testing.T) {
	s := opened(t, "julien")
	s.press("r")
	s.press("terse")
	s.sched.Advance(time.Second)
	for _, l := range s.desk.Log() {
		if _, saving := l.Act.(inbox.SaveDraft); !saving {
			t.Errorf("a letter did %s", l.Act.Name())
		}
	}
	if got := s.desk.Drafts("julien"); len(got) != 1 || got[0].Text != "terse" {
		t.Errorf("the drafts are %+v", got)
	}
	s.key(fyne.KeyEscape)
	s.press("e")
	if got := s.lastAct(t); got != (inbox.Resolve{}).Name() {
		t.Errorf("after Escape e did %s", got)
	}
}

func TestKeys_MarkAndActOnMany(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.focusList()
	s.press(" j j ")
	if n := s.triage.List.Marks(); n != 3 {
		t.Fatalf("%d are marked", n)
	}
	s.press("i")
	if n := s.triage.List.Len(); n != 4 {
		t.Errorf("%d rows are left", n)
	}
	s.press("u")
	if n := s.triage.List.Len(); n != 7 {
		t.Errorf("%d rows after undo", n)
	}
}

func TestComposer_FollowsTheConversation(t *testing.T) {
	s := opened(t, "julien")
	s.press("r")
	s.press("half a")
	s.Open("tom")
	s.settle()
	if got := s.talk.composer.entry.Text(); got != "" {
		t.Errorf("Tom's composer shows %q", got)
	}
	s.Open("julien")
	s.settle()
	if got := s.talk.composer.entry.Text(); got != "half a" {
		t.Errorf("Julien's composer shows %q", got)
	}
	t.Run("typing goes on while others act", func(t *testing.T) {
		s.press(" s")
		if err := s.desk.By(desktest.Marc, "julien", inbox.Prioritise{Priority: inbox.High}); err != nil {
			t.Fatal(err)
		}
		s.settle()
		s.press("ent")
		if got := s.talk.composer.entry.Text(); got != "half a sent" || !s.talk.composer.entry.Focused() {
			t.Errorf("it shows %q, focused %v", got, s.talk.composer.entry.Focused())
		}
	})
}

func TestComposer_SendsByItsButton(t *testing.T) {
	s := opened(t, "julien")
	s.press("r")
	s.press("Votre colis est parti.")
	test.Tap(s.talk.composer.send)
	s.settle()
	if out := s.desk.Outbox("julien"); len(out) != 1 || out[0].Text != "Votre colis est parti." {
		t.Fatalf("the outbox has %+v", out)
	}
	if got := s.talk.composer.entry.Text(); got != "" {
		t.Errorf("the composer still shows %q", got)
	}
}

func TestComposer_GreysOutWhatATraineeMayNot(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.desk.Sit(desktest.Ines)
	s.settle()
	s.Open("claire")
	s.settle()
	c := s.talk.composer
	if !c.send.Disabled() || !strings.Contains(c.reason.Text(), "trainee") || !c.reason.Visible() {
		t.Errorf("disabled %v, reason %q", c.send.Disabled(), c.reason.Text())
	}
	test.Tap(c.send)
	if len(s.desk.Outbox("claire")) != 0 {
		t.Error("it was sent all the same")
	}
}

func TestGuard_ShowsWhatCameAndAsks(t *testing.T) {
	s := opened(t, "claire")
	writing(s)
	moved(s)
	s.settle()
	if !s.talk.composer.news.Visible() {
		t.Error("the composer does not tell")
	}
	test.Tap(s.talk.composer.send)
	s.settle()
	if s.dialog == nil || !s.dialog.IsOpen() || len(s.desk.Outbox("claire")) != 0 {
		t.Fatal("it was sent past the author")
	}
	test.Tap(s.dialog.PrimaryButton())
	s.settle()
	if len(s.desk.Outbox("claire")) != 1 {
		t.Error("it was not sent, though asked for")
	}
}

func TestHandover_IsProposedByTheDialog(t *testing.T) {
	s := opened(t, "claire")
	s.press("h")
	if !s.dialog.PrimaryButton().Disabled() {
		t.Error("it can be sent to nobody")
	}
	s.key(fyne.KeyRight) // the first department
	s.window.Canvas().Focused().(interface{ TypedKey(*fyne.KeyEvent) }).TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	test.Tap(s.dialog.PrimaryButton())
	s.settle()
	if got := s.desk.Conversation("claire").HandedTo; got != desktest.Care {
		t.Errorf("it is handed to %q", got)
	}
	if s.dialog.IsOpen() {
		t.Error("the dialog stays")
	}
}

func TestLinks_ThatLieAskFirst(t *testing.T) {
	s := opened(t, "julien")
	s.openLink(vm.LinkFace{Text: "tracking", Target: "https://parcel.example"})
	if len(s.opened) != 1 {
		t.Error("an honest link does not open")
	}
	s.openLink(vm.LinkFace{Text: "www.bank.example", Target: "http://evil.example", Suspicious: true})
	if len(s.opened) != 1 || !s.dialog.IsOpen() {
		t.Error("a lying link opened unasked")
	}
}

func TestState_GoesFromOneScreenToTheNext(t *testing.T) {
	s := opened(t, "julien")
	s.press("r")
	s.press("half a sent")
	s.toggleDetails()
	state := s.State()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	next := newStage(t, s.desk, setting{"fr", kit.DarkMode, plain().size})
	next.Restore(state)
	next.settle()
	if next.triage.Opened.ID() != "julien" || next.talk.composer.entry.Text() != "half a sent" || !next.panes.Collapsed(paneDetails) {
		t.Errorf("open is %s with %q", next.triage.Opened.ID(), next.talk.composer.entry.Text())
	}
}

func TestCommands_HaveLabelsAndNoKeyTwice(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		s := newStage(t, desktest.Office(), setting{lang, kit.Light, plain().size})
		table := &vm.Table{}
		table.Add(s.Commands()...)
		for _, c := range table.All() {
			for _, key := range []string{c.ID, c.Group} {
				if s.t(key) == key {
					t.Errorf("%s: no text for %s", lang, key)
				}
			}
		}
		for _, clash := range table.Clashes() {
			t.Error(clash)
		}
	}
}

func TestRow_Markup(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	v, _ := s.triage.List.Row(0)
	face, chips := s.triage.Faces().Face(v, s.now())
	r := newRow()
	r.Resize(fyne.NewSize(356, rowHeight))
	r.set(face, chips, kit.RowState{Palette: kit.Current().Palette()})
	test.AssertObjectRendersToMarkup(t, "row.xml", r)
}

func TestCard_Markup(t *testing.T) {
	s := opened(t, "claire")
	card := s.drawCard(s.triage.Opened.Timeline(s.triage.Faces()).Cards(s.now())[0])
	card.Resize(fyne.NewSize(560, card.(kit.Flowing).HeightFor(560)))
	test.AssertObjectRendersToMarkup(t, "card.xml", card)
}

func TestRow_LeavesTheMouseToTheList(t *testing.T) {
	var r fyne.CanvasObject = newRow()
	if _, ok := r.(fyne.Tappable); ok {
		t.Error("a row takes clicks")
	}
	if _, ok := r.(desktop.Hoverable); ok {
		t.Error("a row takes the pointer")
	}
}

func TestMentions_AreOfferedInANote(t *testing.T) {
	s := opened(t, "julien")
	s.press("n")
	s.press("ask @ma")
	c := s.talk.composer
	if !c.mentions.Visible() || c.offered != "lea marc " {
		t.Fatalf("offered are %q", c.offered)
	}
	marc, _ := s.triage.House().Roster.Member(desktest.Marc)
	c.mention(marc)
	s.press("please")
	if got := c.entry.Text(); got != "ask @marc please" {
		t.Errorf("the note says %q", got)
	}
	if c.mentions.Visible() {
		t.Error("it still offers")
	}
}

func TestContact_IsEditedAndUnlinked(t *testing.T) {
	s := opened(t, "claire")
	s.editContact()
	test.Tap(s.dialog.PrimaryButton())
	if got := s.desk.Persons["claire"].Tags; len(got) != 1 || got[0] != "influencer" {
		t.Errorf("the tags became %v", got)
	}
}

func TestList_KeepsWhatIsSeenWhileMailComesIn(t *testing.T) {
	s := newStage(t, crowded(300), plain())
	s.list.list.ScrollToOffset(100 * rowHeight)
	s.settle()
	s.list.refresh()
	s.settle()
	at := int(s.list.list.GetScrollOffset() / rowHeight)
	before, _ := s.triage.List.Row(at)
	s.desk.Arrive(inbox.Message{ID: "x", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Text: "new", SentAt: desktest.Morning().Add(-3 * time.Hour), Author: inbox.Author{Handle: "a@b.example"}}, "")
	s.settle()
	after, _ := s.triage.List.Row(int(s.list.list.GetScrollOffset() / rowHeight))
	if at != 100 || before.ID == "" || before.ID != after.ID {
		t.Errorf("at the top, %d, was %s, now %s", at, before.ID, after.ID)
	}
}

func crowded(n int) *desktest.Desk {
	d := desktest.Office()
	d.Crowd(n)
	return d
}

func TestCountdown_EndsByItself(t *testing.T) {
	s := opened(t, "julien")
	s.triage.After = vm.Stay
	s.press("r")
	s.press("Bonjour")
	s.talk.composer.release(vm.Release{Then: inbox.Open})
	s.settle()
	for range 12 {
		s.desk.Pass(time.Second)
		s.sched.Advance(time.Second)
	}
	if s.triage.Counting() || s.talk.counting {
		t.Error("it counts on")
	}
}

func TestTalk_BeginsALongMessageAtItsStart(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	id := s.desk.Arrive(inbox.Message{ID: "long", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Text: strings.Repeat("a line of a long mail\n", 200), Author: inbox.Author{Handle: "a@b.example"}}, "")
	s.settle()
	s.Open(id)
	s.settle()
	if y := s.talk.scroll.Offset.Y; y > 20 {
		t.Errorf("it opens %v units down", y)
	}
	s.Open("claire")
	s.settle()
	s.desk.Arrive(inbox.Message{ID: "m-2", Account: "masto", Kind: inbox.Mention, Direction: inbox.Inbound, Text: strings.Repeat("more\n", 30), Author: inbox.Author{Handle: "@claire@piaille.example"}}, "claire")
	s.settle()
	if s.talk.scroll.Offset.Y == 0 {
		t.Error("news below is not shown to who was at the end")
	}
}
