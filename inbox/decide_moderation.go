package inbox

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// moderate decides the acts of moderation.
func (d *decision) moderate(a Act) error {
	if ask, ok := a.(Moderate); ok {
		return d.askModeration(ask)
	}
	id, _ := moderationOf(a)
	i := slices.IndexFunc(d.Moderations, func(m Moderation) bool { return m.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.moderation-gone")
	}
	m := d.Moderations[i]
	var err error
	switch a := a.(type) {
	case AllowModeration:
		m, err = d.allowModeration(m)
	case RefuseModeration:
		m, err = d.refuseModeration(m)
	case RetryModeration:
		m, err = d.retryModeration(m, a.NotDone)
	case SettleModeration:
		m, err = d.settleModeration(m)
	case RevertModeration:
		m, err = d.revertModeration(m)
	}
	if err != nil {
		return err
	}
	d.keepModeration(m)
	return nil
}

func (d *decision) keepModeration(m Moderation) {
	d.out.Moderations = []Moderation{m}
	d.fact("action", string(m.Action))
	d.fact("ground", string(m.Ground))
	d.fact("state", string(m.State))
	d.fact("handle", firstOf(m.Evidence.Name, m.Evidence.Handle))
	d.tell(m.By)
}

// mayModerate says whether a member may have an action done alone: a
// favourite, as any public word of the house, by whoever may send; all else by
// a senior or a coordinator.
func mayModerate(by team.Member, a Action) bool {
	if a == Like || a == Unlike {
		return by.Profile.May(team.Send)
	}
	return by.Profile.May(team.Moderate)
}

func (d *decision) askModeration(a Moderate) error {
	i := slices.IndexFunc(d.Messages, func(m Message) bool { return m.ID == a.Message })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.message-gone")
	}
	target := d.Messages[i]
	for _, err := range []error{d.moderatable(target, a.Action), grounded(a), d.moderatedAlready(target, a.Action)} {
		if err != nil {
			return err
		}
	}
	evidence, err := EvidenceOf(target)
	if err != nil {
		return err
	}
	m := Moderation{
		ID: ModerationID(d.cmd), Conversation: d.c.ID, Account: target.Account, Message: target.ID, Action: a.Action,
		Ground: a.Ground, Said: strings.TrimSpace(a.Said), Words: strings.TrimSpace(a.Words), By: d.by.ID,
		Evidence: evidence, State: ModerationAsked, AskedAt: d.at, NotBefore: d.at.Add(d.Rules.UndoDelay),
	}
	if !mayModerate(d.by, a.Action) {
		m.State = ModerationProposed
		dep, _ := d.Roster.Department(d.c.Department)
		d.tell(d.by.Supervisor, dep.Coordinator)
	}
	d.fact("words", m.Words)
	d.keepModeration(m)
	return nil
}

// moderatable checks that the network lets us do it to the message.
func (d *decision) moderatable(m Message, a Action) error {
	verdict := d.Account.Caps.ActionVerdict(m.Kind, a)
	switch {
	case !slices.Contains([]Action{Like, Mute, Block, Report, Hide, Delete}, a):
		return fault.New(fault.Unsupported, "caps.action-not-possible")
	case m.Direction == Outbound:
		return fault.New(fault.Invalid, "fault.moderate-own")
	case m.Removed:
		return fault.New(fault.Conflict, "fault.moderate-removed")
	case d.Account.Paused || d.Account.Retired:
		return fault.New(fault.Unavailable, "fault.account-paused", "Account", d.Account.Name)
	case !verdict.Allowed:
		return fault.New(fault.Unsupported, verdict.Key)
	default:
		return nil
	}
}

// grounded checks the ground: every act but a favourite has one, and that
// somebody criticises us is none.
func grounded(a Moderate) error {
	switch {
	case utf8.RuneCountInString(a.Words) > LongestModerationWords:
		return fault.New(fault.Invalid, "fault.moderation-words-long", "Max", LongestModerationWords)
	case a.Action == Like:
		return nil
	case a.Ground == Criticism:
		return fault.New(fault.Invalid, "fault.criticism-is-no-ground")
	case !slices.Contains(Grounds(), a.Ground):
		return fault.New(fault.Invalid, "fault.ground-missing")
	case a.Ground == OffCharter && strings.TrimSpace(a.Words) == "":
		return fault.New(fault.Invalid, "fault.ground-needs-words")
	default:
		return nil
	}
}

