package crisis

import (
	"slices"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Edit writes the text of a statement for a channel.
type Edit struct {
	Statement string `json:"statement"`
	Channel   string `json:"channel"`
	Text      string `json:"text"`
}

// Kind implements Act.
func (Edit) Kind() Kind { return KindEdit }

func (a Edit) decide(d *deciding) error {
	t, err := d.text(a.Statement)
	if err != nil {
		return err
	}
	if d.grant(EditText, "") != Freely {
		return refusal(EditText)
	}
	if _, ok := t.Channels[a.Channel]; !ok {
		return fault.New(fault.Invalid, "crisis.no-channel", "Channel", a.Channel)
	}
	if a.Text == "" {
		return fault.New(fault.Invalid, "crisis.text-missing")
	}
	return nil
}

func (d *deciding) text(id string) (*Text, error) {
	t := d.r.Texts[id]
	if t == nil {
		return nil, fault.New(fault.NotFound, "crisis.no-statement")
	}
	return t, nil
}

func (a Edit) apply(f *folding) {
	t := f.r.Texts[a.Statement]
	switch {
	case t == nil:
		f.verdict = Superseded
	case t.Channels[a.Channel] == a.Text:
		f.verdict = AlsoDone
		t.wroteBy(f.e.By)
	case f.unseen(t.Seq) && len(t.Authors) > 0 && !slices.Equal(t.Authors, []team.MemberID{f.e.By}):
		t.Variants = append(t.Variants, Wording{Channel: a.Channel, Text: a.Text, By: f.e.By, Event: f.e.ID})
		f.verdict = Variant
		t.voided(f.e.Seq) // those who said yes are to see both
	default:
		t.Channels[a.Channel] = a.Text
		t.wroteBy(f.e.By)
	}
}

// wroteBy names an author. Who wrote a part of it once stays one for the run:
// to approve one's own text through somebody else's comma is no second pair of
// eyes.
func (t *Text) wroteBy(m team.MemberID) {
	if !slices.Contains(t.Authors, m) {
		t.Authors = append(t.Authors, m)
	}
}

// Submit asks for the approvals of a text. It also answers a rejection.
type Submit struct {
	Statement string `json:"statement"`
	Hash      string `json:"hash"`
	Answer    string `json:"answer,omitempty"` // to a rejection
}

// Kind implements Act.
func (Submit) Kind() Kind { return KindSubmit }

func (a Submit) decide(d *deciding) error {
	t, err := d.text(a.Statement)
	if err != nil {
		return err
	}
	if d.grant(EditText, "") != Freely {
		return refusal(EditText)
	}
	if m := d.r.Missing(d.p, a.Statement); len(m) > 0 {
		return fault.New(fault.Invalid, "crisis.variable-open", "Name", m[0])
	}
	if a.Hash != t.Hash && !d.unseen(t.Seq) {
		return fault.New(fault.Conflict, "crisis.text-moved")
	}
	if t.Rejected != nil && t.Rejected.Hash == a.Hash && a.Answer == "" {
		return fault.New(fault.Invalid, "crisis.answer-missing")
	}
	return nil
}

func (a Submit) apply(f *folding) {
	t := f.r.Texts[a.Statement]
	if t == nil || a.Hash != t.Hash {
		f.verdict = Stale
		return
	}
	t.Submitted = f.e.By
	if t.Rejected != nil && a.Answer != "" {
		t.Rejected = nil
	}
}

// Approve is a yes to exactly the text of the hash, for a role.
type Approve struct {
	Statement string `json:"statement"`
	Hash      string `json:"hash"` // of the text that the actor read
	Role      string `json:"role"` // found when it is empty
}

// Kind implements Act.
func (Approve) Kind() Kind { return KindApprove }

func (a Approve) decide(d *deciding) error {
	t, err := d.text(a.Statement)
	if err != nil {
		return err
	}
	role, err := d.named(a.Statement, a.Role)
	if err != nil {
		return err
	}
	if slices.Contains(t.Authors, d.by.ID) {
		return fault.New(fault.Forbidden, "crisis.not-your-own")
	}
	if m := d.r.Missing(d.p, a.Statement); len(m) > 0 {
		return fault.New(fault.Invalid, "crisis.variable-open", "Name", m[0])
	}
	if !d.r.Fits(d.p, a.Statement) {
		return fault.New(fault.Conflict, "crisis.requires")
	}
	if a.Hash != t.Hash && !d.unseen(t.Seq) {
		return fault.New(fault.Conflict, "crisis.text-moved")
	}
	a.Role = role
	d.act = a
	return nil
}

// named gives the role for which a member approves: one that the statement
// names, and that is theirs.
func (d *deciding) named(statement, role string) (string, error) {
	def, _ := d.p.Book.Statement(statement)
	open := d.r.ConsentTo(d.p, statement, d.kept).Open
	for _, roles := range [][]string{open, def.Approve.Of} {
		for _, r := range roles {
			if (role == "" || role == r) && d.r.Holds(d.by.ID, r) && d.grant(ApproveText, r) == Named {
				return r, nil
			}
		}
	}
	return "", refusal(ApproveText)
}

func (a Approve) apply(f *folding) {
	t := f.r.Texts[a.Statement]
	if t == nil || a.Hash != t.Hash || f.unseen(t.Seq) {
		f.verdict = Stale
		return
	}
	t.Approvals = append(t.Approvals, Approval{By: f.e.By, Role: a.Role, At: f.e.Kept, Hash: a.Hash})
	if t.Rejected != nil {
		f.verdict = Superseded
	}
}

// Reject is a no to the text of the hash. It wins over every yes until the
// author answers it.
type Reject struct {
	Statement string `json:"statement"`
	Hash      string `json:"hash"`
	Reason    string `json:"reason"`
}

// Kind implements Act.
func (Reject) Kind() Kind { return KindReject }

func (a Reject) decide(d *deciding) error {
	t, err := d.text(a.Statement)
	if err != nil {
		return err
	}
	if _, err := d.named(a.Statement, ""); err != nil {
		return err
	}
	if a.Hash != t.Hash && !d.unseen(t.Seq) {
		return fault.New(fault.Conflict, "crisis.text-moved")
	}
	return needReason(a.Reason)
}

func (a Reject) apply(f *folding) {
	t := f.r.Texts[a.Statement]
	if t == nil || a.Hash != t.Hash {
		f.verdict = Stale
		return
	}
	t.Rejected = &Rejection{By: f.e.By, Reason: a.Reason, Hash: a.Hash}
}

// Override stands in for one approval that is missing: by a director, or by the
// lead once a second person agrees.
type Override struct {
	Statement string `json:"statement"`
	Hash      string `json:"hash"`
	Reason    string `json:"reason"`
	Alone     bool   `json:"alone,omitempty"`
}

// Kind implements Act.
func (Override) Kind() Kind { return KindOverride }

func (a Override) decide(d *deciding) error {
	t, err := d.text(a.Statement)
	if err != nil {
		return err
	}
	grant := d.grant(OverrideText, "")
	if grant == Never {
		return refusal(OverrideText)
	}
	if err := needReason(a.Reason); err != nil {
		return err
	}
	switch {
	case a.Hash != t.Hash:
		return fault.New(fault.Conflict, "crisis.text-moved")
	case t.Rejected != nil:
		return fault.New(fault.Conflict, "crisis.rejected")
	}
	a.Alone = grant == Freely && !slices.Contains(t.Authors, d.by.ID)
	d.act = a
	return nil
}

func (a Override) apply(f *folding) {
	t := f.r.Texts[a.Statement]
	if t == nil || a.Hash != t.Hash || f.unseen(t.Seq) {
		f.verdict = Stale
		return
	}
	t.Overrides = append(t.Overrides, Overriding{Event: f.e.ID, By: f.e.By, Alone: a.Alone, Reason: a.Reason})
}

// SecondOverride is the second person's agreement to an override.
type SecondOverride struct {
	Statement string `json:"statement"`
	Override  string `json:"override"` // its event
}

// Kind implements Act.
func (SecondOverride) Kind() Kind { return KindSecond }

func (a SecondOverride) decide(d *deciding) error {
	t, err := d.text(a.Statement)
	if err != nil {
		return err
	}
	if d.grant(PublishText, "") != Freely {
		return refusal(OverrideText)
	}
	i := slices.IndexFunc(t.Overrides, func(o Overriding) bool { return o.Event == a.Override })
	switch {
	case i < 0:
		return fault.New(fault.Conflict, "crisis.text-moved")
	case t.Overrides[i].By == d.by.ID, slices.Contains(t.Authors, d.by.ID):
		return fault.New(fault.Forbidden, "crisis.not-your-own")
	}
	return nil
}

func (a SecondOverride) apply(f *folding) {
	if t := f.r.Texts[a.Statement]; t != nil {
		for i := range t.Overrides {
			if o := &t.Overrides[i]; o.Event == a.Override && o.By != f.e.By && o.Second == "" {
				o.Second = f.e.By
				return
			}
		}
	}
	f.verdict = Stale
}
