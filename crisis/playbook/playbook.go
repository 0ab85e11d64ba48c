package playbook

import "time"

// Playbook is what one file says.
type Playbook struct {
	ID          string        `json:"id"`
	Version     string        `json:"version"` // semver
	Lang        string        `json:"lang"`
	Title       string        `json:"title"`
	Summary     string        `json:"summary,omitempty"`
	Owner       string        `json:"owner,omitempty"`
	ReviewEvery time.Duration `json:"review_every,omitempty"` // 0 is never; overdue warns at the start, and never blocks
	Tags        []string      `json:"tags,omitempty"`

	SCCT          SCCT          `json:"scct,omitzero"`
	Triggers      []Trigger     `json:"triggers,omitempty"`
	Severity      []Severity    `json:"severity"`
	Roles         []Role        `json:"roles"`
	Variables     []Variable    `json:"variables,omitempty"`
	Statements    []Statement   `json:"statements,omitempty"`
	Updates       Updates       `json:"status_updates,omitzero"`
	Steps         []Step        `json:"steps"`
	Retrospective Retrospective `json:"retrospective,omitzero"`
}

// SCCT is what may be said according to how far the house is responsible
// (Coombs, Situational Crisis Communication Theory).
type SCCT struct {
	Cluster     Cluster   `json:"cluster,omitempty"`
	Always      []Posture `json:"always,omitempty"`
	Allowed     []Posture `json:"allowed,omitempty"`
	IfConfirmed Confirmed `json:"if_confirmed,omitzero"`
}

// Confirmed is what holds once the fact is confirmed.
type Confirmed struct {
	Cluster Cluster   `json:"cluster,omitempty"`
	Allowed []Posture `json:"allowed,omitempty"`
}

// Cluster is a level of responsibility.
type Cluster string

// The clusters.
const (
	Victim      Cluster = "victim"
	Accidental  Cluster = "accidental"
	Preventable Cluster = "preventable"
)

// Posture is how a statement stands to the accusation.
type Posture string

// The postures. Instructing and adjusting protect people and come first, always.
const (
	Instructing Posture = "instructing"
	Adjusting   Posture = "adjusting"
	Deny        Posture = "deny"
	Diminish    Posture = "diminish"
	Rebuild     Posture = "rebuild"
	Bolster     Posture = "bolster"
)

// Trigger is what may propose the playbook. Nothing starts a run but a person.
type Trigger struct {
	ID          string   `json:"id"`
	Kind        string   `json:"kind"` // manual or alert
	Watch       string   `json:"watch,omitempty"`
	Level       string   `json:"level,omitempty"` // vigilance, alert or crisis
	Topics      []string `json:"topics,omitempty"`
	ProposeOnly bool     `json:"propose_only,omitempty"`
}

// Severity is one level, the lightest first.
type Severity struct {
	ID       string        `json:"id"`
	Label    string        `json:"label"`
	Criteria string        `json:"criteria,omitempty"`
	Escalate []string      `json:"escalate,omitempty"` // roles that are told
	Within   time.Duration `json:"within,omitempty"`
}

// Role is who does what; people are bound to it when a run starts.
type Role struct {
	ID        string `json:"id"`
	Label     string `json:"label"`
	Dept      string `json:"dept,omitempty"`
	Required  bool   `json:"required,omitempty"`
	Backup    string `json:"backup,omitempty"`
	Exclusive bool   `json:"exclusive,omitempty"` // its holder has no second role
	Agency    bool   `json:"agency,omitempty"`    // people from outside may hold it
}

// Variable is a blank that texts have, {name}.
type Variable struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Type     string   `json:"type"`          // text, url, phone, time, date, number or choice
	Ask      string   `json:"ask,omitempty"` // "start", or the step that asks for it
	Required bool     `json:"required,omitempty"`
	Default  string   `json:"default,omitempty"`
	Choices  []string `json:"choices,omitempty"`
	Max      int      `json:"max,omitempty"` // characters; 0 takes the type's own
}

// Statement is a text in the brand's name, one for each channel.
type Statement struct {
	ID       string            `json:"id"`
	Stage    string            `json:"stage"` // holding, correction, instruction, apology, update or closing
	Posture  Posture           `json:"posture,omitempty"`
	Approve  Approve           `json:"approve"`
	ValidFor time.Duration     `json:"valid_for,omitempty"`
	Requires map[string]string `json:"requires,omitempty"` // variable to the value that it must have
	Channels []ChannelText     `json:"channels"`
}

// ChannelText is the text for one channel.
type ChannelText struct {
	Channel string `json:"channel"`
	Text    string `json:"text"`
}

// Approve says whose yes a statement needs.
type Approve struct {
	Need Need     `json:"need"`
	Of   []string `json:"of"` // roles
}

// Need is how many of those who are named must say yes.
type Need string

// All and Any; any other need is a number, "2".
const (
	All Need = "all"
	Any Need = "any"
)

// Updates is the rhythm in which the lead tells the house where things stand.
type Updates struct {
	Every    time.Duration `json:"every,omitempty"`
	To       []string      `json:"to,omitempty"`
	Role     string        `json:"role,omitempty"`
	Template string        `json:"template,omitempty"` // headings, between slashes
}

// Retrospective is what is asked afterwards.
type Retrospective struct {
	Due                time.Duration `json:"due,omitempty"`
	Owner              string        `json:"owner,omitempty"`
	Blameless          bool          `json:"blameless,omitempty"`
	Questions          []string      `json:"questions,omitempty"`
	Metrics            []string      `json:"metrics,omitempty"`
	ProposesNewVersion bool          `json:"proposes_new_version,omitempty"`
}

// Role finds a role by its id.
func (p Playbook) Role(id string) (Role, bool) {
	for _, r := range p.Roles {
		if r.ID == id {
			return r, true
		}
	}
	return Role{}, false
}

// Statement finds a statement by its id.
func (p Playbook) Statement(id string) (Statement, bool) {
	for _, s := range p.Statements {
		if s.ID == id {
			return s, true
		}
	}
	return Statement{}, false
}

// Variable finds a variable by its id.
func (p Playbook) Variable(id string) (Variable, bool) {
	for _, v := range p.Variables {
		if v.ID == id {
			return v, true
		}
	}
	return Variable{}, false
}

// SeverityRank gives the place of a level, 0 the lightest; -1 when there is
// none of that id.
func (p Playbook) SeverityRank(id string) int {
	for i, s := range p.Severity {
		if s.ID == id {
			return i
		}
	}
	return -1
}
