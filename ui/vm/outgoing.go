package vm

import (
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// SendFace is where a reply under way stands and what can be done about it.
type SendFace struct {
	Outbox  inbox.OutboxID
	State   inbox.SendState
	Text    string // the state in words
	Why     string // what went wrong, for a person
	Tone    Tone
	Left    time.Duration // of the undo delay
	CanUndo bool          // queued: take it back
	CanEdit bool          // failed: back into a draft
	Retry   bool          // failed: queue it again
	Settle  bool          // unknown: look it up, or say what became of it
}

// outgoing are the replies under way and what colleagues are writing.
func (t Timeline) outgoing(now time.Time) []Card {
	var out []Card
	for _, e := range t.Detail.Outbox {
		if e.State == inbox.Cancelled || e.State == inbox.Sent && t.delivered(e) {
			continue
		}
		out = append(out, t.reply(e, now))
	}
	for _, d := range t.Detail.Drafts {
		if d.Author == t.House.Me.ID || d.Gone || d.Kind == inbox.NoteDraft || strings.TrimSpace(d.Text) == "" {
			continue
		}
		c := Card{ID: string(d.ID), Kind: OthersDraft, At: d.SavedAt, Meta: t.Moment(d.SavedAt, now), Draft: d}
		c.Who = t.Texts.T("triage.draft-by", map[string]any{"Name": t.withProfile(d.Author)})
		c.Body, c.Rest = t.body(c.ID, d.Text)
		out = append(out, c)
	}
	return out
}

// delivered reports whether the reply is among the messages already.
func (t Timeline) delivered(e inbox.OutboxEntry) bool {
	for _, m := range t.Detail.Messages {
		if m.Direction == inbox.Outbound && (e.Native != "" && m.Native == e.Native || e.Key != "" && strings.Contains(m.MailID, e.Key)) {
			return true
		}
	}
	return false
}

func (t Timeline) reply(e inbox.OutboxEntry, now time.Time) Card {
	c := Card{
		ID: string(e.ID), Kind: PendingReply, At: e.QueuedAt, Who: t.House.Member(e.Author), Meta: t.Moment(e.QueuedAt, now),
		Send: t.sendFace(e, now),
	}
	if e.State == inbox.Sent {
		c.Kind = OurMessage
	}
	for _, a := range e.Attachments {
		c.Files = append(c.Files, FileFace{Index: -1, Name: a.Name, Size: t.Size(a.Size)})
	}
	c.Body, c.Rest = t.body(c.ID, e.Text)
	if e.Bounced != "" {
		c.Problem = t.Texts.T("triage.bounced", map[string]any{"Recipient": strings.Join(e.To, ", "), "Reason": e.Bounced})
	}
	return c
}

func (t Timeline) sendFace(e inbox.OutboxEntry, now time.Time) SendFace {
	s := SendFace{Outbox: e.ID, State: e.State, Text: t.Texts.T("triage.send-"+string(e.State), nil), Tone: Brand}
	if e.FaultKey != "" {
		s.Why = t.Texts.T(e.FaultKey, nil)
	}
	switch e.State {
	case inbox.Queued:
		s.Left, s.CanUndo = max(0, e.NotBefore.Sub(now)), true
		if n := int((s.Left + time.Second - 1) / time.Second); n > 0 {
			s.Text = t.Texts.N("triage.leaves-in", n, nil)
		}
		if e.Attempts > 0 && s.Left > 0 {
			s.Text, s.Tone = t.Texts.T("triage.send-again-at", map[string]any{"When": t.Amid(e.NotBefore, now)}), Caution
		}
	case inbox.Failed:
		s.Tone, s.CanEdit, s.Retry = Alarm, true, true
	case inbox.Unknown:
		s.Tone, s.Settle = Alarm, true
	case inbox.Sent:
		s.Tone = Good
	}
	return s
}

// withProfile is "Inès (trainee)": what the name alone does not say.
func (t Timeline) withProfile(id team.MemberID) string {
	m, _ := t.House.Roster.Member(id)
	return t.Texts.T("triage.name-and", map[string]any{"Name": m.Name, "What": t.ProfileText(m.Profile)})
}

// withDepartment is "Marc (Customer service)".
func (t Timeline) withDepartment(id team.MemberID) string {
	m, _ := t.House.Roster.Member(id)
	if len(m.Departments) == 0 {
		return m.Name
	}
	return t.Texts.T("triage.name-and", map[string]any{"Name": m.Name, "What": t.House.Department(m.Departments[0])})
}

// ProfileText names a profile.
func (f Formats) ProfileText(p team.Profile) string {
	return f.Texts.T("triage.profile-"+string(p), nil)
}
