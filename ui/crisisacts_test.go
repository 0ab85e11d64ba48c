package ui_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

// happened adds an event that the program makes by itself.
func (o *opened) happened(a crisis.Act) string {
	o.t.Helper()
	r := o.crisisRun()
	e, err := r.System(fmt.Sprint("sys-", r.Seq), a, desktest.Now().Add(o.desk.Crises.Later))
	if err != nil {
		o.t.Fatal(err)
	}
	o.desk.Crises.Logs[r.ID] = append(o.desk.Crises.Logs[r.ID], e)
	o.heard()
	return e.ID
}

func TestCrisisActs_APausedRunGoesOnWithItsDeadlinesMoved(t *testing.T) {
	o := begun(t, staffed())
	due := o.crisisRun().Steps["figer"].DueAt
	o.letter('p')
	o.confirm()
	if o.crisisRun().State != crisis.Running {
		t.Fatal("it paused without a reason")
	}
	o.fill("the building is evacuated")
	o.confirm()
	if o.crisisRun().State != crisis.Paused || !o.says("Go on with the run") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.desk.Crises.Later = 20 * time.Minute
	o.letter('p')
	if r := o.crisisRun(); r.State != crisis.Running || r.Steps["figer"].DueAt.Sub(due) != 20*time.Minute {
		t.Errorf("the run is %s, due %s after %s", r.State, r.Steps["figer"].DueAt, due)
	}
}

func TestCrisisActs_TheSeverityIsLoweredOnlyWithAReason(t *testing.T) {
	o := begun(t, staffed())
	top := o.highest()
	o.inRun(crisis.SetSeverity{To: top})
	o.heard()
	o.letter('g')
	o.key("Left")
	o.confirm()
	if o.crisisRun().Severity != top {
		t.Fatal("it was lowered without a reason")
	}
	o.fill("only one report was true")
	o.confirm()
	if o.crisisRun().Severity == top {
		t.Errorf("it is still %s:\n%s", top, o.words())
	}
}

// highest is the gravest level of the run's playbook.
func (o *opened) highest() string {
	levels := o.desk.Crises.Plans[o.crisisRun().ID].Book.Severity
	return levels[len(levels)-1].ID
}

// drafted is a run whose holding statement waits for its approvals.
func drafted(t *testing.T) *opened {
	t.Helper()
	o := begun(t, staffed())
	for _, c := range []crisis.Order{
		{Step: "figer", Act: crisis.Skip{Reason: "nothing is scheduled"}},
		{Step: "preuves", Act: crisis.Complete{Evidence: []crisis.Evidence{{Kind: "text", Text: "pictures"}}}},
		{Step: "gravite", Act: crisis.Choose{Option: "n2"}},
		{Act: crisis.SetVariable{Name: "heure_point", Value: "16:30"}},
		{Step: "redaction", Act: crisis.Complete{}},
	} {
		r := o.crisisRun()
		c.Run, c.Base = r.ID, r.Seq
		if err := o.desk.ActInRun(t.Context(), c); err != nil {
			t.Fatalf("%s %s: %v", c.Act.Kind(), c.Step, err)
		}
	}
	if s := o.crisisRun().Steps["valider_attente"]; !s.Open() {
		t.Fatalf("the approval is %s", s.State)
	}
	o.as(o.crisisRun().Lead)
	o.toStep("Holding statement")
	return o
}

// toStep moves to the step that is about a text.
func (o *opened) toStep(words string) {
	o.t.Helper()
	o.key("Home")
	for range 12 {
		if c, ok := o.window.Command("crisisact.override"); ok && c.Verdict().Key != "crisisroom.no-text" {
			return
		}
		o.letter('j')
	}
	o.t.Fatalf("no step is about %s:\n%s", words, o.words())
}

