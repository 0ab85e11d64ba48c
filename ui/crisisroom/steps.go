package crisisroom

import (
	"cmp"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/vm"
)

// Room is all that the crisis room shows of a run.
type Room struct {
	Run    *crisis.Run
	Plan   *crisis.Plan
	Events []crisis.Event // the whole log, from its first event
	Roster team.Roster
	Me     team.Member
	// Accounts are those that a pause of publishing may hold, Tools the outside
	// tools that the house publishes with.
	Accounts []inbox.Account
	Tools    []string
	// Held are the replies that wait for a pause to end.
	Held int
	// Linked are the conversations of the run, LinkedMore how many there are
	// besides that are not listed; Given are those in which a lifted pause gave a
	// text back.
	Linked     []inbox.Row
	LinkedMore int
	Given      []inbox.Row
	// Copy is set on a team's desktop: what needs the server is asked of it.
	Copy bool
}

// Book is a playbook as a list shows it: one language of a version.
type Book struct {
	Hash, ID, Version, Lang, Title string
	Summary, Owner                 string
	Draft                          bool
	PublishedAt                    time.Time
	ReviewDue                      time.Time // zero is never
	Rehearsed                      time.Time // the last exercise; zero is never
	Text                           string
	Playbook                       playbook.Playbook
	// Publishes says whether the member at the keyboard may publish a version.
	Publishes crisis.Grant
	Versions  []BookVersion // of every state and language, the newest first
}

// BookVersion is one text of a playbook that is kept.
type BookVersion struct {
	Hash, Version, Lang string
	Draft, Retired      bool
	By                  team.MemberID // who wrote it; empty is the program
	At                  time.Time     // when it was written, or published
}

// Confirmed is when somebody last looked whether everybody can be reached.
type Confirmed struct {
	By team.MemberID `json:"by"`
	At time.Time     `json:"at"`
}

// confirmEvery is how long such a look holds: rotas change.
const confirmEvery = 31 * 24 * time.Hour

// StepGroup is a part of the board.
type StepGroup struct {
	Key   string // of its heading
	Lines []StepLine
}

// StepLine is a step as the board shows it.
type StepLine struct {
	ID    string
	Def   playbook.Step
	Step  crisis.Step
	Who   string // the role, and who has it
	State string // translated; empty for a step that is only ready
	Due   string // "4 min late", "due in 12 min"
	Late  bool
	Tint  Tint
	Mine  bool // the member at the keyboard holds the role, or has claimed it
	Over  bool // its run has ended: nothing is to be done on it
}

// Open reports whether there is something to do on it now.
func (l StepLine) Open() bool {
	return !l.Over && (l.Step.Open() || l.Step.State == crisis.Disputed)
}

// Name gives a member's name.
func (r Room) Name(id team.MemberID) string {
	if m, ok := r.Roster.Member(id); ok {
		return m.Name
	}
	return ""
}

// Try says whether the member at the keyboard may do something now: the
// authority's own rule, asked before a person is.
func (r Room) Try(step string, a crisis.Act, now time.Time) vm.Verdict {
	if r.Run == nil || r.Plan == nil {
		return vm.Cannot("crisisroom.no-run")
	}
	o := crisis.Order{ID: "try", Run: r.Run.ID, Step: step, At: now, Base: r.Run.Seq, Act: a}
	if _, err := crisis.Decide(r.Plan, r.Run, o, r.Me, now); err != nil {
		f := fault.Of(err)
		return vm.Verdict{Key: f.Key, Args: f.Args}
	}
	return vm.Can()
}

// Live reports whether the run goes on.
func (r Room) Live() bool {
	s := r.Run.State
	return s == crisis.Prepared || s == crisis.Running || s == crisis.Paused || s == crisis.Watching
}

