package inbox_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

const (
	social  = team.DepartmentID("dep-social")
	service = team.DepartmentID("dep-service")
	legal   = team.DepartmentID("dep-legal")
	empty   = team.DepartmentID("dep-empty")
)

// house is a small house with one member of each kind that the rules tell
// apart.
func house() team.Roster {
	return team.Roster{
		Departments: []team.Department{
			{ID: social, Name: "Social", Coordinator: "chief", Reasons: []string{"Product safety"}},
			{ID: service, Name: "Customer service", Coordinator: "chief-service"},
			{ID: legal, Name: "Legal"},
			{ID: empty, Name: "Empty"},
		},
		Members: []team.Member{
			{ID: "lea", Name: "Léa", Handle: "léa", Profile: team.Senior, Departments: []team.DepartmentID{social}},
			{ID: "nadia", Name: "Nadia", Handle: "nadia", Profile: team.Senior, Departments: []team.DepartmentID{social}},
			{ID: "ines", Name: "Inès", Handle: "inès", Profile: team.Trainee, Departments: []team.DepartmentID{social}},
			{ID: "marc", Name: "Marc", Handle: "marc", Profile: team.Senior, Departments: []team.DepartmentID{service}},
			{ID: "sofia", Name: "Sofia", Handle: "sofia", Profile: team.Junior, Departments: []team.DepartmentID{service}},
			{ID: "agence", Name: "Agence", Handle: "agence", Profile: team.Agency, Departments: []team.DepartmentID{social}},
			{ID: "chief", Name: "Chief", Handle: "chief", Profile: team.Coordinator, Departments: []team.DepartmentID{social}},
			{ID: "chief-service", Name: "Chef SAV", Handle: "chef", Profile: team.Coordinator, Departments: []team.DepartmentID{service}},
			{ID: "judge", Name: "Me Roux", Handle: "roux", Profile: team.Adviser, Departments: []team.DepartmentID{legal}},
			{ID: "gone", Name: "Gone", Handle: "gone", Profile: team.Senior, Departments: []team.DepartmentID{social}, Retired: true},
		},
	}
}

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// desk plays a store in memory: it applies what is decided, so that a test can
// tell a story.
type desk struct {
	t     *testing.T
	state inbox.State
	at    time.Time
	n     int
	log   []inbox.Event
}

func newDesk(t *testing.T) *desk {
	caps := inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}, Subject: true, MaxAttached: 1 << 20}
	account := inbox.Account{ID: "acc", Channel: inbox.ChannelEmail, Name: "contact@", Address: "contact@acme.example", Caps: caps}
	m := inbox.Message{
		ID: "m1", Account: "acc", Kind: inbox.Email, Direction: inbox.Inbound, Subject: "Mixeur en panne", BaseSubject: "Mixeur en panne",
		Text: "Bonjour, mon mixeur fume.", Author: inbox.Author{Handle: "claire@mail.example", Name: "Claire"}, SentAt: noon.Add(-time.Hour),
		MailID: "a1@mail.example", References: []string{"a0@mail.example"},
	}
	m, c := inbox.Arrive(inbox.Arrival{Message: m, Account: account, Rules: inbox.DefaultRules(), ID: "c1"})
	return &desk{t: t, at: noon, state: inbox.State{
		Roster: house(), Rules: inbox.DefaultRules(), Account: account, Conversation: c, Messages: []inbox.Message{m},
	}}
}

// try decides an act of a member and applies it when it is allowed.
func (d *desk) try(by team.MemberID, act inbox.Act) error {
	d.t.Helper()
	d.n++
	d.at = d.at.Add(time.Second)
	who, _ := d.state.Roster.Member(by)
	s := d.state
	if u, ok := act.(inbox.Undo); ok {
		i := slices.IndexFunc(d.log, func(e inbox.Event) bool { return e.ID == u.Event })
		if i >= 0 {
			s.Undone = d.log[i]
		}
	}
	out, err := inbox.Decide(s, inbox.Command{ID: d.id(), Conversation: s.Conversation.ID, Act: act}, who, d.at)
	if err != nil {
		return err
	}
	d.apply(out)
	return nil
}

func (d *desk) id() inbox.CommandID { return inbox.CommandID("cmd-" + string(rune('a'+d.n))) }

