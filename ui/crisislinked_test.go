package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/crisisroom"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

// waiting is a conversation whose author waits.
func waiting(id, name string, ch inbox.Channel, since time.Duration) inbox.Row {
	return inbox.Row{Conversation: inbox.Conversation{ID: inbox.ConversationID(id), Channel: ch, WaitingSince: desktest.Now().Add(-since), Status: inbox.New}, ContactName: name}
}

// approvedRun is a run with a statement that was approved, and conversations
// that are linked to it.
func approvedRun(t *testing.T, rows ...inbox.Row) *opened {
	t.Helper()
	o := drafted(t)
	o.desk.Crises.Rows = rows
	var links []crisis.Link
	for _, r := range rows {
		links = append(links, crisis.Link{Kind: "conversation", ID: string(r.ID)})
	}
	o.inRun(crisis.LinkTo{Links: links})
	for _, m := range o.desk.Team.Members {
		o.as(m.ID)
		r := o.crisisRun()
		act := crisis.Approve{Statement: "attente", Hash: r.Texts["attente"].Hash}
		err := o.desk.ActInRun(t.Context(), crisis.Order{Run: r.ID, Base: r.Seq, Act: act})
		if k := fault.KindOf(err); err != nil && k != fault.Forbidden && k != fault.Conflict { // those who may
			t.Fatal(err)
		}
	}
	r := o.crisisRun()
	if c := r.ConsentTo(o.desk.Crises.Plans[r.ID], "attente", desktest.Now()); !c.Whole() {
		t.Fatalf("the statement has %d of %d approvals", c.Have, c.Need)
	}
	o.as(o.crisisRun().Lead)
	return o
}

func TestCrisisLinked_ListsThoseWhoWaitTheOldestFirst(t *testing.T) {
	answered := waiting("c", "Carla", inbox.ChannelEmail, 0)
	answered.WaitingSince = time.Time{}
	o := approvedRun(t, waiting("a", "Anna", inbox.ChannelEmail, time.Hour), waiting("b", "Bruno", inbox.ChannelMastodon, 3*time.Hour), answered)
	room, err := o.desk.CrisisRoom(t.Context(), o.crisisRun().ID)
	if err != nil {
		t.Fatal(err)
	}
	lines := room.LinkedLines(desktest.Now())
	if len(lines) != 3 || lines[0].ID != "b" || lines[1].ID != "a" || lines[2].Open() {
		t.Errorf("the lines are %+v", lines)
	}
	if n, oldest := room.Waiting(desktest.Now()); n != 2 || oldest != 3*time.Hour {
		t.Errorf("%d wait, the oldest %s", n, oldest)
	}
	if !o.says("2 linked wait, oldest 3 h") {
		t.Errorf("it says\n%s", o.words())
	}
	o.letter('i')
	o.key("Return")
	if o.inbox.opened != "b" {
		t.Errorf("opened %q", o.inbox.opened)
	}
}

func TestCrisisLinked_AnApprovedTextAnswersAllThatWaitAfterOneConfirmation(t *testing.T) {
	var rows []inbox.Row
	for i := range 14 {
		ch := inbox.ChannelEmail
		if i%2 == 0 {
			ch = inbox.ChannelMastodon
		}
		rows = append(rows, waiting(fmt.Sprint("c", i), fmt.Sprint("Person", i), ch, time.Duration(i)*time.Minute))
	}
	o := approvedRun(t, rows...)
	o.desk.Fail["AnswerInRun c3"] = fault.New(fault.NotFound, "fault.conversation-gone")
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
	if !o.says("Answer 14 conversations") || !o.says("Mastodon · 7 conversations") {
		t.Fatalf("the preview says\n%s", o.words())
	}
	if n := len(o.crisisRun().Publications); n != 0 {
		t.Fatalf("%d went out before the confirmation", n)
	}
	o.confirm()
	pubs := o.crisisRun().Publications
	if len(pubs) != 13 {
		t.Fatalf("%d publications", len(pubs))
	}
	for _, p := range pubs {
		if p.State != crisis.Permitted || p.Conversation == "" || strings.Contains(p.Text, "{") || len(p.Approved) == 0 {
			t.Fatalf("a publication is %+v", p)
		}
	}
	if !o.says("13 answers are on their way") || !o.says("1 was refused") || !o.says("Person3") {
		t.Errorf("the outcome says\n%s", o.words())
	}
	o.key("Escape")
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
	if !o.says("Answer 1 conversation") {
		t.Errorf("those who were answered are asked for again:\n%s", o.words())
	}
}

