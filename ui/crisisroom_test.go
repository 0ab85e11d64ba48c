package ui_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// staffed is a house with people enough for a cell.
func staffed() *desktest.Desk {
	d := desktest.Acme()
	d.Team.Members[3].Away = false
	for _, m := range []team.Member{
		{ID: "m6", Name: "Nadia Kaci", Handle: "nadia", Profile: team.Adviser, Departments: []team.DepartmentID{"d3"}},
		{ID: "m7", Name: "Hugo Lemaire", Handle: "hugo", Profile: team.Senior, Departments: []team.DepartmentID{"d2"}},
		{ID: "m8", Name: "Claire Vidal", Handle: "claire", Profile: team.Coordinator, Departments: []team.DepartmentID{"d4"}},
	} {
		d.Team.Members = append(d.Team.Members, m)
	}
	return d
}

func atRoom(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := open(t, d)
	o.window.Press(vm.Key{Rune: 'x', Ctrl: true, Shift: true})
	return o
}

// confirm is Ctrl+Return in the dialog that is open.
func (o *opened) confirm() {
	o.t.Helper()
	top := o.canvas().Overlays().Top()
	if top == nil {
		o.t.Fatalf("no dialog is open:\n%s", o.words())
	}
	d, ok := top.(interface{ PrimaryButton() *kit.Button })
	if !ok {
		o.t.Fatalf("%T is no dialog", top)
	}
	d.PrimaryButton().Tapped(nil)
}

// begun is a room in which the rumour about a product runs.
func begun(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := atRoom(t, d)
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	o.fill("X200 mixer")
	test.FocusNext(o.canvas())
	o.fill("0800 000 000")
	o.confirm()
	return o
}

func (o *opened) crisisRun() *crisis.Run {
	o.t.Helper()
	runs, err := o.desk.CrisisRuns(o.t.Context())
	if err != nil || len(runs) == 0 {
		o.t.Fatalf("runs %v %v", runs, err)
	}
	return runs[0]
}

