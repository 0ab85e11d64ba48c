package vm

import (
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/team"
)

// ModerationFace is one act of moderation on a message: where it stands, and
// what this member can do about it.
type ModerationFace struct {
	ID     inbox.ModerationID
	Text   []Span
	Why    string // what went wrong, for a person
	Tone   Tone
	Allow  bool // a colleague's proposal: let it go to the network
	Refuse bool // stop it: it has not begun
	Retry  bool // failed: again
	Settle bool // nobody knows: say what became of it
	Revert bool // done: take it back on the network
}

// moderations are the acts on one message, oldest first. What was refused, and
// what took another back, is told by the history alone.
func (t Timeline) moderations(on inbox.Message) []ModerationFace {
	var out []ModerationFace
	for _, m := range t.Detail.Moderations {
		over := m.State == inbox.ModerationRefused || m.State == inbox.ModerationReverted || m.Reverts != "" && m.State == inbox.ModerationDone
		if m.Message == on.ID && !over {
			out = append(out, t.moderation(m, on))
		}
	}
	return out
}

func (t Timeline) moderation(m inbox.Moderation, on inbox.Message) ModerationFace {
	f := ModerationFace{ID: m.ID, Tone: Plain}
	args := map[string]any{
		"Action": t.ActionText(m.Action), "Ground": t.GroundText(m.Ground), "By": t.House.Member(m.By), "Allowed": t.House.Member(m.Allowed),
		"State": t.Texts.T("moderation.state-"+string(m.State), nil), "Words": m.Words,
	}
	for k, v := range args {
		args[k] = strings.ReplaceAll(v.(string), "**", "*")
	}
	f.Text = Marked(t.Texts.T("moderation.line", args))
	if m.FaultKey != "" {
		f.Why = t.Texts.T(m.FaultKey, nil)
	}
	may := t.mayModerate(m.Action)
	mine := m.By == t.House.Me.ID || m.Allowed == t.House.Me.ID
	switch m.State {
	case inbox.ModerationProposed:
		f.Tone, f.Allow, f.Refuse = Caution, may && m.By != t.House.Me.ID, may || mine
	case inbox.ModerationAsked:
		f.Tone, f.Refuse = Brand, may || mine
	case inbox.ModerationActing:
		f.Tone = Brand
	case inbox.ModerationFailed:
		f.Tone, f.Retry, f.Refuse = Alarm, may, may || mine
	case inbox.ModerationUnknown:
		f.Tone, f.Settle = Alarm, may
	case inbox.ModerationDone:
		f.Tone, f.Revert = Good, may && t.revertible(m, on)
	}
	return f
}

// revertible reports whether the network takes it back, and nobody asked for
// that yet.
func (t Timeline) revertible(m inbox.Moderation, on inbox.Message) bool {
	back, can := m.Action.Opposite()
	asked := slices.ContainsFunc(t.Detail.Moderations, func(o inbox.Moderation) bool { return o.Reverts == m.ID && o.State.Live() })
	return can && !asked && t.Detail.Account.Caps.ActionVerdict(on.Kind, back).Allowed
}

// mayModerate says whether this member may do it without a second person.
func (f Faces) mayModerate(a inbox.Action) bool {
	if a == inbox.Like || a == inbox.Unlike {
		return f.House.Me.Profile.May(team.Send)
	}
	return f.House.Me.Profile.May(team.Moderate)
}

// ActionText names an action on the network.
func (f Formats) ActionText(a inbox.Action) string {
	return f.Texts.T("moderation.action-"+string(a), nil)
}

// GroundText names a ground; none is empty.
func (f Formats) GroundText(g inbox.Ground) string {
	if g == "" {
		return ""
	}
	return f.Texts.T("moderation.ground-"+string(g), nil)
}

// ModerationTarget is the message that the acts of moderation are on: the one
// that is chosen, or else the last that came from outside.
func (t *Triage) ModerationTarget() (inbox.Message, bool) {
	d, ok := t.Opened.Detail()
	if !ok {
		return inbox.Message{}, false
	}
	chosen := t.Opened.Chosen()
	for _, m := range slices.Backward(d.Messages) {
		if m.Direction != inbox.Outbound && (len(chosen) == 0 && m.Class == inbox.Person || len(chosen) == 1 && m.ID == chosen[0]) {
			return m, true
		}
	}
	return inbox.Message{}, false
}

