package crisis

import (
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// Run is where a run stands: the fold of a playbook and its events. It is a
// value without a clock; what is overdue is asked of it with a time.
type Run struct {
	ID       RunID               `json:"id"`
	Book     Pin                 `json:"book"`
	State    RunState            `json:"state"`
	Exercise bool                `json:"exercise,omitempty"`
	Severity string              `json:"severity,omitempty"`
	Lead     team.MemberID       `json:"lead"`
	Epoch    int64               `json:"epoch"` // grows with each change of the lead
	Roles    map[string]Binding  `json:"roles"`
	Vars     map[string]Variable `json:"vars"`
	Steps    map[string]*Step    `json:"steps"`
	Texts    map[string]*Text    `json:"texts"` // the statements

	Publications []Publication `json:"publications,omitempty"`
	Freezes      []Freeze      `json:"freezes,omitempty"`
	Links        []Link        `json:"links,omitempty"`
	Updates      []Posted      `json:"updates,omitempty"`
	Actions      []Todo        `json:"actions,omitempty"`
	Outside      []string      `json:"outside,omitempty"` // members of an agency who may publish
	Joined       []Start       `json:"joined,omitempty"`  // who wanted to start it as well
	Story        string        `json:"story,omitempty"`   // of the alert, so that it starts one run only
	Parent       *Parent       `json:"parent,omitempty"`
	Before       RunID         `json:"before,omitempty"` // the reviewed run that this one goes on from

	Begun      time.Time `json:"begun,omitzero"` // confirmed, when it had to be
	PausedAt   time.Time `json:"paused_at,omitzero"`
	ClosedAt   time.Time `json:"closed_at,omitzero"`
	ClosedSeq  int64     `json:"closed_seq,omitempty"`
	SeverityAt int64     `json:"severity_at,omitempty"` // the event that changed it last
	Cleared    time.Time `json:"cleared,omitzero"`      // since when the alert is
	UpdateDue  time.Time `json:"update_due,omitzero"`
	ReviewDue  time.Time `json:"review_due,omitzero"` // when the lead is next reminded of the retrospective
	Seq        int64     `json:"seq"`
	SealSeq    int64     `json:"seal_seq,omitempty"` // the last event that is a seal
	Head       string    `json:"head"`               // the hash of the last event
	// Verdicts are those of events that did not simply count, by their ids.
	Verdicts map[string]Verdict `json:"verdicts,omitempty"`
}

// Pin says which playbook a run follows: the version, and the SHA-256 of the
// file's text.
type Pin struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
	Title   string `json:"title,omitempty"`
	Lang    string `json:"lang,omitempty"`
}

// Binding is who fills a role.
type Binding struct {
	Holder team.MemberID `json:"holder"`
	Backup team.MemberID `json:"backup,omitempty"`
}

// Variable is the value of a blank, and since when.
type Variable struct {
	Value string    `json:"value"`
	Since time.Time `json:"since"`
}

// Parent is the step that a run was started for.
type Parent struct {
	Run  RunID  `json:"run"`
	Step string `json:"step"`
}

// Link ties something to a run.
type Link struct {
	Kind string `json:"kind"` // conversation, contact or alert
	ID   string `json:"id"`
}

// The kinds of what a Link may tie to a run.
const (
	AlertLink        = "alert"
	ConversationLink = "conversation"
	ContactLink      = "contact"
)

// Alerts lists the alerts that the run is about.
func (r *Run) Alerts() []string { return linked[string](r, AlertLink) }

// Conversations lists those that are tied to the run, in the order in which
// they were.
func (r *Run) Conversations() []inbox.ConversationID {
	return linked[inbox.ConversationID](r, ConversationLink)
}

func linked[ID ~string](r *Run, kind string) []ID {
	var ids []ID
	for _, l := range r.Links {
		if l.Kind == kind {
			ids = append(ids, ID(l.ID))
		}
	}
	return ids
}

// Calm reports whether the run may be only watched from now on, by what the
// early warning says: its alert is over, since when. Its lead decides.
func (r *Run) Calm() (since time.Time, calm bool) {
	return r.Cleared, r.State == Running && !r.Cleared.IsZero()
}

