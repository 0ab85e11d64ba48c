package vm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func TestNav_ListsViewsWithTheirCounts(t *testing.T) {
	b := sit(t, desktest.Office())
	count := func(id string) int {
		e, ok := b.Nav().Entry(id)
		if !ok {
			t.Errorf("no entry %s", id)
		}
		return e.Count
	}
	for id, want := range map[string]int{"inbox": 7, "mine": 1, "unassigned": 5, "department:care": 1, "tag:x200": 3, "account:box": 4, "account:masto": 3} {
		if got := count(id); got != want {
			t.Errorf("%s counts %d, want %d", id, got, want)
		}
	}
	for _, e := range b.Nav().Entries() {
		if e.Heading {
			continue
		}
		b.Go(e.ID)
		b.settle()
		if e.Count != b.List.Len() {
			t.Errorf("%s counts %d and lists %d", e.ID, e.Count, b.List.Len())
		}
	}
}

func TestNav_ShowsNothingHandedToSomebodyWithoutDepartment(t *testing.T) {
	desk := desktest.Office()
	for i := range desk.People.Members {
		desk.People.Members[i].Departments = nil
	}
	b := sit(t, desk)
	b.Go("handed")
	if b.List.Len() != 0 {
		t.Errorf("%d rows", b.List.Len())
	}
}

func TestNav_TellsHowAccountsFare(t *testing.T) {
	desk := desktest.Office()
	desk.Fares[0].State = inbox.Refused
	b := sit(t, desk)
	e, _ := b.Nav().Entry("account:box")
	if e.Tone != vm.Alarm || e.Trouble == "" {
		t.Errorf("it says %q, %d", e.Trouble, e.Tone)
	}
}

func chipTexts(chips []vm.Chip) []string {
	var out []string
	for _, c := range chips {
		out = append(out, c.Text)
	}
	return out
}

func TestRow_ShowsWhatMattersMostFirst(t *testing.T) {
	b := sit(t, desktest.Office())
	face := func(id inbox.ConversationID) (vm.RowFace, []vm.Chip) {
		r, ok := b.List.Row(b.List.Find(id))
		if !ok {
			t.Fatalf("no row of %s", id)
		}
		return b.Faces().Face(r, b.desk.Now())
	}
	f, chips := face("claire")
	if f.Name != "Claire Dubois" || f.Time != "4 min" || f.Subject != "" {
		t.Errorf("the row is %+v", f)
	}
	want := []string{"11 min", "Urgent", "18.4k", "influencer", "Community", "Léa", "#x200", ""}
	if got := chipTexts(chips); !slices.Equal(got, want) {
		t.Errorf("the chips are %q", got)
	}
	if chips[0].Tone != vm.Alarm {
		t.Error("the clock is not red")
	}
	f, chips = face("julien")
	if f.Subject != "Commande 88213 toujours pas reçue" || !slices.Equal(chipTexts(chips), []string{"34 min", "Customer service", "Unassigned"}) || chips[0].Tone != vm.Caution {
		t.Errorf("the row is %+v with %q", f, chipTexts(chips))
	}
	t.Run("a draft, a handover and a failed send show", func(t *testing.T) {
		r, _ := b.List.Row(b.List.Find("julien"))
		r.HasDraft, r.Send, r.HandedTo, r.DueAt = true, inbox.Unknown, desktest.Legal, b.desk.Now().Add(-25*time.Minute)
		_, chips := b.Faces().Face(r, b.desk.Now())
		if got := chipTexts(chips)[:4]; !slices.Equal(got, []string{"25 min late", "Sent?", "Draft", "Legal?"}) {
			t.Errorf("the chips are %q", got)
		}
	})
}

func TestTimeline_InterleavesWhatHappened(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	cards := b.Opened.Timeline(b.Faces()).Cards(b.desk.Now())
	var kinds []vm.CardKind
	for i, c := range cards {
		kinds = append(kinds, c.Kind)
		if i > 0 && c.At.Before(cards[i-1].At) {
			t.Error("the cards are out of order")
		}
	}
	if !slices.Equal(kinds, []vm.CardKind{vm.TheirMessage, vm.EventLine, vm.InternalNote, vm.OthersDraft}) {
		t.Errorf("the cards are %v", kinds)
	}
	if cards[0].Meta != "09:41 · public · 212 boosts" {
		t.Errorf("the head says %q", cards[0].Meta)
	}
	if cards[3].Who != "Draft by Inès Haddad (trainee)" {
		t.Errorf("the draft is by %q", cards[3].Who)
	}
	if len(cards[0].Files) != 2 || !cards[0].Files[0].Image || cards[0].Files[1].Image {
		t.Errorf("the files are %+v", cards[0].Files)
	}
}