func (d *decision) moderatedAlready(target Message, a Action) error {
	for _, m := range d.Moderations {
		same := m.Message == target.ID || a.OnAuthor() && m.Evidence.Handle == target.Author.Handle
		if same && m.Action == a && m.State.Live() {
			return fault.New(fault.Conflict, "fault.moderated-already")
		}
	}
	return nil
}

func (d *decision) allowModeration(m Moderation) (Moderation, error) {
	switch {
	case m.State != ModerationProposed:
		return m, fault.New(fault.Conflict, "fault.nothing-changed")
	case m.By == d.by.ID || !mayModerate(d.by, m.Action):
		return m, fault.New(fault.Forbidden, "fault.moderation-needs-senior")
	}
	m.State, m.Allowed, m.NotBefore = ModerationAsked, d.by.ID, d.at.Add(d.Rules.UndoDelay)
	return m, nil
}

func (d *decision) refuseModeration(m Moderation) (Moderation, error) {
	switch {
	case m.By != d.by.ID && m.Allowed != d.by.ID && !mayModerate(d.by, m.Action):
		return m, fault.New(fault.Forbidden, "fault.moderation-needs-senior")
	case m.State == ModerationActing:
		return m, fault.New(fault.Conflict, "fault.moderation-under-way")
	case m.State != ModerationProposed && m.State != ModerationAsked && m.State != ModerationFailed:
		return m, fault.New(fault.Conflict, "fault.moderation-over")
	}
	m.State, m.EndedAt = ModerationRefused, d.at
	return m, nil
}

func (d *decision) retryModeration(m Moderation, notDone bool) (Moderation, error) {
	switch {
	case !mayModerate(d.by, m.Action):
		return m, fault.New(fault.Forbidden, "fault.moderation-needs-senior")
	case m.State == ModerationUnknown && !notDone:
		return m, fault.New(fault.Conflict, "fault.moderation-unknown")
	case m.State != ModerationFailed && m.State != ModerationUnknown:
		return m, fault.New(fault.Conflict, "fault.nothing-changed")
	}
	m.State, m.Attempts, m.NotBefore, m.FaultKey, m.Cause = ModerationAsked, 0, d.at, "", ""
	return m, nil
}

func (d *decision) settleModeration(m Moderation) (Moderation, error) {
	switch {
	case !mayModerate(d.by, m.Action):
		return m, fault.New(fault.Forbidden, "fault.moderation-needs-senior")
	case m.State != ModerationUnknown:
		return m, fault.New(fault.Conflict, "fault.nothing-changed")
	}
	return m.Done(d.at), nil
}

// revertModeration asks the network for the opposite of what it did.
func (d *decision) revertModeration(m Moderation) (Moderation, error) {
	opposite, can := m.Action.Opposite()
	i := slices.IndexFunc(d.Messages, func(msg Message) bool { return msg.ID == m.Message })
	running := slices.ContainsFunc(d.Moderations, func(o Moderation) bool { return o.Reverts == m.ID && o.State.Live() })
	switch {
	case m.State != ModerationDone || running:
		return m, fault.New(fault.Conflict, "fault.nothing-changed")
	case !can || i < 0 || !d.Account.Caps.ActionVerdict(d.Messages[i].Kind, opposite).Allowed:
		return m, fault.New(fault.Unsupported, "fault.moderation-for-good")
	case !mayModerate(d.by, opposite):
		return m, fault.New(fault.Forbidden, "fault.moderation-needs-senior")
	}
	return Moderation{
		ID: ModerationID(d.cmd), Conversation: d.c.ID, Account: m.Account, Message: m.Message, Action: opposite, Ground: m.Ground,
		By: d.by.ID, Evidence: m.Evidence, State: ModerationAsked, AskedAt: d.at, NotBefore: d.at, Reverts: m.ID,
	}, nil
}