// Step is where a step of a run stands.
type Step struct {
	State     StepState     `json:"state"`
	ClaimedBy team.MemberID `json:"claimed_by,omitempty"`
	ReadyAt   time.Time     `json:"ready_at,omitzero"`
	DueAt     time.Time     `json:"due_at,omitzero"` // absolute
	NextAt    time.Time     `json:"next_at,omitzero"`
	EndedAt   time.Time     `json:"ended_at,omitzero"`
	ReadySeq  int64         `json:"ready_seq,omitempty"` // the event that made it ready
	Seq       int64         `json:"seq,omitempty"`       // the event that changed it last
	Round     int           `json:"round,omitempty"`     // of a repetition, or how often it was begun
	Entered   int           `json:"entered,omitempty"`   // the rank of the severity then
	Level     int           `json:"level,omitempty"`     // how far it was escalated
	Told      []string      `json:"told,omitempty"`      // roles that were told of it

	Done      []Did           `json:"done,omitempty"` // by whom, first the one that counts
	Evidence  []Evidence      `json:"evidence,omitempty"`
	Checked   map[int]bool    `json:"checked,omitempty"`
	SkippedBy team.MemberID   `json:"skipped_by,omitempty"`
	Reason    string          `json:"reason,omitempty"` // of the skip, or of the reopening
	Choices   []Choice        `json:"choices,omitempty"`
	Acks      []team.MemberID `json:"acks,omitempty"`
	Branches  map[string]bool `json:"branches,omitempty"` // ended; false when it was left
	Sign      team.MemberID   `json:"sign,omitempty"`     // who is to countersign
	Unsigned  bool            `json:"unsigned,omitempty"` // a novice did it, and nobody signed yet
	Reopened  bool            `json:"reopened,omitempty"`
	Child     RunID           `json:"child,omitempty"`
}

// Open reports whether something is left to do on it.
func (s Step) Open() bool {
	return s.State == Ready || s.State == Active || s.State == Awaiting || s.State == Refused
}

// Did is somebody's completion of a step.
type Did struct {
	By    team.MemberID `json:"by"`
	At    time.Time     `json:"at"`
	Event string        `json:"event"`
	Note  string        `json:"note,omitempty"`
	Late  bool          `json:"late,omitempty"`
}

// Choice is somebody's answer to a decision.
type Choice struct {
	Option    string        `json:"option"`
	By        team.MemberID `json:"by"`
	Reason    string        `json:"reason,omitempty"`
	Event     string        `json:"event"`
	Seq       int64         `json:"seq"`
	Confirmed team.MemberID `json:"confirmed,omitempty"`
}

// Evidence shows that something was done.
type Evidence struct {
	Kind string        `json:"kind"` // file, link, picture or text
	Text string        `json:"text,omitempty"`
	URL  string        `json:"url,omitempty"`
	Blob string        `json:"blob,omitempty"` // of the workspace
	Name string        `json:"name,omitempty"`
	By   team.MemberID `json:"by,omitempty"`
	At   time.Time     `json:"at,omitzero"`
}

// Posted is a status update with its fixed headings.
type Posted struct {
	By      team.MemberID `json:"by"`
	At      time.Time     `json:"at"`
	Known   string        `json:"known"`
	Unknown string        `json:"unknown"`
	Said    string        `json:"said"`
	Next    string        `json:"next"`
}

// Freeze holds what would go out by itself.
type Freeze struct {
	ID     string            `json:"id"` // of the event that set it
	Scope  string            `json:"scope"`
	Only   []inbox.AccountID `json:"only,omitempty"` // accounts; none is all
	Reason string            `json:"reason"`
	By     team.MemberID     `json:"by"`
	At     time.Time         `json:"at"`
	Acks   map[string]Did    `json:"acks,omitempty"` // by account or outside tool
	LiftBy team.MemberID     `json:"lift_by,omitempty"`
	Lifted time.Time         `json:"lifted,omitzero"`
	// Gave is what came back as drafts, to be read again.
	Gave []GivenBack `json:"gave,omitempty"`
}

// On reports whether it still holds.
func (f Freeze) On() bool { return f.Lifted.IsZero() }

// Covers reports whether it holds what leaves from an account.
func (f Freeze) Covers(acc inbox.AccountID) bool {
	for _, a := range f.Only {
		if a == acc {
			return f.On()
		}
	}
	return f.On() && len(f.Only) == 0
}