func (d *desk) apply(out inbox.Changes) {
	for _, c := range out.Conversations {
		switch c.ID {
		case d.state.Conversation.ID:
			d.state.Conversation = c
		default:
			d.state.Other = c
		}
	}
	for _, h := range out.Handovers {
		if i := slices.IndexFunc(d.state.Handovers, func(o inbox.Handover) bool { return o.ID == h.ID }); i >= 0 {
			d.state.Handovers[i] = h
			continue
		}
		d.state.Handovers = append(d.state.Handovers, h)
	}
	for _, dr := range out.Drafts {
		d.state.Draft = dr
	}
	for _, e := range out.Outbox {
		d.state.Outbox = []inbox.OutboxEntry{e}
	}
	for _, n := range out.Notes {
		d.state.Note = n
	}
	d.log = append(d.log, out.Event)
}

// do is try for what must be allowed.
func (d *desk) do(by team.MemberID, act inbox.Act) {
	d.t.Helper()
	if err := d.try(by, act); err != nil {
		d.t.Fatalf("%s by %s: %v", act.Name(), by, err)
	}
}

// refuse is try for what must be refused, with its key.
func (d *desk) refuse(by team.MemberID, act inbox.Act, key string) {
	d.t.Helper()
	before := d.state.Conversation
	err := d.try(by, act)
	var f *fault.Error
	if !errors.As(err, &f) || f.Key != key {
		d.t.Fatalf("%s by %s: got %v, want %s", act.Name(), by, err, key)
	}
	if after := d.state.Conversation; after.Version != before.Version {
		d.t.Fatalf("%s was refused and changed the conversation", act.Name())
	}
}

func (d *desk) last() inbox.Event { return d.log[len(d.log)-1] }

func (d *desk) conv() inbox.Conversation { return d.state.Conversation }

func TestClaim_TakesTheBall(t *testing.T) {
	d := newDesk(t)
	d.do("lea", inbox.Claim{})
	if c := d.conv(); c.Assignee != "lea" || c.Status != inbox.Open {
		t.Errorf("got assignee %q, status %q", c.Assignee, c.Status)
	}
	t.Run("a colleague is told who has it", func(t *testing.T) {
		d.refuse("nadia", inbox.Claim{}, "fault.conversation-taken")
	})
	t.Run("twice is refused", func(t *testing.T) { d.refuse("lea", inbox.Claim{}, "fault.already-yours") })
	t.Run("a trainee may not take it over", func(t *testing.T) {
		d.refuse("ines", inbox.Claim{TakeOver: true}, "fault.may-not-take-over")
	})
	t.Run("a senior may, and the holder is told", func(t *testing.T) {
		d.do("nadia", inbox.Claim{TakeOver: true})
		if d.conv().Assignee != "nadia" || !slices.Equal(d.last().Tell, []team.MemberID{"lea"}) {
			t.Errorf("got %q, told %v", d.conv().Assignee, d.last().Tell)
		}
	})
}

func TestAssign_ComparesWhatTheChooserSaw(t *testing.T) {
	d := newDesk(t)
	d.do("chief", inbox.Assign{To: "lea"})
	d.refuse("chief", inbox.Assign{To: "nadia", Had: "ines"}, "fault.conversation-taken")
	d.do("chief", inbox.Assign{To: "nadia", Had: "lea"})
	d.refuse("chief", inbox.Assign{To: "gone", Had: "nadia"}, "fault.member-gone")
	d.do("nadia", inbox.Assign{})
	if d.conv().Assignee != "" {
		t.Errorf("still assigned to %q", d.conv().Assignee)
	}
}

func TestAssign_StaysInTheDepartment(t *testing.T) {
	d := newDesk(t)
	d.do("lea", inbox.Route{To: social})
	d.refuse("lea", inbox.Assign{To: "marc"}, "fault.member-elsewhere")
	d.refuse("lea", inbox.Route{To: service}, "fault.hand-over-instead")
}

func TestRights_FollowTheProfile(t *testing.T) {
	for _, c := range []struct {
		by  team.MemberID
		act inbox.Act
		key string
	}{
		{"ines", inbox.Reply{Draft: "d"}, "fault.needs-second-person"},
		{"sofia", inbox.Reply{Draft: "d"}, "fault.needs-second-person"},
		{"judge", inbox.Resolve{}, "fault.profile-may-not"},
		{"judge", inbox.Reply{Draft: "d"}, "fault.needs-second-person"},
		{"gone", inbox.Resolve{}, "fault.member-retired"},
		{"nobody", inbox.Resolve{}, "fault.no-member"},
		{"nobody", inbox.AddNote{Text: "x"}, "fault.no-member"},
	} {
		t.Run(string(c.by)+" "+c.act.Name(), func(t *testing.T) { newDesk(t).refuse(c.by, c.act, c.key) })
	}
	newDesk(t).do("judge", inbox.AddNote{Text: "D'accord."})
}

