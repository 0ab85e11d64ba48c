package crisis

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Publication is a statement on its way out, or gone.
type Publication struct {
	Permit       string               `json:"permit"` // the event that allowed it, or told of it
	Statement    string               `json:"statement"`
	Channel      string               `json:"channel"`
	Account      inbox.AccountID      `json:"account,omitempty"`
	Conversation inbox.ConversationID `json:"conversation,omitempty"` // that it answers
	Hash         string               `json:"hash"`
	Text         string               `json:"text"`
	By           team.MemberID        `json:"by"`
	Approved     []team.MemberID      `json:"approved,omitempty"`
	At           time.Time            `json:"at"`
	State        PublicationState     `json:"state"`
	Red          bool                 `json:"red,omitempty"` // approvals were missing
	Link         string               `json:"link,omitempty"`
	Evidence     []Evidence           `json:"evidence,omitempty"`
}

// PublicationState is where a publication stands.
type PublicationState string

// The states of a publication. Unsure is never sent again by itself: somebody
// looks on the platform and says.
const (
	Permitted PublicationState = "permitted"
	Sent      PublicationState = "sent"
	Failed    PublicationState = "failed"
	Unsure    PublicationState = "unknown"
	HandMade  PublicationState = "by_hand"
	Rehearsed PublicationState = "rehearsed" // in an exercise: nothing left
)

// Publish asks for the permit to publish a statement on a channel: it is used
// once, and only for this text.
type Publish struct {
	Statement    string               `json:"statement"`
	Channel      string               `json:"channel"`
	Account      inbox.AccountID      `json:"account,omitempty"`
	Conversation inbox.ConversationID `json:"conversation,omitempty"`
	Hash         string               `json:"hash"`
	FirstName    string               `json:"first_name,omitempty"` // of who is answered
	Text         string               `json:"text,omitempty"`       // given by the decision
}

// Kind implements Act.
func (Publish) Kind() Kind { return KindPublish }

func (a Publish) decide(d *deciding) error {
	if err := d.mayPublish(a.Statement); err != nil {
		return err
	}
	if err := d.in(Running, Watching); err != nil {
		return err
	}
	t := d.r.Texts[a.Statement]
	if _, ok := t.Channels[a.Channel]; !ok {
		return fault.New(fault.Invalid, "crisis.no-channel", "Channel", a.Channel)
	}
	if err := d.r.MayLeave(d.p, a, d.kept); err != nil {
		return err
	}
	a.Text = d.r.Addressed(a)
	d.act = a
	return nil
}

func (d *deciding) mayPublish(statement string) error {
	if _, err := d.text(statement); err != nil {
		return err
	}
	switch g := d.grant(PublishText, ""); {
	case g == Freely, g == IfAllowed && slices.Contains(d.r.Outside, string(d.by.ID)):
		return nil
	default:
		return refusal(PublishText)
	}
}

// Addressed is the approved text as it goes to one person: only their first
// name is filled in. Without one that reads as a name the blank goes, with the
// space before it.
func (r *Run) Addressed(a Publish) string {
	name := GivenName(a.FirstName)
	pairs := []string{"{prenom}", name, "{first_name}", name}
	if name == "" {
		pairs = append([]string{" {prenom}", "", " {first_name}", ""}, pairs...)
	}
	return strings.NewReplacer(pairs...).Replace(r.Filled(a.Statement, a.Channel))
}

// longestName is how many letters a first name may have in what we publish.
const longestName = 24

// GivenName is the first word of a name when it is made of letters: what
// strangers call themselves must not put words into the brand's mouth.
func GivenName(name string) string {
	list := strings.Fields(name)
	if len(list) == 0 || utf8.RuneCountInString(list[0]) > longestName {
		return ""
	}
	for _, c := range list[0] {
		if !unicode.IsLetter(c) && !unicode.IsMark(c) && !strings.ContainsRune("-'’", c) {
			return ""
		}
	}
	return list[0]
}

// MayLeave says whether exactly this text may go out now, and else why not: the
// rule of the permit. The freezes of other runs are the caller's to ask.
func (r *Run) MayLeave(p *Plan, a Publish, at time.Time) error {
	t := r.Texts[a.Statement]
	if t == nil {
		return fault.New(fault.NotFound, "crisis.no-statement")
	}
	c := r.ConsentTo(p, a.Statement, at)
	switch {
	case a.Hash != t.Hash || a.Hash != r.TextHash(p, a.Statement):
		return fault.New(fault.Conflict, "crisis.text-moved")
	case len(r.Missing(p, a.Statement)) > 0:
		return fault.New(fault.Conflict, "crisis.variable-open", "Name", r.Missing(p, a.Statement)[0])
	case !r.Fits(p, a.Statement):
		return fault.New(fault.Conflict, "crisis.requires")
	case c.Rejected != nil:
		return fault.New(fault.Conflict, "crisis.rejected")
	case !c.Whole():
		return fault.New(fault.Conflict, "crisis.not-approved", "Have", c.Have, "Need", c.Need)
	}
	return r.unheld(p, a)
}

// Redeem checks at the last moment that a permit still holds: it was not used,
// the run goes on, and the text is still the approved one.
func (r *Run) Redeem(p *Plan, permit, text string, at time.Time) error {
	i := slices.IndexFunc(r.Publications, func(pub Publication) bool { return pub.Permit == permit })
	if i < 0 || r.Publications[i].State != Permitted {
		return fault.New(fault.Conflict, "crisis.permit-used")
	}
	pub := r.Publications[i]
	switch {
	case r.State != Running && r.State != Watching:
		return fault.New(fault.Conflict, "crisis.run-elsewhere", "State", string(r.State))
	case pub.Text != text:
		return fault.New(fault.Conflict, "crisis.text-moved")
	}
	before := *r
	before.Publications = slices.Delete(slices.Clone(r.Publications), i, i+1)
	return before.MayLeave(p, Publish{
		Statement: pub.Statement, Channel: pub.Channel, Account: pub.Account, Conversation: pub.Conversation, Hash: pub.Hash,
	}, at)
}