func TestCrisisRoom_SaysWhatItIsForWhileNothingRuns(t *testing.T) {
	o := atRoom(t, staffed())
	for _, words := range []string{"No crisis", "in an exercise nothing leaves Vigie", "Product safety rumour"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
}

func TestCrisisRoom_StartsAPlaybookWithTheProposedPeople(t *testing.T) {
	o := begun(t, staffed())
	r := o.crisisRun()
	if r.State != crisis.Running || r.Lead != o.desk.Member.ID || r.Vars["produit"].Value != "X200 mixer" {
		t.Errorf("the run is %s led by %s with %v", r.State, r.Lead, r.Vars["produit"])
	}
	if !o.says("Pause everything that is scheduled") || !o.says("due in 3 min") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestCrisisRoom_KeepsWhatWasTypedWhenAStartIsRefused(t *testing.T) {
	d := staffed()
	o := atRoom(t, d)
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	o.fill("X200 mixer")
	d.Fail = map[string]error{"ActInRun": fault.New(fault.Unavailable, "fault.name-empty")}
	o.confirm()
	if len(o.desk.Crises.Order) != 0 {
		t.Fatal("it began")
	}
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	if e, ok := o.canvas().Focused().(interface{ SelectedText() string }); !ok || e == nil {
		t.Fatal("no entry has the focus")
	}
	if !strings.Contains(entryText(o.canvas().Focused()), "X200 mixer") {
		t.Errorf("what was typed is gone: %q", entryText(o.canvas().Focused()))
	}
}

func TestCrisisRoom_SaysWhyAStepIsNotForMe(t *testing.T) {
	o := begun(t, staffed())
	o.desk.Member = o.desk.Team.Members[len(o.desk.Team.Members)-1]
	o.letter('a')
	if o.canvas().Overlays().Top() != nil || o.toast() != "This step has no text." {
		t.Errorf("the toast says %q", o.toast())
	}
}

func TestCrisisRoom_AsksForEvidenceWhereTheStepWantsIt(t *testing.T) {
	o := begun(t, staffed())
	o.letter('e')
	o.confirm() // the freeze
	o.letter('e')
	o.confirm()
	if o.crisisRun().Steps["preuves"].State != crisis.Ready {
		t.Fatalf("it says\n%s", o.words())
	}
	o.fill("https://posts.example/1")
	o.confirm()
	s := o.crisisRun().Steps["preuves"]
	if s.State != crisis.Done || len(s.Evidence) != 1 || s.Evidence[0].URL != "https://posts.example/1" || len(s.Checked) != 3 {
		t.Errorf("the step is %+v", s)
	}
}

func TestCrisisRoom_ASkippedStepHasAReason(t *testing.T) {
	o := begun(t, staffed())
	o.letter('s')
	o.confirm()
	if o.crisisRun().Steps["figer"].State != crisis.Ready {
		t.Fatalf("it says\n%s", o.words())
	}
	o.fill("nothing is scheduled")
	o.confirm()
	if s := o.crisisRun().Steps["figer"]; s.State != crisis.Skipped || s.Reason != "nothing is scheduled" {
		t.Errorf("the step is %+v", s)
	}
}

func TestCrisisRoom_RunsAPlaybookFromStartToEndByKeys(t *testing.T) {
	o := begun(t, staffed())
	play(t, o)
	if r := o.crisisRun(); r.State != crisis.Closed {
		t.Errorf("the run is %s", r.State)
	}
}

// play does what is due first, as the person who may, until the run is closed.
func play(t *testing.T, o *opened) {
	t.Helper()
	for turn := range 60 {
		r := o.crisisRun()
		if r.State == crisis.Closed {
			t.Logf("closed after %d acts", turn)
			return
		}
		if !playOne(o) {
			t.Fatalf("nobody can go on after %d acts:\n%s", turn, o.words())
		}
	}
	t.Fatal("it never ends")
}

// playOne has somebody of the team do the first open step that they can.
func playOne(o *opened) bool {
	o.t.Helper()
	before := o.crisisRun().Seq
	members := slices.Clone(o.desk.Team.Members)
	for _, m := range members {
		o.desk.Member = m
		o.window.GoTo("inbox")
		o.window.GoTo("crisis")
		o.key(fyne.KeyHome)
		for range 6 {
			o.letter('e')
			if o.canvas().Overlays().Top() != nil {
				answer(o)
			}
			if o.crisisRun().Seq > before {
				return true
			}
			o.letter('j')
		}
	}
	return false
}

// answer fills the first question and confirms.
func answer(o *opened) {
	o.t.Helper()
	if e, ok := o.canvas().Focused().(interface{ SetText(string) }); ok && entryText(o.canvas().Focused()) == "" {
		e.SetText("https://proof.example/1")
		if o.says("Time of the next public update") {
			e.SetText("16:30")
		}
	} else if !ok {
		o.key(fyne.KeyRight) // a choice
	}
	o.confirm()
	if o.canvas().Overlays().Top() != nil {
		o.key(fyne.KeyEscape)
	}
}

func TestCrisisRoom_LateStepsComeFirstAndSayHowLate(t *testing.T) {
	o := begun(t, staffed())
	r := o.crisisRun()
	room, err := o.desk.CrisisRoom(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	f := crisisroom.Formats{Formats: vm.NewFormats(locale.New("en"), time.UTC)}
	groups := f.Board(room, desktest.Now().Add(10*time.Minute))
	if l := groups[0].Lines[0]; l.ID != "figer" || !l.Late || l.Due != "7 min late" {
		t.Errorf("first is %+v", l)
	}
}

func TestCrisisRoom_TheTextOfAPlaybookIsCheckedWhileOneWrites(t *testing.T) {
	o := atRoom(t, staffed())
	o.click("Product safety rumour ")
	o.letter('t')
	e, ok := o.canvas().Focused().(interface{ SetText(string) })
	if !ok {
		t.Fatal("no entry has the focus")
	}
	text := entryText(o.canvas().Focused())
	e.SetText(strings.Replace(text, "role: cm\n    due: 3m", "role: cmm\n    due: 3m", 1))
	o.sched.Advance(time.Second)
	if !o.says("cmm") {
		t.Errorf("it says\n%s", o.words())
	}
	o.window.Press(vm.Key{Name: "Escape"})
	if o.canvas().Overlays().Top() == nil {
		t.Error("what was written is gone without a question")
	}
}

// crisisPages draws the crisis room in its states.
func crisisPages(o *opened, suffix string) {
	o.window.GoTo("crisis")
	o.look("crisis-quiet" + suffix)
	books, err := o.desk.CrisisBooks(o.t.Context(), o.desk.Prefs.Language)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, b := range books {
		if b.ID != "rumeur-securite-produit" {
			continue
		}
		o.click(b.Title + " ")
		o.look("crisis-book" + suffix)
		o.letter('b')
		o.fill("X200")
		test.FocusNext(o.canvas())
		o.fill("0800 000 000")
		o.look("crisis-start" + suffix)
		o.confirm()
	}
	o.look("crisis-begun" + suffix)
	for range 4 {
		playOne(o)
	}
	o.window.GoTo("inbox")
	o.window.GoTo("crisis")
	o.key(fyne.KeyHome)
	o.look("crisis-run" + suffix)
	o.letter('u')
	o.look("crisis-update" + suffix)
	o.key(fyne.KeyEscape)
}

// entryText is what stands in the entry with the focus.
func entryText(f fyne.Focusable) string {
	return reflect.ValueOf(f).Elem().FieldByName("Text").String()
}

func TestLook_CrisisRoom(t *testing.T) {
	for _, c := range []struct {
		lang, theme string
		w, h        float32
	}{{"en", "dark", 1440, 900}, {"fr", "light", 1280, 800}, {"fr", "dark", 1920, 1080}, {"en", "light", 960, 600}} {
		name := fmt.Sprintf("-%s-%s-%d", c.lang, c.theme, int(c.w))
		t.Run(name, func(t *testing.T) {
			if c.lang == "en" && os.Getenv("VIGIE_LOOK_DIR") == "" {
				t.Skip("the pictures are only drawn for a person: make look")
			}
			o := open(t, dressed(staffed(), c.lang, c.theme))
			o.size(c.w, c.h)
			crisisPages(o, name)
		})
	}
}