func TestCrisisActs_AMissingApprovalIsOverriddenByTheLeadAndASecondPerson(t *testing.T) {
	o := drafted(t)
	lead := o.crisisRun().Lead
	o.letter('v')
	o.fill("legal cannot be reached, people are at risk")
	o.confirm()
	list := o.crisisRun().Texts["attente"].Overrides
	if len(list) != 1 || list[0].By != lead || list[0].Second != "" {
		t.Fatalf("overrides are %+v; %s", list, o.words())
	}
	if list[0].Alone {
		t.Fatal("the lead of this playbook directs it too: nobody has to agree")
	}
	o.letter('v')
	if o.canvas().Overlays().Top() != nil {
		t.Error("the lead is asked to agree with themselves")
	}
	for _, m := range o.desk.Team.Members {
		if m.ID == lead || o.crisisRun().Texts["attente"].Overrides[0].Second != "" {
			continue
		}
		o.as(m.ID)
		o.toStep("the statement")
		o.letter('v')
		if o.canvas().Overlays().Top() != nil && o.says("wants to go on without a missing approval") {
			o.confirm()
		}
		o.key("Escape")
		o.window.GoTo("crisis")
	}
	if got := o.crisisRun().Texts["attente"].Overrides[0]; got.Second == "" || got.Second == lead {
		t.Errorf("seconded by %q", got.Second)
	}
	if !o.says("goes on without an approval") {
		t.Errorf("the log does not say it:\n%s", o.words())
	}
}

func TestCrisisActs_SomebodySaysWhetherATextOfUnknownFateIsThere(t *testing.T) {
	for out, key := range map[crisis.PublicationState]int{crisis.Sent: 1, crisis.Failed: 2} {
		t.Run(string(out), func(t *testing.T) {
			o := begun(t, staffed())
			permit := o.happened(crisis.Publish{Statement: "attente", Channel: "mastodon", Text: "We know of it."})
			o.happened(crisis.Published{Permit: permit, State: crisis.Unsure})
			if !o.says("Nobody knows whether the text for Mastodon went out") {
				t.Fatalf("it says\n%s", o.words())
			}
			o.letter('q')
			o.confirm()
			if o.crisisRun().Publications[0].State != crisis.Unsure {
				t.Fatal("it was settled without an answer")
			}
			for range key {
				o.key("Right")
			}
			test.FocusNext(o.canvas())
			o.fill("https://posts.example/9")
			o.confirm()
			if p := o.crisisRun().Publications[0]; p.State != out || p.Link != "https://posts.example/9" {
				t.Errorf("the publication is %+v", p)
			}
		})
	}
}

func TestCrisisActs_WhoDoesNotLeadTakesOverAndSaysWhy(t *testing.T) {
	o := begun(t, staffed())
	was := o.crisisRun().Lead
	director := team.MemberID("")
	for role, b := range o.crisisRun().Roles {
		if role == "juridique" || role == "dir_com" {
			director = b.Holder
		}
	}
	o.as(director)
	o.letter('l')
	if !o.says("Take over") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.confirm()
	if o.crisisRun().Lead != was {
		t.Fatal("the lead was taken without a reason")
	}
	o.fill("Anna is on a plane")
	o.confirm()
	if o.crisisRun().Lead != director {
		t.Errorf("the lead is %s, not %s:\n%s", o.crisisRun().Lead, director, o.words())
	}
}

func TestCrisisActs_AProposedRunSaysWhatItWaitsFor(t *testing.T) {
	d := staffed()
	o := atRoom(t, d)
	o.as("m3") // a trainee proposes
	if d.Member.Profile != team.Trainee {
		t.Fatalf("m3 is %s", d.Member.Profile)
	}
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	o.fill("X200 mixer")
	test.FocusNext(o.canvas())
	o.fill("0800 000 000")
	o.confirm()
	if o.crisisRun().State != crisis.Prepared {
		t.Fatalf("the run is %s", o.crisisRun().State)
	}
	o.as("m1")
	if !o.says("Confirm the run") || !o.says("Discard the proposal") || o.says("Stand down") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.letter('y')
	if o.crisisRun().State != crisis.Running {
		t.Errorf("the run is %s", o.crisisRun().State)
	}
}

