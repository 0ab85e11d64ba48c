package inbox

import (
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Wants says what of State a decision on an act looks at beyond the
// conversation, its account, handovers and the roster, so that the store loads
// no more.
type Wants struct {
	Messages bool           // the conversation's messages
	Other    ConversationID // the other conversation of a merge, with nothing else of it
	Draft    DraftID
	Drafts   bool // all drafts of the conversation
	Outbox   OutboxID
	UnderWay bool // the conversation's replies that are under way, as Outbox
	Event    CommandID
	// Moderations are the acts of moderation on the conversation's messages.
	Moderations bool
}

// WantsOf gives the wants of an act.
func WantsOf(a Act) Wants {
	switch a := a.(type) {
	case Merge:
		return Wants{Messages: true, Other: a.Into}
	case Split:
		return Wants{Messages: true}
	case Reply:
		return Wants{Messages: true, Draft: a.Draft, UnderWay: true}
	case SaveDraft:
		return Wants{Draft: a.Draft.ID, Drafts: a.Over != ""}
	case DiscardDraft:
		return Wants{Draft: a.Draft}
	case CancelReply:
		return Wants{Outbox: a.Outbox}
	case RetryReply:
		return Wants{Outbox: a.Outbox}
	case SettleReply:
		return Wants{Outbox: a.Outbox}
	case Undo:
		return Wants{Event: a.Event}
	default:
		_, moderates := moderationOf(a)
		return Wants{Messages: moderates, Moderations: moderates}
	}
}

// decision is one command being decided.
type decision struct {
	State
	cmd CommandID
	by  team.Member
	at  time.Time
	c   Conversation // the new value in the making
	out Changes
}

// Decide says what a command changes, or why it may not. by is the member who
// acts; the zero member is the program itself, which may only Expire and Wake.
// at is the time of the act by the clock of whoever decides. The event comes
// back with its Before, ready for undo.
func Decide(s State, cmd Command, by team.Member, at time.Time) (Changes, error) {
	s.Rules = s.Rules.For(s.Account)
	d := &decision{State: s, cmd: cmd.ID, by: by, at: at, c: s.Conversation}
	d.out.Event = Event{
		ID: cmd.ID, Conversation: s.Conversation.ID, Name: cmd.Act.Name(), By: by.ID, At: at, Facts: map[string]string{},
	}
	if s.Conversation.ID == "" {
		return Changes{}, fault.New(fault.NotFound, "fault.conversation-gone")
	}
	if err := d.allowed(cmd.Act); err != nil {
		return Changes{}, err
	}
	if err := d.decide(cmd.Act); err != nil {
		return Changes{}, err
	}
	d.finish(cmd.Act)
	return d.out, nil
}

// allowed checks the right that an act needs.
func (d *decision) allowed(a Act) error {
	if d.by.ID == "" {
		switch a.(type) {
		case Expire, Wake:
			return nil
		}
		return fault.New(fault.Forbidden, "fault.no-member")
	}
	if d.by.Retired {
		return fault.New(fault.Forbidden, "fault.member-retired", "Name", d.by.Name)
	}
	right, own := rightOf(a)
	if own || d.by.Profile.May(right) {
		return nil
	}
	if right == team.Send {
		return fault.New(fault.Forbidden, "fault.needs-second-person", "Profile", string(d.by.Profile))
	}
	return fault.New(fault.Forbidden, "fault.profile-may-not", "Profile", string(d.by.Profile))
}

// rightOf gives the right that an act needs; own means that the decision
// itself checks who may.
func rightOf(a Act) (right team.Right, own bool) {
	switch a.(type) {
	case AddNote:
		return team.Note, false
	case SaveDraft, DiscardDraft:
		return team.Draft, false
	case Reply, RetryReply, SettleReply:
		return team.Send, false
	case Moderate:
		return team.Draft, false
	case CancelReply, Undo, AllowModeration, RefuseModeration, RetryModeration, SettleModeration, RevertModeration:
		return "", true
	case Propose, Accept, Decline, Withdraw, Return:
		return team.HandOver, false
	default:
		return team.Triage, false
	}
}

func (d *decision) decide(a Act) error {
	switch a := a.(type) {
	case AddNote:
		return d.addNote(a)
	case SaveDraft:
		return d.saveDraft(a)
	case DiscardDraft:
		return d.discardDraft()
	case Reply:
		return d.reply(a)
	case CancelReply:
		return d.cancelReply()
	case RetryReply:
		return d.retryReply(a)
	case SettleReply:
		return d.settleReply()
	case Undo:
		return d.undo()
	case Propose, Accept, Decline, Withdraw, Expire, Return:
		return d.handOver(a)
	case Moderate, AllowModeration, RefuseModeration, RetryModeration, SettleModeration, RevertModeration:
		return d.moderate(a)
	default:
		return d.triage(a)
	}
}

// finish completes the conversation's new value and the event. A draft is the
// writer's own affair: saving one changes neither the conversation nor its
// version.
func (d *decision) finish(a Act) {
	if _, saving := a.(SaveDraft); !saving {
		if d.c.Watched && d.c.Status != Ignored { // somebody took it up
			d.c.Watched = false
		}
		d.c.Version = d.Conversation.Version + 1
		d.out.Conversations = append([]Conversation{d.c}, d.out.Conversations...)
	}
	d.out.Event.Version = d.c.Version
	if undoable(a) {
		d.out.Event.Before = before(d.State, d.out)
	}
}

// fact adds a placeholder of the timeline line; an empty value is left out.
func (d *decision) fact(name, value string) {
	if value != "" {
		d.out.Event.Facts[name] = value
	}
}

// tell adds members to be notified, never the one who acts, nobody twice.
func (d *decision) tell(ids ...team.MemberID) {
	for _, id := range ids {
		if id == "" || id == d.by.ID {
			continue
		}
		if m, ok := d.Roster.Member(id); !ok || m.Retired {
			continue
		}
		d.out.Event.Tell = appendNew(d.out.Event.Tell, id)
	}
}

func (d *decision) memberName(id team.MemberID) string {
	m, _ := d.Roster.Member(id)
	return m.Name
}

func (d *decision) departmentName(id team.DepartmentID) string {
	dep, _ := d.Roster.Department(id)
	return dep.Name
}
