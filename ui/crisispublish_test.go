package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/ui/desktest"
)

// posting is an account on which Vigie may post of the house's own accord.
func posting() inbox.Account {
	return inbox.Account{ID: "masto", Channel: inbox.ChannelMastodon, Name: "@acme@social.example", Caps: inbox.Caps{Post: inbox.Yes, MaxLength: 500}}
}

// toPublish opens the question of the step that publishes the approved text.
func toPublish(t *testing.T, o *opened) {
	t.Helper()
	o.window.GoTo("inbox")
	o.window.GoTo("crisis")
	o.key(fyne.KeyHome)
	for range 8 {
		o.letter('e')
		if o.canvas().Overlays().Top() != nil {
			if o.says("paste the address of the post") {
				return
			}
			o.key(fyne.KeyEscape)
		}
		o.letter('j')
	}
	t.Fatalf("no step publishes the text:\n%s", o.words())
}

func TestCrisisPublish_VigiePostsWhereAnAccountMay(t *testing.T) {
	o := approvedRun(t)
	o.desk.List = append(o.desk.List, posting())
	toPublish(t, o)
	if !o.says("Vigie publishes the approved text on the accounts chosen here") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.confirm()
	list := o.crisisRun().Publications
	if len(list) != 1 || list[0].Channel != "mastodon" || list[0].Account != "masto" || list[0].Text == "" {
		t.Errorf("publications are %+v", list)
	}
}

func TestCrisisPublish_AnAddressIsAskedForOnlyOfWhoPostsByHand(t *testing.T) {
	o := approvedRun(t)
	o.desk.List = append(o.desk.List, posting())
	toPublish(t, o)
	o.focusNext(3) // past the channels on which only a person can post
	if o.says("Address of the post") {
		t.Fatalf("an address is asked for although Vigie posts:\n%s", o.words())
	}
	o.key(fyne.KeyRight)
	if !o.says("Address of the post") {
		t.Fatalf("no address is asked for of who posts by hand:\n%s", o.words())
	}
	o.focusNext(1)
	o.fill("https://posts.example/9")
	o.focusBack(1)
	o.key(fyne.KeyLeft)
	o.confirm()
	list := o.crisisRun().Publications
	if len(list) != 1 || list[0].Account != "masto" || list[0].Link != "" {
		t.Errorf("chosen was Vigie, publications are %+v", list)
	}
}

func TestCrisisPublish_ByHandWhereVigieCouldToo(t *testing.T) {
	o := approvedRun(t)
	o.desk.List = append(o.desk.List, posting())
	toPublish(t, o)
	o.focusNext(3)
	o.key(fyne.KeyRight)
	o.confirm()
	if n := len(o.crisisRun().Publications); n != 0 {
		t.Fatalf("%d publications without an address", n)
	}
	o.focusNext(1)
	o.fill("https://posts.example/9")
	o.confirm()
	list := o.crisisRun().Publications
	if len(list) != 1 || list[0].Link != "https://posts.example/9" || list[0].Account != "" {
		t.Errorf("publications are %+v", list)
	}
}

func TestCrisisPublish_ByHandWhereNoneMay(t *testing.T) {
	o := approvedRun(t)
	toPublish(t, o)
	if o.says("Vigie publishes") {
		t.Fatalf("it offers to publish without an account:\n%s", o.words())
	}
	o.confirm()
	if n := len(o.crisisRun().Publications); n != 0 {
		t.Fatalf("%d publications without an address", n)
	}
	o.fill("https://posts.example/9")
	o.confirm()
	list := o.crisisRun().Publications
	if len(list) != 1 || list[0].Link != "https://posts.example/9" || list[0].Account != "" {
		t.Errorf("publications are %+v", list)
	}
}

func TestCrisisPublish_ARunWithOthersGoingOnEndsOnlyOnAPersonsWord(t *testing.T) {
	o := begun(t, staffed())
	r := o.crisisRun()
	e, err := r.Bears("sys-child", "figer", crisis.SubRun{Child: "child"}, desktest.Now())
	if err != nil {
		t.Fatal(err)
	}
	o.desk.Crises.Logs[r.ID] = append(o.desk.Crises.Logs[r.ID], e)
	o.heard()
	o.as(o.crisisRun().Lead)
	o.letter('w')
	o.fill("a false alarm")
	o.confirm()
	o.sched.Advance(time.Second)
	if o.crisisRun().State == crisis.StoodDown || !o.says("Runs started from here still go on") {
		t.Fatalf("nobody was asked:\n%s", o.words())
	}
	o.confirm()
	if s := o.crisisRun().State; s != crisis.StoodDown {
		t.Errorf("the run is %s:\n%s", s, o.words())
	}
}