// Board gives the steps in the order in which they matter now: what is open,
// the late first, then by deadline; what comes; what is behind. Of a run that has
// ended, what was done comes first, then what was not.
func (f Formats) Board(r Room, now time.Time) []StepGroup {
	open, later, behind := StepGroup{Key: "crisisroom.now"}, StepGroup{Key: "crisisroom.later"}, StepGroup{Key: "crisisroom.behind"}
	undone := StepGroup{Key: "crisisroom.undone"}
	for _, id := range r.Plan.Order() {
		l, ok := f.StepLine(r, id, now)
		switch {
		case !ok || l.Def.Type == playbook.Parallel:
		case l.Open():
			open.Lines = append(open.Lines, l)
		case l.Over && !l.Step.State.Settled():
			undone.Lines = append(undone.Lines, l)
		case l.Step.State == crisis.Locked:
			later.Lines = append(later.Lines, l)
		default:
			behind.Lines = append(behind.Lines, l)
		}
	}
	slices.SortStableFunc(open.Lines, func(a, b StepLine) int { return cmp.Compare(urgency(a.Step), urgency(b.Step)) })
	slices.SortStableFunc(behind.Lines, func(a, b StepLine) int { return b.Step.EndedAt.Compare(a.Step.EndedAt) })
	var out []StepGroup
	for _, g := range []StepGroup{open, later, behind, undone} {
		if len(g.Lines) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// urgency orders open steps by deadline; those without one come last.
func urgency(s crisis.Step) int64 {
	if s.DueAt.IsZero() {
		return 1<<62 + s.ReadyAt.UnixMilli()
	}
	return s.DueAt.UnixMilli()
}

// StepLine gives a step of the run; false when the playbook has none of it.
func (f Formats) StepLine(r Room, id string, now time.Time) (StepLine, bool) {
	def, ok := r.Plan.Step(id)
	s := r.Run.Steps[id]
	if !ok || s == nil {
		return StepLine{}, false
	}
	if r.Run.State == crisis.Paused { // the clocks stand still
		now = r.Run.PausedAt
	}
	l := StepLine{ID: id, Def: def, Step: *s, Who: f.stepWho(r, def, *s), Late: s.Overdue(now) && r.Live(), Over: !r.Live()}
	l.Mine = r.Run.Holds(r.Me.ID, def.Role) || s.ClaimedBy == r.Me.ID && r.Me.ID != ""
	for _, role := range callees(r.Plan, def) {
		l.Mine = l.Mine || r.Run.Holds(r.Me.ID, role)
	}
	if s.State != crisis.Ready && !(l.Over && s.State == crisis.Locked) {
		l.State = f.Texts.T("crisisroom.step-"+kebab(string(s.State)), nil)
	}
	if !l.Over {
		l.Due, l.Tint = f.stepDue(*s, now)
	}
	switch {
	case s.State == crisis.Done:
		l.Tint = TintGood
	case s.State == crisis.Disputed || s.State == crisis.Refused:
		l.Tint = TintAlarm
	}
	return l, true
}

// callees are the roles that a step waits for, besides its own.
func callees(p *crisis.Plan, def playbook.Step) []string {
	switch def.Type {
	case playbook.Approval:
		s, _ := p.Book.Statement(def.Of)
		return s.Approve.Of
	case playbook.Notify:
		return def.To
	default:
		return nil
	}
}

// soon is how near a deadline is that is shown as near.
const soon = 5 * time.Minute

func (f Formats) stepDue(s crisis.Step, now time.Time) (string, Tint) {
	switch {
	case !s.Open() || s.DueAt.IsZero() && s.NextAt.IsZero():
		return "", TintPlain
	case s.DueAt.IsZero() || s.NextAt.After(now) && s.State == crisis.Awaiting:
		return f.Texts.T("crisisroom.again-in", map[string]any{"Span": f.Span(s.NextAt.Sub(now))}), TintPlain
	case s.Overdue(now):
		return f.Texts.T("crisisroom.late-by", map[string]any{"Span": f.Span(now.Sub(s.DueAt))}), TintAlarm
	case s.DueAt.Sub(now) < soon:
		return f.Texts.T("crisisroom.due-in", map[string]any{"Span": f.Span(s.DueAt.Sub(now))}), TintHeed
	default:
		return f.Texts.T("crisisroom.due-in", map[string]any{"Span": f.Span(s.DueAt.Sub(now))}), TintPlain
	}
}

func (f Formats) stepWho(r Room, def playbook.Step, s crisis.Step) string {
	switch {
	case s.ClaimedBy != "":
		return r.Name(s.ClaimedBy)
	case len(s.Done) > 0 && !s.Open():
		d := s.Done[0]
		return r.Name(d.By) + " · " + f.Clock(d.At)
	case s.State == crisis.Skipped:
		return r.Name(s.SkippedBy)
	case def.Role == "" && len(callees(r.Plan, def)) > 0:
		return r.roles(callees(r.Plan, def))
	}
	role, ok := r.Plan.Book.Role(def.Role)
	if !ok {
		return ""
	}
	if name := r.Name(r.Run.Roles[def.Role].Holder); name != "" {
		return role.Label + " · " + name
	}
	return role.Label
}

// roles names who holds some roles.
func (r Room) roles(ids []string) string {
	out := ""
	for _, id := range ids {
		name := r.Name(r.Run.Roles[id].Holder)
		if role, ok := r.Plan.Book.Role(id); ok && name == "" {
			name = role.Label
		}
		if out != "" {
			out += ", "
		}
		out += name
	}
	return out
}

// Progress counts the steps that are settled, all that this way has, and those
// that are late.
func (r Room) Progress(now time.Time) (done, all, late int) {
	if r.Run.State == crisis.Paused {
		now = r.Run.PausedAt
	}
	for _, id := range r.Plan.Order() {
		def, _ := r.Plan.Step(id)
		s := r.Run.Steps[id]
		if s == nil || def.Type == playbook.Parallel || s.State == crisis.NotTaken {
			continue
		}
		all++
		if s.State.Settled() {
			done++
		}
		if s.Overdue(now) && r.Live() {
			late++
		}
	}
	return done, all, late
}

// Tint is the colour of a state of the crisis room, as a word that the screen
// translates.
type Tint string

// The tints.
const (
	TintPlain Tint = ""
	TintAlarm Tint = "alarm"
	TintHeed  Tint = "heed"
	TintGood  Tint = "good"
)

// Formats writes what the crisis room says.
type Formats struct{ vm.Formats }
