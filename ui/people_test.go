package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

func atPeople(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := open(t, d)
	o.window.Press(vm.Key{Rune: 'p', Ctrl: true, Shift: true})
	return o
}

func (o *opened) asked(call string) bool { return slices.Contains(o.desk.Asked, call) }

func TestPeople_ShowsTheFirstContactWithAllThatIsKnown(t *testing.T) {
	o := atPeople(t, desktest.Acme())
	for _, words := range []string{"claire.dubois@poste.example", "clairecuisine@piaille.example", "Reach (followers): 4.1", "Answers received: 1.5 (32)"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
}

func TestPeople_UnknownIsNotZero(t *testing.T) {
	d := desktest.Acme()
	d.Outside = d.Outside[3:]
	o := atPeople(t, d)
	if !o.says("Reach (followers): unknown") || !o.says("Influence: unknown") || o.says("Reach (followers): 0") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestPeople_AProposedLinkIsConfirmedRefusedAndTakenBack(t *testing.T) {
	o := atPeople(t, desktest.Acme())
	o.click("Same person")
	if !o.asked("LinkIdentity mastodon claire.dubois@framapiaf.example p1") {
		t.Errorf("asked %q", o.desk.Asked)
	}
	o.click("Somebody else")
	if !o.asked("RefuseLink claire.dubois@framapiaf.example") || o.says("Same person") {
		t.Fatalf("asked %q", o.desk.Asked)
	}
	o.click("Propose again")
	if !o.asked("AllowLink claire.dubois@framapiaf.example") || !o.says("Same person") {
		t.Errorf("asked %q", o.desk.Asked)
	}
	o.click("Separate")
	if !o.asked("UnlinkIdentity mastodon clairecuisine@piaille.example") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestPeople_OpensAConversationInTheInbox(t *testing.T) {
	o := atPeople(t, desktest.Acme())
	o.click("The blender X200 smells of burning")
	if o.inbox.opened != "c0" || !o.inbox.shown {
		t.Errorf("opened %q", o.inbox.opened)
	}
}

func TestPeople_BarsAContactByKeyAndBack(t *testing.T) {
	o := atPeople(t, desktest.Acme())
	o.letter('x')
	if !o.desk.Outside[0].NoContact || !o.says("Do not contact: nobody writes") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.letter('x')
	if o.desk.Outside[0].NoContact {
		t.Error("it is not taken back")
	}
}

func TestPeople_EditsTheContactButNeverWithoutAName(t *testing.T) {
	o := atPeople(t, desktest.Acme())
	o.letter('e')
	name, ok := o.canvas().Focused().(interface{ SetText(string) })
	if !ok {
		t.Fatal("the name has not the focus")
	}
	name.SetText("  ")
	o.click("Keep")
	if o.canvas().Overlays().Top() == nil || slices.ContainsFunc(o.desk.Asked, func(a string) bool { return strings.HasPrefix(a, "PutContact") }) {
		t.Fatalf("asked %q", o.desk.Asked)
	}
	name.SetText(" Zoé Dubois ")
	o.click("Keep")
	if got := o.desk.Outside[0].Name; got != "Zoé Dubois" {
		t.Errorf("the name is %q", got)
	}
}

func TestPeople_ReadsALongListByPages(t *testing.T) {
	d := desktest.Acme()
	d.Outside = nil
	for i := range 1000 {
		d.Outside = append(d.Outside, inbox.ContactRow{Contact: inbox.Contact{ID: inbox.ContactID(fmt.Sprint("p", i)), Name: fmt.Sprint("Person ", i)}})
	}
	o := atPeople(t, d)
	if !o.asked(`Contacts "" "" after 0`) || o.asked(`Contacts "" "" after 200`) {
		t.Fatalf("asked %q", o.desk.Asked)
	}
	o.key("End")
	o.sched.Advance(1e9)
	if !o.asked(`Contacts "" "" after 200`) || o.asked(`Contacts "" "" after 800`) {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestPeople_SearchesAndSaysWhenNobodyIsFound(t *testing.T) {
	o := atPeople(t, desktest.Acme())
	o.letter('s')
	test.Type(o.canvas().Focused(), "xyz")
	o.sched.Advance(1e9)
	if !o.says("No contact is found") || !o.asked(`Contacts "xyz" "" after 0`) {
		t.Errorf("it says\n%s", o.words())
	}
	o.look("people-no-hit")
}

func TestPeople_SaysWhatWentWrongAndTriesAgain(t *testing.T) {
	d := desktest.Acme()
	d.Fail["Contacts"] = desktest.Broken()
	o := atPeople(t, d)
	if !o.says("The contacts cannot be read") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.look("people-error")
	delete(d.Fail, "Contacts")
	o.click("Try again")
	if !o.says("claire.dubois@poste.example") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestPeople_WithoutAnybodySaysSo(t *testing.T) {
	d := desktest.Acme()
	d.Outside = nil
	o := atPeople(t, d)
	if !o.says("Nobody has written yet") {
		t.Errorf("it says\n%s", o.words())
	}
	o.look("people-empty")
}

func (o *opened) says(words string) bool { return strings.Contains(o.words(), words) }
