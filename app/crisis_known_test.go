package app

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
)

func TestCrisisDesk_ListsThoseWhoWaitBeforeThoseWhoWereAnswered(t *testing.T) {
	r := &crisis.Run{}
	for i := range mostLinked + 3 {
		r.Links = append(r.Links, crisis.Link{Kind: crisis.ConversationLink, ID: fmt.Sprint("c", i)})
	}
	r.Publications = []crisis.Publication{
		{Conversation: "c0", State: crisis.Sent}, {Conversation: "c1", State: crisis.Permitted}, {Conversation: "c2", State: crisis.Failed},
	}
	ids, more := shortlist(r)
	if len(ids) != mostLinked || more != 3 {
		t.Fatalf("%d are listed, %d more", len(ids), more)
	}
	if ids[0] != "c2" || slices.Contains(ids, "c0") || slices.Contains(ids, "c1") || !slices.Contains(ids, inbox.ConversationID("c500")) {
		t.Errorf("it begins with %q", ids[:3])
	}
	r.Links = r.Links[:3]
	if ids, more := shortlist(r); more != 0 || !slices.Equal(ids, []inbox.ConversationID{"c2", "c0", "c1"}) {
		t.Errorf("of three %q are listed, %d more", ids, more)
	}
}

func TestKnownRuns_ForgetTheHouseThatWasLeftAndTheRunsThatAreOver(t *testing.T) {
	one, other := &house{}, &house{}
	r1, r2 := &crisis.Run{ID: "r1"}, &crisis.Run{ID: "r2"}
	k := knownRuns{house: one, runs: map[crisis.RunID]knownRun{"r1": {run: r1}, "r2": {run: r2}}}
	k.keep(one, []*crisis.Run{r2})
	if _, there := k.runs["r1"]; there || len(k.runs) != 1 {
		t.Errorf("it knows %v", k.runs)
	}
	k.keep(other, []*crisis.Run{r2})
	if len(k.runs) != 0 || k.house != other {
		t.Errorf("in another house it knows %v", k.runs)
	}
}

func TestKnownRuns_SayOfAPlaybookThatItCannotBeRead(t *testing.T) {
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	var k knownRuns
	if p, err := k.book(files[0].Text); err != nil || p.ID != files[0].ID {
		t.Fatalf("%q, %v", p.ID, err)
	}
	torn := bytes.Replace(files[0].Text, []byte("steps:"), []byte("stepps:"), 1)
	for range 2 { // also when it was read before
		if _, err := k.book(torn); fault.KindOf(err) != fault.Corrupt {
			t.Errorf("it says %v", err)
		}
	}
}

func TestCrisisDesk_KeepsNoRunsThatAreOverAndKnowsWhoLedThem(t *testing.T) {
	ctx := t.Context()
	desk := inSample(t)
	h, err := desk.at()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.PutMember(ctx, team.Member{ID: "lead", Name: "Nour Blanc", Handle: "nour", Profile: team.Senior}, ""); err != nil {
		t.Fatal(err)
	}
	if err := (windowDesk{desk.desk}).SwitchTo(ctx, "lead"); err != nil {
		t.Fatal(err)
	}
	run := startedRun(t, desk)
	if list, err := desk.CrisesAfoot(ctx); err != nil || len(list) != 1 || len(desk.crises.runs) != 1 {
		t.Fatalf("%d go on, %d are kept, %v", len(list), len(desk.crises.runs), err)
	}
	o := crisis.Order{Run: run, Base: seqOf(t, desk, run), Act: crisis.StandDown{Reason: "a mistake", Anyway: true}}
	if err := desk.ActInRun(ctx, o); err != nil {
		t.Fatal(err)
	}
	if list, err := desk.CrisesAfoot(ctx); err != nil || len(list) != 0 || len(desk.crises.runs) != 0 {
		t.Errorf("%d go on, %d are kept, %v", len(list), len(desk.crises.runs), err)
	}
	books, err := desk.CrisisBooks(ctx, "fr")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range books {
		if leads := b.ID == "rumeur-securite-produit"; (b.Publishes == crisis.Freely) != leads {
			t.Errorf("of %s the lead publishes %v", b.ID, b.Publishes)
		}
	}
	if len(desk.crises.runs) != 0 {
		t.Errorf("the list of playbooks keeps %d runs that are over", len(desk.crises.runs))
	}
}

func TestCrisisDesk_APublishedPlaybookThatCannotBeReadIsShownAndTheOthersRun(t *testing.T) {
	ctx := t.Context()
	desk := inSample(t)
	startedRun(t, desk) // it becomes the house's own
	product := func() crisisroom.Book {
		t.Helper()
		books, err := desk.CrisisBooks(ctx, "fr")
		if err != nil || len(books) != 10 {
			t.Fatalf("%d playbooks, %v", len(books), err)
		}
		i := slices.IndexFunc(books, func(b crisisroom.Book) bool { return b.ID == "rumeur-securite-produit" })
		if i < 0 {
			t.Fatal("the playbook is not listed")
		}
		return books[i]
	}
	was := product()
	desk.crises.books[was.Hash] = knownBook{err: fault.New(fault.Corrupt, "crisis.no-playbook")}
	if b := product(); was.Draft || !b.Draft || b.Title != was.Title || b.Text != was.Text || b.Version != was.Version {
		t.Errorf("it is shown as %q %s, a draft: %v", b.Title, b.Version, b.Draft)
	}
}

func TestKnownRuns_ReadTheTextOfAPlaybookOncePerVersion(t *testing.T) {
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	texts, read := map[string]string{}, 0
	for _, f := range files[:2] {
		texts[playbook.Hash(f.Text)] = string(f.Text)
	}
	var known knownRuns
	text := func(hash string) (string, error) {
		read++
		if texts[hash] == "" {
			return "", fault.New(fault.NotFound, "crisis.no-playbook")
		}
		return texts[hash], nil
	}
	for range 3 {
		for hash := range texts {
			if p, err := known.planOf(hash, text); err != nil || len(p.Order()) == 0 {
				t.Fatalf("the plan of %s is %v, %v", hash, p, err)
			}
		}
	}
	if read != 2 {
		t.Errorf("two versions were read %d times", read)
	}
	late := string(files[2].Text)
	hash := playbook.Hash(files[2].Text)
	if p, err := known.planOf(hash, text); err != nil || len(p.Order()) != 0 {
		t.Fatalf("of a text that is not there: %v, %v", p, err)
	}
	texts[hash] = late // it came with the next page
	if p, err := known.planOf(hash, text); err != nil || len(p.Order()) == 0 {
		t.Errorf("once it has come the plan is %v, %v", p, err)
	}
}