func TestLabel_KeepsTagsCleanAndSorted(t *testing.T) {
	d := newDesk(t)
	d.do("lea", inbox.Label{Add: []string{"#X200", "Sécurité  Produit", "x200"}})
	if got := d.conv().Tags; !slices.Equal(got, []string{"sécurité-produit", "x200"}) {
		t.Errorf("got %q", got)
	}
	d.refuse("lea", inbox.Label{Add: []string{"x200"}}, "fault.nothing-changed")
	d.refuse("lea", inbox.Label{Add: []string{"a,b"}}, "fault.tag-invalid")
	d.do("lea", inbox.Label{Remove: []string{"X200"}})
	if got := d.conv().Tags; !slices.Equal(got, []string{"sécurité-produit"}) {
		t.Errorf("got %q", got)
	}
}

func TestSnooze_WakesByItself(t *testing.T) {
	d := newDesk(t)
	d.do("lea", inbox.Claim{})
	d.refuse("lea", inbox.Snooze{Until: noon.Add(-time.Minute)}, "fault.snooze-past")
	d.refuse("lea", inbox.Snooze{Until: noon.AddDate(3, 0, 0)}, "fault.snooze-too-far")
	d.do("lea", inbox.Snooze{Until: noon.Add(time.Hour)})
	d.refuse("", inbox.Wake{}, "fault.nothing-changed")
	d.at = noon.Add(2 * time.Hour)
	d.do("", inbox.Wake{})
	if c := d.conv(); c.Status != inbox.Open || !c.SnoozedUntil.IsZero() || !slices.Contains(d.last().Tell, "lea") {
		t.Errorf("got %+v, told %v", c.Status, d.last().Tell)
	}
}

func TestResolve_EndsWhatIsOwed(t *testing.T) {
	d := newDesk(t)
	if d.conv().DueAt.IsZero() {
		t.Fatal("nothing was owed to begin with")
	}
	d.do("lea", inbox.Resolve{})
	if c := d.conv(); c.Status != inbox.Resolved || !c.DueAt.IsZero() || !c.WaitingSince.IsZero() {
		t.Errorf("got %+v", c)
	}
	d.refuse("lea", inbox.Resolve{}, "fault.nothing-changed")
	d.do("lea", inbox.Reopen{})
	d.refuse("lea", inbox.Reopen{}, "fault.nothing-changed")
}

func TestNote_MentionsColleagues(t *testing.T) {
	d := newDesk(t)
	d.do("marc", inbox.AddNote{Text: "Même série. @Léa et @nadia, voir contact@acme.example (@inconnu)."})
	if got := d.state.Note.Mentions; !slices.Equal(got, []team.MemberID{"lea", "nadia"}) {
		t.Errorf("mentions %v", got)
	}
	if got := d.last().Tell; !slices.Equal(got, []team.MemberID{"lea", "nadia"}) {
		t.Errorf("told %v", got)
	}
	d.refuse("marc", inbox.AddNote{Text: " \n "}, "fault.text-empty")
}

func TestProgram_MayOnlyKeepTime(t *testing.T) {
	for _, a := range inbox.Acts() {
		err := newDesk(t).try("", a)
		var f *fault.Error
		if !errors.As(err, &f) {
			t.Fatalf("%s by the program: %v", a.Name(), err)
		}
		timed := a.Name() == "handover.expire" || a.Name() == "conversation.wake"
		if refused := f.Key == "fault.no-member"; refused == timed {
			t.Errorf("%s by the program: %v", a.Name(), err)
		}
	}
}

func TestActs_AreReadBackByTheirName(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range inbox.Acts() {
		if seen[a.Name()] {
			t.Errorf("%s is there twice", a.Name())
		}
		seen[a.Name()] = true
		got, err := inbox.DecodeAct(a.Name(), []byte(`{}`))
		if err != nil || got.Name() != a.Name() {
			t.Errorf("%s: %v, %v", a.Name(), got, err)
		}
	}
	if _, err := inbox.DecodeAct("nope", []byte(`{}`)); err == nil {
		t.Error("an unknown act was read")
	}
	if _, err := inbox.DecodeAct("conversation.claim", []byte(`{`)); err == nil {
		t.Error("a damaged act was read")
	}
}