func TestCrisisActs_ATextIsNotHandedInWithAnOpenBlank(t *testing.T) {
	o := begun(t, staffed())
	for _, c := range []crisis.Order{
		{Step: "figer", Act: crisis.Skip{Reason: "nothing is scheduled"}},
		{Step: "preuves", Act: crisis.Complete{Evidence: []crisis.Evidence{{Kind: "text", Text: "pictures"}}}},
		{Step: "gravite", Act: crisis.Choose{Option: "n2"}},
	} {
		r := o.crisisRun()
		c.Run, c.Base = r.ID, r.Seq
		if err := o.desk.ActInRun(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	o.heard()
	o.letter('e')
	if got := entryText(o.canvas().Focused()); got != "" {
		t.Errorf("the keys go to what is filled in: %q", got)
	}
	o.confirm()
	if o.canvas().Overlays().Top() == nil {
		t.Fatal("the dialog is gone with what was missing in it")
	}
	o.fill("16:30")
	o.confirm()
	if s := o.crisisRun().Steps["redaction"]; s.State != crisis.Done {
		t.Errorf("the step is %s:\n%s", s.State, o.words())
	}
}

func TestCrisisActs_AFalseAlarmAndAClosedRunCanBeTakenUpAgain(t *testing.T) {
	o := begun(t, staffed())
	o.letter('w')
	o.fill("a joke of last year")
	o.confirm()
	if o.crisisRun().State != crisis.StoodDown {
		t.Fatalf("the run is %s", o.crisisRun().State)
	}
	room, err := o.desk.CrisisRoom(t.Context(), o.crisisRun().ID)
	if err != nil {
		t.Fatal(err)
	}
	f := crisisroom.Formats{Formats: vm.NewFormats(locale.New("en"), time.UTC)}
	for _, g := range f.Board(room, desktest.Now().Add(10*time.Minute)) {
		for _, l := range g.Lines {
			if g.Key == "crisisroom.now" || g.Key == "crisisroom.later" || l.Open() || l.Due != "" || l.State == "later" {
				t.Errorf("of a run that is over %s says %q %q under %s", l.ID, l.Due, l.State, g.Key)
			}
		}
	}
	o.open(o.crisisRun())
	o.letter('m')
	o.fill("it was none")
	o.confirm()
	if o.crisisRun().State != crisis.Running {
		t.Fatalf("the run is %s: %s", o.crisisRun().State, o.words())
	}
	o.letter('m')
	if o.crisisRun().State != crisis.Watching {
		t.Fatalf("the run is %s", o.crisisRun().State)
	}
	c, _ := o.window.Command("crisisact.close-run")
	o.window.Run(c)
	if o.crisisRun().State != crisis.Closed {
		t.Fatalf("the run is %s", o.crisisRun().State)
	}
	o.open(o.crisisRun())
	o.letter('m')
	o.fill("the story is back")
	o.confirm()
	if o.crisisRun().State != crisis.Watching {
		t.Errorf("the run is %s", o.crisisRun().State)
	}
}

// open shows a run that the list of what is over leads to.
func (o *opened) open(r *crisis.Run) {
	o.window.GoTo("crisis/run:" + string(r.ID))
	o.sched.Advance(time.Second)
}

func TestCrisisActs_NoKeyMeansTwoThingsAtOnce(t *testing.T) {
	check := func(t *testing.T, o *opened) {
		t.Helper()
		by := map[vm.Key]string{}
		for _, c := range o.window.CommandsHere() {
			if !c.Verdict().OK {
				continue
			}
			for _, k := range c.Keys {
				if by[k] != "" {
					t.Errorf("%s is %s and %s", k.Label(), by[k], c.ID)
				}
				by[k] = c.ID
			}
		}
	}
	o := begun(t, staffed())
	check(t, o)
	o.inRun(crisis.Watch{})
	o.heard()
	check(t, o)
	o.inRun(crisis.Close{})
	o.open(o.crisisRun())
	check(t, o)
	check(t, drafted(t))
}