// unheld refuses what a dispute holds, and what is out or on its way already.
func (r *Run) unheld(p *Plan, a Publish) error {
	for _, id := range p.order {
		if s := p.steps[id].step; s.Type == playbook.Publish && s.Statement == a.Statement && r.Blocked(p, id) {
			return fault.New(fault.Conflict, "crisis.disputed")
		}
	}
	for _, pub := range r.Publications {
		same := pub.Statement == a.Statement && pub.Channel == a.Channel && pub.Account == a.Account && pub.Conversation == a.Conversation
		if same && (pub.State == Permitted || pub.State == Unsure || pub.Hash == a.Hash && pub.State == Sent) {
			return fault.New(fault.Conflict, "crisis.publication-open", "Channel", a.Channel)
		}
	}
	return nil
}

func (a Publish) apply(f *folding) {
	c := f.r.ConsentTo(f.p, a.Statement, f.e.Kept)
	pub := Publication{
		Permit: f.e.ID, Statement: a.Statement, Channel: a.Channel, Account: a.Account, Conversation: a.Conversation, Hash: a.Hash,
		Text: a.Text, By: f.e.By, Approved: c.By, At: f.e.Kept, State: Permitted, Red: c.Red,
	}
	if f.r.Exercise {
		pub.State = Rehearsed
	}
	f.r.Publications = append(f.r.Publications, pub)
}

// Published is how the sending of a permitted text ended. The program says it.
type Published struct {
	Permit string           `json:"permit"`
	State  PublicationState `json:"state"`
	Native string           `json:"native,omitempty"` // the network's id
	Link   string           `json:"link,omitempty"`   // where people read it
	Fault  string           `json:"fault,omitempty"`
}

// Kind implements Act.
func (Published) Kind() Kind { return KindPublished }

func (Published) decide(*deciding) error { return fault.New(fault.Forbidden, "fault.no-member") }

func (a Published) apply(f *folding) {
	if pub := f.publication(a.Permit); pub != nil && (pub.State == Permitted || pub.State == Unsure) {
		pub.State, pub.Link = a.State, either(a.Link, either(a.Native, pub.Link))
		if a.Link != "" {
			pub.Evidence = append(pub.Evidence, Evidence{Kind: "link", URL: a.Link, At: f.e.Kept})
		}
		return
	}
	f.verdict = Superseded
}

func (f *folding) publication(permit string) *Publication {
	i := slices.IndexFunc(f.r.Publications, func(p Publication) bool { return p.Permit == permit })
	if i < 0 {
		return nil
	}
	return &f.r.Publications[i]
}

// SettlePublication says what somebody saw on the platform.
type SettlePublication struct {
	Permit string `json:"permit"`
	Out    bool   `json:"out"`
	Link   string `json:"link,omitempty"`
}

// Kind implements Act.
func (SettlePublication) Kind() Kind { return KindSettled }

func (a SettlePublication) decide(d *deciding) error {
	i := slices.IndexFunc(d.r.Publications, func(p Publication) bool { return p.Permit == a.Permit })
	if i < 0 {
		return fault.New(fault.NotFound, "crisis.no-publication")
	}
	if d.r.Publications[i].State != Unsure {
		return fault.New(fault.Conflict, "crisis.step-settled")
	}
	return d.mayPublish(d.r.Publications[i].Statement)
}

func (a SettlePublication) apply(f *folding) {
	pub := f.publication(a.Permit)
	if pub == nil || pub.State != Unsure {
		f.verdict = AlsoDone
		return
	}
	pub.State, pub.Link = Failed, a.Link
	if a.Out {
		pub.State = Sent
	}
}

// ByHand records what somebody published outside of this program: a fact, red
// where approvals were missing.
type ByHand struct {
	Statement string     `json:"statement"`
	Channel   string     `json:"channel"`
	Hash      string     `json:"hash"`
	At        time.Time  `json:"at"`
	Link      string     `json:"link,omitempty"`
	Evidence  []Evidence `json:"evidence,omitempty"`
}

// Kind implements Act.
func (ByHand) Kind() Kind { return KindByHand }

func (a ByHand) decide(d *deciding) error {
	if a.Link == "" && len(a.Evidence) == 0 {
		return fault.New(fault.Invalid, "crisis.evidence-missing")
	}
	return d.mayPublish(a.Statement)
}

func (a ByHand) apply(f *folding) {
	c := f.r.ConsentTo(f.p, a.Statement, f.e.Kept)
	t := f.r.Texts[a.Statement]
	red := c.Red || !c.Whole() || t == nil || a.Hash != t.Hash || !f.r.Fits(f.p, a.Statement)
	f.r.Publications = append(f.r.Publications, Publication{
		Permit: f.e.ID, Statement: a.Statement, Channel: a.Channel, Hash: a.Hash, Text: f.r.Filled(a.Statement, a.Channel), By: f.e.By,
		Approved: c.By, At: a.At, State: HandMade, Red: red, Link: a.Link, Evidence: a.Evidence,
	})
}

// wentOut reports whether a statement is out on a channel at least.
func (r *Run) wentOut(statement string) bool {
	return slices.ContainsFunc(r.Publications, func(p Publication) bool {
		return p.Statement == statement && slices.Contains([]PublicationState{Sent, HandMade, Rehearsed}, p.State)
	})
}
