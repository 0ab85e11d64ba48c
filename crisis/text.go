package crisis

import (
	"encoding/json"
	"slices"
	"time"

	"vigie/crisis/playbook"
	"vigie/inbox/team"
)

// Text is where a statement stands.
type Text struct {
	Channels map[string]string `json:"channels"` // with its blanks
	Hash     string            `json:"hash"`     // of the exact text, its blanks filled
	// Seq is the event that changed the text last: a yes to what was before it
	// does not count.
	Seq       int64           `json:"seq"`
	Authors   []team.MemberID `json:"authors,omitempty"` // none of them approves it
	Variants  []Wording       `json:"variants,omitempty"`
	Submitted team.MemberID   `json:"submitted,omitempty"`
	Approvals []Approval      `json:"approvals,omitempty"`
	Rejected  *Rejection      `json:"rejected,omitempty"`
	Overrides []Overriding    `json:"overrides,omitempty"`
}

// Wording is a text that somebody wrote beside another.
type Wording struct {
	Channel string        `json:"channel"`
	Text    string        `json:"text"`
	By      team.MemberID `json:"by"`
	Event   string        `json:"event"`
}

// Approval is a yes to exactly the text of the hash.
type Approval struct {
	By   team.MemberID `json:"by"`
	Role string        `json:"role"`
	At   time.Time     `json:"at"` // by the authority's clock
	Hash string        `json:"hash"`
}

// Rejection is a no. It wins until the author answers it.
type Rejection struct {
	By     team.MemberID `json:"by"`
	Reason string        `json:"reason"`
	Hash   string        `json:"hash"`
}

// Overriding stands in for one approval that is missing: red in the log.
type Overriding struct {
	Event  string        `json:"event"`
	By     team.MemberID `json:"by"`
	Second team.MemberID `json:"second,omitempty"`
	Alone  bool          `json:"alone,omitempty"` // a director needs no second
	Reason string        `json:"reason"`
}

func newText(s playbook.Statement) *Text {
	t := &Text{Channels: map[string]string{}}
	for _, c := range s.Channels {
		t.Channels[c.Channel] = c.Text
	}
	return t
}

// Filled is the text of a statement for a channel with its blanks filled, as it
// is approved. The first name of who is answered stays a blank.
func (r *Run) Filled(statement, channel string) string {
	t := r.Texts[statement]
	if t == nil {
		return ""
	}
	s, _ := playbook.Fill(t.Channels[channel], func(name string) string { return r.Vars[name].Value })
	return s
}

// TextHash is the SHA-256 of the statement's exact text for all its channels,
// its blanks filled: what an approval is bound to.
func (r *Run) TextHash(p *Plan, statement string) string {
	t := r.Texts[statement]
	if t == nil {
		return ""
	}
	lines := [][]string{{statement}}
	for _, c := range sorted(t.Channels) {
		lines = append(lines, []string{c, r.Filled(statement, c)})
	}
	raw, err := json.Marshal(lines)
	if err != nil { // strings always encode
		return ""
	}
	return hashOf(raw)
}

func sorted(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Missing lists the blanks of a statement that nobody filled, by their labels.
func (r *Run) Missing(p *Plan, statement string) []string {
	var out []string
	t := r.Texts[statement]
	if t == nil {
		return nil
	}
	for _, c := range sorted(t.Channels) {
		for _, name := range playbook.Placeholders(t.Channels[c]) {
			if v, ok := p.Book.Variable(name); ok && r.Vars[name].Value == "" && !slices.Contains(out, v.Label) {
				out = append(out, v.Label)
			}
		}
	}
	return out
}

// Consent is how far a text is approved at a moment.
type Consent struct {
	Have, Need int
	Open       []string   // roles whose yes is missing
	Rejected   *Rejection // it wins
	Red        bool       // an approval was overridden
	Until      time.Time  // when the first yes expires; zero is never
	By         []team.MemberID
}

// Whole reports whether the text may go out.
func (c Consent) Whole() bool { return c.Rejected == nil && c.Need > 0 && c.Have >= c.Need }

// ConsentTo counts the valid approvals of a statement's present text: of this
// hash, not by an author, one each member and role, not expired.
func (r *Run) ConsentTo(p *Plan, statement string, at time.Time) Consent {
	def, _ := p.Book.Statement(statement)
	t := r.Texts[statement]
	need, ok := def.Approve.Need.Count(len(def.Approve.Of))
	if t == nil || !ok {
		return Consent{}
	}
	c := Consent{Need: need, Open: slices.Clone(def.Approve.Of), Rejected: t.Rejected}
	for _, a := range t.Approvals {
		until := a.At.Add(def.ValidFor)
		i := slices.Index(c.Open, a.Role)
		if a.Hash != t.Hash || slices.Contains(t.Authors, a.By) || slices.Contains(c.By, a.By) || i < 0 || def.ValidFor > 0 && !until.After(at) {
			continue
		}
		c.Have++
		c.By, c.Open = append(c.By, a.By), slices.Delete(c.Open, i, i+1)
		if def.ValidFor > 0 && (c.Until.IsZero() || until.Before(c.Until)) {
			c.Until = until
		}
	}
	for _, o := range t.Overrides {
		if (o.Alone || o.Second != "") && c.Have == c.Need-1 {
			c.Have, c.Red = c.Have+1, true
		}
	}
	return c
}

// Fits reports whether the variables are as the statement requires.
func (r *Run) Fits(p *Plan, statement string) bool {
	def, ok := p.Book.Statement(statement)
	for name, value := range def.Requires {
		ok = ok && r.Vars[name].Value == value
	}
	return ok
}

// texts makes anew what hangs on the exact texts: their hashes, and the steps
// that wait for a yes.
func (f *folding) texts() {
	for id, t := range f.r.Texts {
		if f.worded() {
			f.reworded(id, t)
		}
	}
	if f.r.ended() {
		return
	}
	for _, id := range f.p.order {
		s, def := f.r.Steps[id], f.p.steps[id].step
		if def.Type != playbook.Approval || s == nil || !s.Open() {
			continue
		}
		c := f.r.ConsentTo(f.p, def.Of, f.e.Kept)
		switch {
		case c.Whole() && f.r.Fits(f.p, def.Of):
			f.settle(id, Done)
		case c.Rejected != nil && s.State != Refused:
			s.State, s.Seq, s.Reason = Refused, f.e.Seq, c.Rejected.Reason
			f.moved = true
			f.enter(def.OnReject)
		case c.Rejected == nil && s.State == Refused && def.OnReject == "":
			s.State, s.Seq = Awaiting, f.e.Seq
		}
	}
}

// worded reports whether the event may have changed a text.
func (f *folding) worded() bool {
	return slices.Contains([]Kind{KindStart, KindVariable, KindEdit, KindChoose, KindConfirmPick, KindSettle}, f.e.Kind)
}

func (f *folding) reworded(id string, t *Text) {
	if h := f.r.TextHash(f.p, id); h != t.Hash {
		t.Hash = h
		t.voided(f.e.Seq)
	}
}

// voided forgets every yes and no: they were for another text.
func (t *Text) voided(seq int64) {
	t.Seq, t.Approvals, t.Rejected, t.Overrides, t.Submitted = seq, nil, nil, nil, ""
}