// CanModerate says whether anything can be done on the network to what is
// open.
func (t *Triage) CanModerate() Verdict {
	d, ok := t.Opened.Detail()
	m, there := t.ModerationTarget()
	switch {
	case !ok || t.List.Marks() > 1:
		return Cannot("triage.one-at-a-time")
	case !there:
		return Cannot("moderation.no-message")
	case !t.house.Me.Profile.May(team.Draft):
		return Verdict{Key: "fault.profile-may-not", Args: map[string]any{"Profile": t.Formats.ProfileText(t.house.Me.Profile)}}
	case !slices.ContainsFunc(moderationActions(), func(a inbox.Action) bool { return d.Account.Caps.ActionVerdict(m.Kind, a).Allowed }):
		return Cannot("caps.action-not-possible")
	default:
		return Can()
	}
}

// moderationActions are those that are offered, in their order.
func moderationActions() []inbox.Action {
	return []inbox.Action{inbox.Like, inbox.Mute, inbox.Block, inbox.Report}
}

// ModerationChoices are what can be done to a message, and why not.
func (t *Triage) ModerationChoices(on inbox.Message) []Choice {
	d, _ := t.Opened.Detail()
	var out []Choice
	for _, a := range moderationActions() {
		c := Choice{ID: string(a), Text: t.Formats.ActionText(a)}
		if v := moderatable(d, on, a); !v.OK {
			c.Off = t.Formats.Texts.T(v.Key, v.Args)
		}
		out = append(out, c)
	}
	return out
}

func moderatable(d inbox.Detail, on inbox.Message, a inbox.Action) Verdict {
	verdict := d.Account.Caps.ActionVerdict(on.Kind, a)
	same := func(m inbox.Moderation) bool {
		return m.Action == a && m.State.Live() && (m.Message == on.ID || a.OnAuthor() && m.Evidence.Handle == on.Author.Handle)
	}
	switch {
	case on.Direction == inbox.Outbound:
		return Cannot("fault.moderate-own")
	case on.Removed:
		return Cannot("fault.moderate-removed")
	case !verdict.Allowed:
		return Cannot(verdict.Key)
	case d.Account.Paused:
		return Verdict{Key: "fault.account-paused", Args: map[string]any{"Account": d.Account.Name}}
	case slices.ContainsFunc(d.Moderations, same):
		return Cannot("fault.moderated-already")
	default:
		return Can()
	}
}

// ModerationForm is the dialog in which an action on the network is asked for.
type ModerationForm struct {
	Faces
	On     inbox.Message
	Action inbox.Action
	Ground inbox.Ground
	Words  string
}

// Grounds are the grounds to choose from; criticism is there to be refused.
func (f *ModerationForm) Grounds() []Choice {
	var out []Choice
	for _, g := range inbox.Grounds() {
		c := Choice{ID: string(g), Text: f.GroundText(g)}
		if g == inbox.Criticism {
			c.Off = f.Texts.T("fault.criticism-is-no-ground", nil)
		}
		out = append(out, c)
	}
	return out
}

// Problem is what is still missing, as a key; empty when it can be asked for.
func (f *ModerationForm) Problem() string {
	switch {
	case f.Ground == "":
		return "fault.ground-missing"
	case f.Ground == inbox.OffCharter && Blank(f.Words):
		return "fault.ground-needs-words"
	case len([]rune(f.Words)) > inbox.LongestModerationWords:
		return "moderation.words-too-long"
	default:
		return ""
	}
}

// Alone reports whether no second person is needed.
func (f *ModerationForm) Alone() bool { return f.mayModerate(f.Action) }

// Summary says what will happen.
func (f *ModerationForm) Summary() string {
	name := f.On.Author.Name
	if name == "" {
		name = f.On.Author.Handle
	}
	said := f.Texts.T("moderation.what-"+string(f.Action), map[string]any{"Name": name})
	if !f.Alone() {
		said += " " + f.Texts.T("moderation.second-person", map[string]any{"Profile": f.ProfileText(f.House.Me.Profile)})
	}
	return said
}

// Act is the act that the form stands for.
func (f *ModerationForm) Act() inbox.Moderate {
	return inbox.Moderate{Message: f.On.ID, Action: f.Action, Ground: f.Ground, Said: f.GroundText(f.Ground), Words: strings.TrimSpace(f.Words)}
}

// moderationArgs are the placeholders of a line about an act of moderation.
func (t Timeline) moderationArgs(e inbox.Event, args map[string]any) {
	if !strings.HasPrefix(e.Name, "moderation.") {
		return
	}
	args["action"] = t.ActionText(inbox.Action(e.Facts["action"]))
	args["ground"] = t.GroundText(inbox.Ground(e.Facts["ground"]))
	if key := e.Facts["fault"]; key != "" {
		args["fault"] = t.Texts.T(key, nil)
	}
}
