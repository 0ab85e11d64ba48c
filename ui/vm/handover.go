package vm

import (
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// Choice is one of several things to choose; Off says why it cannot be.
type Choice struct {
	ID, Text, Note, Off string
}

// HandoverForm is the dialog in which a conversation is handed over.
type HandoverForm struct {
	Faces
	Detail inbox.Detail
	now    time.Time

	To        team.DepartmentID
	Person    team.MemberID
	Asked     inbox.Asked
	Reason    string
	Words     string
	Due       string // the id of a due choice, or empty when typed
	DueTyped  string
	ComesBack bool
}

// NewHandoverForm makes a form with what is most often meant: an answer in two
// hours, which comes back to us.
func NewHandoverForm(f Faces, d inbox.Detail, now time.Time) *HandoverForm {
	h := &HandoverForm{Faces: f, Detail: d, now: now, Asked: inbox.AskAnswer, Due: "two-hours", ComesBack: true}
	if deps := h.Departments(); len(deps) == 1 {
		h.To = team.DepartmentID(deps[0].ID)
	}
	if r := h.Reasons(); len(r) > 0 {
		h.Reason = r[0].ID
	}
	return h
}

// Departments are those that it can be handed to.
func (h *HandoverForm) Departments() []Choice {
	var out []Choice
	for _, d := range h.House.Departments() {
		if d.ID == h.Detail.Conversation.Department {
			continue
		}
		c := Choice{ID: string(d.ID), Text: d.Name}
		if len(h.House.Roster.Of(d.ID)) == 0 {
			c.Off = h.Texts.T("handover.nobody-there", nil)
		}
		out = append(out, c)
	}
	return out
}

// Choose turns to a department; a person of another is no longer meant.
func (h *HandoverForm) Choose(to team.DepartmentID) {
	h.To = to
	if m, ok := h.House.Roster.Member(h.Person); !ok || !m.In(to) {
		h.Person = ""
	}
}

// People are anyone on duty, and the members of the department.
func (h *HandoverForm) People() []Choice {
	var names []string
	out := []Choice{{ID: "", Text: h.Texts.T("handover.anyone", nil)}}
	for _, m := range h.House.Roster.Of(h.To) {
		c := Choice{ID: string(m.ID), Text: m.Name, Note: h.Texts.N("handover.has-open", h.House.Counts[inbox.CountMember(m.ID)], nil)}
		if m.Away {
			c.Note = h.Texts.T("handover.away", nil)
		} else {
			names = append(names, firstWord(m.Name))
		}
		out = append(out, c)
	}
	if len(names) > 0 {
		out[0].Note = strings.Join(names[:min(4, len(names))], ", ")
	}
	return out
}

// Asks are what can be asked for.
func (h *HandoverForm) Asks() []Choice {
	var out []Choice
	for _, a := range inbox.Asks() {
		out = append(out, Choice{ID: string(a), Text: h.AskedText(a)})
	}
	return out
}

// Reasons are those of the department that hands over, or the usual ones.
func (h *HandoverForm) Reasons() []Choice {
	d, _ := h.House.Roster.Department(h.Detail.Conversation.Department)
	reasons := d.Reasons
	if len(reasons) == 0 {
		for _, key := range []string{"handover.reason-expert", "handover.reason-case", "handover.reason-legal", "handover.reason-other"} {
			reasons = append(reasons, h.Texts.T(key, nil))
		}
	}
	var out []Choice
	for _, r := range reasons {
		out = append(out, Choice{ID: r, Text: r})
	}
	return out
}

// Dues are the times to choose from.
func (h *HandoverForm) Dues() []Moment { return h.DueChoices(h.now) }

// DueAt is the time that was chosen or typed; ok is false when it is none.
func (h *HandoverForm) DueAt() (at time.Time, ok bool) {
	if strings.TrimSpace(h.DueTyped) != "" {
		return h.Typed(h.DueTyped, h.now)
	}
	dues := h.Dues()
	i := slices.IndexFunc(dues, func(m Moment) bool { return m.ID == h.Due })
	if i < 0 {
		return time.Time{}, false
	}
	return dues[i].At, true
}

// Owed reminds of the answer that the author waits for; empty when none is.
func (h *HandoverForm) Owed() string {
	c, ok := h.DueChip(h.Detail.Conversation, h.now, true)
	if !ok {
		return ""
	}
	return c.Text
}

// Summary says what will happen.
func (h *HandoverForm) Summary() string {
	at, ok := h.DueAt()
	dep := h.House.Department(h.To)
	if !ok || dep == "" {
		return h.Texts.T("handover.summary-start", nil)
	}
	args := map[string]any{"Department": dep, "When": h.Amid(at, h.now)}
	from, _ := h.House.Roster.Department(h.Detail.Conversation.Department)
	if name := h.House.FirstName(from.Coordinator); name != "" {
		args["Coordinator"] = name
	}
	return h.Texts.T("handover.summary", args)
}

// Problem is what is still missing, as a key; empty when it can be handed over.
func (h *HandoverForm) Problem() string {
	_, due := h.DueAt()
	switch {
	case h.To == "":
		return "handover.choose-department"
	case strings.TrimSpace(h.Reason) == "":
		return "handover.choose-reason"
	case !due:
		return "handover.choose-due"
	default:
		return ""
	}
}

// Act is the act that the form stands for.
func (h *HandoverForm) Act() inbox.Propose {
	at, _ := h.DueAt()
	return inbox.Propose{To: h.To, ToMember: h.Person, Asked: h.Asked, Reason: h.Reason, Words: h.Words, DueAt: at, ComesBack: h.ComesBack}
}

// LegFace is the handover that binds somebody now, with what this member can do
// about it.
type LegFace struct {
	ID       inbox.HandoverID
	Text     []Span
	Words    string
	Tone     Tone
	Loop     bool
	Accept   bool // we are asked
	Withdraw bool // we asked
	Return   bool // we have the ball
}

// Leg gives the handover that binds somebody now.
func (t Timeline) Leg(now time.Time) (LegFace, bool) {
	for _, h := range slices.Backward(t.Detail.Handovers) {
		if h.State.Live() {
			return t.legFace(h, now), true
		}
	}
	return LegFace{}, false
}

func (t Timeline) legFace(h inbox.Handover, now time.Time) LegFace {
	me := t.House.Me
	boss := me.Profile == team.Coordinator
	f := LegFace{ID: h.ID, Loop: h.Loop, Words: h.Words, Tone: Special}
	args := map[string]any{
		"From": t.House.Department(h.From), "To": t.House.Department(h.To), "Person": t.House.Member(h.ToMember), "Reason": h.Reason,
		"Asked": t.AskedText(h.Asked), "Due": t.Amid(h.DueAt, now), "Waited": t.Span(h.Waited(now)), "Worked": t.Span(h.Worked(now)),
		"By": t.House.Member(h.FromMember), "Holder": t.House.Member(h.AnsweredBy),
	}
	for k, v := range args {
		args[k] = strings.ReplaceAll(v.(string), "**", "*")
	}
	key := "handover.bar-has-it"
	switch {
	case h.State == inbox.Proposed && me.In(h.To):
		key, f.Accept, f.Tone = "handover.bar-asked", true, Caution
	case h.State == inbox.Proposed:
		key, f.Withdraw = "handover.bar-waits", h.FromMember == me.ID || h.From != "" && me.In(h.From) || boss
	default:
		f.Return = me.In(h.To) || boss
		if h.ComesBack {
			key = "handover.bar-has-it-back"
		}
	}
	if h.State == inbox.Proposed && h.DueAt.Sub(now) < Pressing {
		f.Tone = Alarm
	}
	f.Text = Marked(t.Texts.T(key, args))
	return f
}
