package vm

import (
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// Together is what the desk of a team offers besides: who else is where. The
// calls return at once.
type Together interface {
	// Present lists the colleagues who look at or write in a conversation; the
	// member at the keyboard is never among them.
	Present() []Presence
	// Here says what the member at the keyboard looks at, and whether they
	// write in it; "" is nothing.
	Here(on inbox.ConversationID, writing bool)
	// OnPresent has tell called when Present changed, on any goroutine.
	OnPresent(tell func()) (cancel func())
}

// Presence is a colleague in a conversation.
type Presence struct {
	Member  team.MemberID
	On      inbox.ConversationID
	Writing bool
}

// presence keeps who is where, for the rows and for what is open, and tells
// the others where this member is.
type presence struct {
	desk    Together // nil where nobody else can be
	by      map[inbox.ConversationID][]Presence
	on      inbox.ConversationID
	writing bool
	cancel  func()
}

// follow begins to listen; changed is called on the window's goroutine.
func (p *presence) follow(desk Desk, sched Scheduler, changed func()) {
	d, ok := desk.(Together)
	if !ok {
		p.cancel = func() {}
		return
	}
	p.desk = d
	p.cancel = d.OnPresent(func() {
		sched.UI(func() {
			p.read()
			changed()
		})
	})
	p.read()
}

func (p *presence) read() {
	p.by = map[inbox.ConversationID][]Presence{}
	for _, one := range p.desk.Present() {
		p.by[one.On] = append(p.by[one.On], one)
	}
}

// at says where the member is, once for each change.
func (p *presence) at(on inbox.ConversationID, writing bool) {
	if p.desk == nil || p.on == on && p.writing == writing {
		return
	}
	p.on, p.writing = on, writing
	p.desk.Here(on, writing)
}

// leave ends listening, and says that the member is nowhere.
func (p *presence) leave() {
	p.cancel()
	p.at("", false)
}

// leave ends the following of who is where.
func (t *Triage) leave() {
	if t.idle != nil {
		t.idle()
	}
	t.present.leave()
}

// Others lists the colleagues in a conversation, those who write first. One who
// is there from two computers is listed once.
func (t *Triage) Others(on inbox.ConversationID) []Presence {
	var out []Presence
	list := slices.Clone(t.present.by[on])
	slices.SortStableFunc(list, func(a, b Presence) int {
		switch {
		case a.Writing == b.Writing:
			return strings.Compare(string(a.Member), string(b.Member))
		case a.Writing:
			return -1
		default:
			return 1
		}
	})
	for _, p := range list {
		if !slices.ContainsFunc(out, func(o Presence) bool { return o.Member == p.Member }) {
			out = append(out, p)
		}
	}
	return out
}

// PresenceChips names the colleagues who are in a conversation.
func (f Faces) PresenceChips(on inbox.ConversationID) []Chip {
	if f.Others == nil {
		return nil
	}
	var out []Chip
	for _, p := range f.Others(on) {
		args := map[string]any{"Name": f.House.FirstName(p.Member)}
		if p.Writing {
			out = append(out, Chip{Text: f.Texts.T("together.writing", args), Icon: "pencil", Tone: Caution})
			continue
		}
		out = append(out, Chip{Text: f.Texts.T("together.looking", args), Icon: "eye", Tone: Brand})
	}
	return out
}

// typingFor is how long after the last key a member counts as writing.
const typingFor = 12 * time.Second

// attend follows who is where from now on.
func (t *Triage) attend() {
	t.present.follow(t.Desk, t.sched, func() {
		t.changed()
		if t.List.OnChanged != nil {
			t.List.OnChanged()
		}
	})
	t.Composer.onTyped = t.typed
}

// typed says that the member writes, and a while after the last key that they
// only look.
func (t *Triage) typed() {
	if t.present.desk == nil {
		return
	}
	on := t.Composer.On()
	t.present.at(on, true)
	if t.idle != nil {
		t.idle()
	}
	t.idle = t.sched.After(typingFor, func() { t.looking() })
}

// looking says that the member looks at what is open.
func (t *Triage) looking() {
	if t.idle != nil {
		t.idle()
		t.idle = nil
	}
	t.present.at(t.Opened.ID(), false)
}
