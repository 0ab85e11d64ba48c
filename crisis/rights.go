package crisis

import (
	"slices"

	"vigie/crisis/playbook"
	"vigie/inbox/team"
)

// Right is an act that the rights table knows.
type Right string

// The rights, in the order of the table.
const (
	StartExercise Right = "start-exercise"
	StartRun      Right = "start"
	DoStep        Right = "do"
	SkipStep      Right = "skip"
	DecideStep    Right = "decide"
	EditText      Right = "edit"
	ApproveText   Right = "approve"
	PublishText   Right = "publish"
	RaiseSeverity Right = "raise"
	EndRun        Right = "end" // lower the severity, stand down, close
	HandOverLead  Right = "lead"
	OverrideText  Right = "override"
	PublishBook   Right = "publish-playbook"
)

// Capacity is what somebody is in a run: a column of the table.
type Capacity string

// The capacities. A director is who is bound to a role whose yes a statement
// needs: director of communications, legal counsel.
const (
	Novice        Capacity = "novice" // trainee or junior
	SeniorManager Capacity = "senior"
	Holder        Capacity = "holder" // of the role of the step, or its backup
	Pilot         Capacity = "lead"
	Director      Capacity = "director"
	Outside       Capacity = "agency"
	Administrator Capacity = "admin"
)

// Grant is a cell of the table.
type Grant string

// The grants.
const (
	Never       Grant = ""
	Countersign Grant = "countersign" // a supervisor signs too
	Propose     Grant = "propose"     // somebody else confirms
	IfAllowed   Grant = "if-allowed"  // where the step, or the run, allows people from outside
	OwnRole     Grant = "own-role"
	Named       Grant = "named"  // as approve.of names the role; never one's own text
	Second      Grant = "second" // with a second person and a reason
	Freely      Grant = "freely"
)

// Cell is what the table of the design page grants: who may do what.
func Cell(right Right, c Capacity) Grant {
	row := func(grants ...Grant) Grant {
		i := slices.Index([]Capacity{Novice, SeniorManager, Holder, Pilot, Director, Outside, Administrator}, c)
		if i < 0 {
			return Never
		}
		return grants[i]
	}
	switch right {
	case StartExercise:
		return row(Freely, Freely, Freely, Freely, Freely, Never, Freely)
	case StartRun:
		return row(Propose, Freely, Freely, Freely, Freely, Propose, Freely)
	case DoStep:
		return row(Countersign, OwnRole, Freely, Freely, Freely, IfAllowed, Never)
	case SkipStep:
		return row(Never, OwnRole, OwnRole, Freely, Freely, Never, Never)
	case DecideStep:
		return row(Never, Never, Freely, Freely, Freely, Never, Never)
	case EditText:
		return row(Freely, Freely, Freely, Freely, Freely, Freely, Never)
	case ApproveText:
		return row(Never, Never, Named, Named, Named, Never, Never)
	case PublishText:
		return row(Never, Freely, Freely, Freely, Freely, IfAllowed, Never)
	case RaiseSeverity:
		return row(Freely, Freely, Freely, Freely, Freely, Freely, Freely)
	case EndRun:
		return row(Never, Never, Never, Freely, Freely, Never, Never)
	case HandOverLead:
		return row(Never, Never, Never, Freely, Freely, Never, Never)
	case OverrideText:
		return row(Never, Never, Never, Second, Freely, Never, Never)
	case PublishBook:
		return row(Never, Propose, Propose, Freely, Freely, Never, Freely)
	default:
		return Never
	}
}

// weight orders grants: who is several things has the greatest.
func (g Grant) weight() int {
	return slices.Index([]Grant{Never, Propose, IfAllowed, OwnRole, Countersign, Named, Second, Freely}, g)
}

// CapacitiesOf says what a member is in a run, for a step of a role. A novice
// and somebody from outside stay that, whatever role they hold.
func (r *Run) CapacitiesOf(p *Plan, m team.Member, role string) []Capacity {
	switch {
	case m.ID == "" || m.Retired:
		return nil
	case m.Profile == team.Trainee || m.Profile == team.Junior:
		return []Capacity{Novice}
	case m.Profile == team.Agency:
		return []Capacity{Outside}
	}
	var out []Capacity
	if m.Profile == team.Senior {
		out = append(out, SeniorManager)
	}
	if m.Profile == team.Coordinator {
		out = append(out, Administrator)
	}
	if r.Lead == m.ID {
		out = append(out, Pilot)
	}
	if r.directs(p, m.ID) {
		out = append(out, Director)
	}
	if r.Holds(m.ID, role) || role == "" && r.bound(m.ID) {
		out = append(out, Holder)
	}
	return out
}

// GrantOf is the greatest grant that a member has.
func (r *Run) GrantOf(p *Plan, right Right, m team.Member, role string) Grant {
	best := Never
	for _, c := range r.CapacitiesOf(p, m, role) {
		if g := Cell(right, c); g.weight() > best.weight() {
			best = g
		}
	}
	return best
}

// directs reports whether a member is bound to a role that a statement needs.
func (r *Run) directs(p *Plan, m team.MemberID) bool {
	return slices.ContainsFunc(p.Book.Statements, func(s playbook.Statement) bool {
		return slices.ContainsFunc(s.Approve.Of, func(role string) bool { return r.Holds(m, role) })
	})
}

// Holds reports whether a member is bound to a role, as its holder or backup.
func (r *Run) Holds(m team.MemberID, role string) bool {
	b, ok := r.Roles[role]
	return ok && m != "" && (b.Holder == m || b.Backup == m)
}

func (r *Run) bound(m team.MemberID) bool {
	for role := range r.Roles {
		if r.Holds(m, role) {
			return true
		}
	}
	return m == r.Lead
}

// MayStart says how a member may start a run; nobody is bound to a role yet.
func MayStart(m team.Member, exercise bool) Grant {
	right := StartRun
	if exercise {
		right = StartExercise
	}
	if m.Profile == team.Adviser { // legal counsel, as a director
		return Cell(right, Director)
	}
	return (&Run{}).GrantOf(&Plan{}, right, m, "")
}

// MayPublishBook says how a member may publish a version of a playbook: leads
// says that they led, or directed, a run of it.
func MayPublishBook(m team.Member, leads bool) Grant {
	if leads && m.Profile != team.Trainee && m.Profile != team.Junior && m.Profile != team.Agency {
		return Cell(PublishBook, Pilot)
	}
	return (&Run{}).GrantOf(&Plan{}, PublishBook, m, "")
}