func TestCrisisLinked_ATextThatTheNetworkRefusesIsNotSentThere(t *testing.T) {
	o := approvedRun(t, waiting("a", "Anna", inbox.ChannelEmail, time.Hour), waiting("b", "Bruno", inbox.ChannelMastodon, time.Hour))
	room, err := o.desk.CrisisRoom(t.Context(), o.crisisRun().ID)
	if err != nil {
		t.Fatal(err)
	}
	room.Run.Texts["attente"].Channels["reponse"] = strings.Repeat("long ", 120)
	f := crisisroom.Formats{Formats: vm.NewFormats(locale.New("en"), time.UTC)}
	st, _ := f.StatementOf(room, "attente", desktest.Now())
	m := room.Mailing(st, desktest.Now())
	if m.Count() != 1 || m.TooLong != 1 || m.NoText != 0 {
		t.Errorf("the mailing is %d, %d too long, %d without a text", m.Count(), m.TooLong, m.NoText)
	}
	for _, l := range m.Legs {
		if l.Fits() != (l.Network == inbox.ChannelEmail) {
			t.Errorf("on %s %d of %d fits: %v", l.Network, l.Length, l.Most, l.Fits())
		}
	}
}

func TestCrisisLinked_NothingIsAnsweredBeforeATextIsApproved(t *testing.T) {
	o := drafted(t)
	o.desk.Crises.Rows = []inbox.Row{waiting("a", "Anna", inbox.ChannelEmail, time.Hour)}
	o.inRun(crisis.LinkTo{Links: []crisis.Link{{Kind: "conversation", ID: "a"}}})
	o.heard()
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
	if o.canvas().Overlays().Top() != nil || o.toast() != "No statement is approved yet." {
		t.Errorf("the toast says %q", o.toast())
	}
}

func TestCrisisLinked_WhatStoppedTheAnswersIsSaidWithWhatLeft(t *testing.T) {
	stopped := func(t *testing.T, from string) *opened {
		o := approvedRun(t, waiting("a", "Anna", inbox.ChannelEmail, time.Hour), waiting("b", "Bruno", inbox.ChannelEmail, time.Minute))
		o.desk.Fail["AnswerInRun from "+from] = fault.New(fault.Unavailable, "fault.team-offline", "Server", "team.example")
		o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
		o.confirm()
		return o
	}
	offline := locale.New("en").Fault(fault.New(fault.Unavailable, "fault.team-offline", "Server", "team.example"))
	t.Run("when nothing left", func(t *testing.T) {
		o := stopped(t, "a")
		if o.toast() != offline || o.says("on their way") || o.canvas().Overlays().Top() != nil {
			t.Errorf("the toast says %q\n%s", o.toast(), o.words())
		}
	})
	t.Run("when some left", func(t *testing.T) {
		o := stopped(t, "b")
		if o.canvas().Overlays().Top() == nil || !o.says("1 answer is on its way") || !o.says(offline) {
			t.Errorf("the toast says %q\n%s", o.toast(), o.words())
		}
	})
}

func TestCrisisLinked_SaysHowManyConversationsAreNotListed(t *testing.T) {
	o := approvedRun(t, waiting("a", "Anna", inbox.ChannelEmail, time.Hour))
	o.desk.Crises.More = 12
	o.heard()
	const words = "And 12 more that are not listed here"
	if !o.says(words) {
		t.Errorf("the side pane says\n%s", o.words())
	}
	o.letter('i')
	if o.canvas().Overlays().Top() == nil || !o.says(words) {
		t.Errorf("the list says\n%s", o.words())
	}
	o.key("Escape")
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
	if !o.says("Answer 1 conversation") || !o.says(words) {
		t.Errorf("the preview says\n%s", o.words())
	}
}

func TestCrisisLinked_AskingWhetherOneMayAnswerCostsNothing(t *testing.T) {
	var rows []inbox.Row
	for i := range 100 {
		rows = append(rows, waiting(fmt.Sprint("c", i), "Person", inbox.ChannelEmail, time.Minute))
	}
	o := approvedRun(t, rows...)
	c, ok := o.window.Command("crisisact.answer-linked")
	if !ok || !c.Verdict().OK {
		t.Fatalf("it cannot be asked: %+v", c.Verdict())
	}
	if n := testing.AllocsPerRun(10, func() { c.Verdict() }); n > 20 {
		t.Errorf("each key that is pressed allocates %v times", n)
	}
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
	o.confirm()
	o.sched.Advance(time.Second)
	if v := c.Verdict(); v.OK || v.Key != "crisisact.nobody-waits" {
		t.Errorf("when all were answered it says %+v", v)
	}
}