func long(n int) inbox.Message {
	return inbox.Message{ID: "long", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: "a@b.example"}, Text: strings.Repeat("é word\n", n), Quoted: "> old", Signature: "-- \nme"}
}

func TestTimeline_CapsLongTextsAndFoldsTheRest(t *testing.T) {
	b := sit(t, desktest.Office())
	b.open(b.desk.Arrive(long(100_000), ""))
	card := func() vm.Card { return b.Opened.Timeline(b.Faces()).Cards(b.desk.Now())[0] }
	c := card()
	if len(c.Body) > vm.ShownBytes || c.Rest != 800_000-len(c.Body) {
		t.Errorf("%d bytes are shown, %d are not", len(c.Body), c.Rest)
	}
	if len(c.Folded) != 2 || c.Folded[0].Open || c.Folded[0].Text != "" {
		t.Errorf("the folds are %+v", c.Folded)
	}
	b.Opened.ShowMore("long")
	if more := card(); len(more.Body) <= len(c.Body) {
		t.Error("show more shows no more")
	}
	b.Opened.Fold("long", "quoted")
	if c := card(); c.Folded[0].Text != "> old" {
		t.Errorf("the quote is %+v", c.Folded[0])
	}
}

func TestTimeline_HidesWhatWasUndone(t *testing.T) {
	b := sit(t, desktest.Office()).open("tom")
	b.After = vm.Stay
	b.Act(inbox.Prioritise{Priority: inbox.High})
	b.settle()
	if n := len(b.Opened.Timeline(b.Faces()).Cards(b.desk.Now())); n != 2 {
		t.Fatalf("%d cards", n)
	}
	b.Undo()
	b.settle()
	if n := len(b.Opened.Timeline(b.Faces()).Cards(b.desk.Now())); n != 1 {
		t.Errorf("%d cards after undo", n)
	}
}

func TestTimeline_TellsEveryStateOfAReply(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	d, _ := b.Opened.Detail()
	line := vm.Timeline{Faces: b.Faces(), Detail: d}
	for state, want := range map[inbox.SendState]vm.SendFace{
		inbox.Queued:  {CanUndo: true},
		inbox.Sending: {},
		inbox.Failed:  {CanEdit: true, Retry: true},
		inbox.Unknown: {Settle: true},
	} {
		line.Detail.Outbox = []inbox.OutboxEntry{{ID: "o", State: state, Text: "x", Author: desktest.Lea, QueuedAt: b.desk.Now(), NotBefore: b.desk.Now().Add(7 * time.Second)}}
		cards := line.Cards(b.desk.Now())
		got := cards[len(cards)-1].Send
		if got.CanUndo != want.CanUndo || got.CanEdit != want.CanEdit || got.Retry != want.Retry || got.Settle != want.Settle || got.Text == "" {
			t.Errorf("%s offers %+v", state, got)
		}
	}
	t.Run("one that is among the messages is not shown twice", func(t *testing.T) {
		line.Detail.Outbox = []inbox.OutboxEntry{{ID: "o", State: inbox.Sent, Key: "KEY", QueuedAt: b.desk.Now()}}
		line.Detail.Messages = append(slices.Clone(d.Messages), inbox.Message{ID: "m2", Direction: inbox.Outbound, MailID: "KEY@acme.example", SentAt: b.desk.Now()})
		if n := len(line.Cards(b.desk.Now())); n != 2 {
			t.Errorf("%d cards", n)
		}
	})
}

func TestMarked_SplitsAtStrongWords(t *testing.T) {
	got := vm.Marked("**Léa** took it")
	if len(got) != 2 || !got[0].Strong || got[0].Text != "Léa" || got[1].Strong {
		t.Errorf("%+v", got)
	}
}
