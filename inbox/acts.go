package inbox

import (
	"encoding/json"
	"fmt"
	"time"

	"vigie/inbox/team"
)

// The acts on a conversation.
type (
	// Claim takes the conversation.
	Claim struct {
		// TakeOver takes it from a colleague who has it.
		TakeOver bool `json:"take_over,omitempty"`
	}
	// Release gives the conversation back to the department's queue.
	Release struct{}
	// Assign gives the conversation to a member; an empty one to nobody.
	Assign struct {
		To team.MemberID `json:"to"`
		// Had is who had it when the choice was made; another holder now is a
		// conflict.
		Had team.MemberID `json:"had,omitempty"`
	}
	// Route puts a conversation that no department holds into one. Between
	// departments, Propose a handover.
	Route struct {
		To team.DepartmentID `json:"to"`
	}
	// Label adds and removes tags.
	Label struct {
		Add    []string `json:"add,omitempty"`
		Remove []string `json:"remove,omitempty"`
	}
	// Prioritise sets the priority.
	Prioritise struct {
		Priority Priority `json:"priority"`
	}
	// Snooze puts the conversation aside until a time to come.
	Snooze struct {
		Until time.Time `json:"until"`
	}
	// Resolve says that nothing is left to do.
	Resolve struct{}
	// Ignore says that it is not for us; new messages do not reopen it.
	Ignore struct{}
	// Reopen brings it back to work.
	Reopen struct{}
	// Wait says that the author has the word.
	Wait struct{}
	// Merge puts every message of the conversation into another.
	Merge struct {
		Into ConversationID `json:"into"`
	}
	// Split moves messages into a new conversation.
	Split struct {
		Messages []MessageID `json:"messages"`
	}
	// AddNote writes an internal note.
	AddNote struct {
		Text     string          `json:"text"`
		Mentions []team.MemberID `json:"mentions,omitempty"`
	}
	// SaveDraft keeps what was typed so far.
	SaveDraft struct {
		Draft Draft `json:"draft"`
		// Over is the Print of the text that it takes the place of. When another
		// one is there, written on another computer, both are kept: this one
		// beside it. "" takes the place of whatever is there.
		Over string `json:"over,omitempty"`
	}
	// DiscardDraft throws a draft away; undo brings it back.
	DiscardDraft struct {
		Draft DraftID `json:"draft"`
	}
	// Reply releases a draft to the outbox.
	Reply struct {
		Draft DraftID `json:"draft"`
		// Seen is the conversation's Heard that the writer saw.
		Seen int64 `json:"seen"`
		// Known are the colleagues' replies under way that the writer saw.
		Known []OutboxID `json:"known,omitempty"`
		// Anyway sends although the conversation moved meanwhile.
		Anyway bool `json:"anyway,omitempty"`
		// Then is the status after it: Waiting when empty, or Resolved, Open,
		// or Snoozed with Until.
		Then  Status    `json:"then,omitempty"`
		Until time.Time `json:"until,omitzero"`
	}
	// CancelReply takes a queued reply back into a draft.
	CancelReply struct {
		Outbox OutboxID `json:"outbox"`
	}
	// RetryReply queues a failed reply again. One whose fate is unknown needs
	// NotSent: a person looked and it is not there.
	RetryReply struct {
		Outbox  OutboxID `json:"outbox"`
		NotSent bool     `json:"not_sent,omitempty"`
	}
	// SettleReply says of a reply whose fate is unknown that it was sent.
	SettleReply struct {
		Outbox OutboxID `json:"outbox"`
	}
	// Undo takes an act back.
	Undo struct {
		Event CommandID `json:"event"`
	}
)

// The acts on a handover.
type (
	// Propose hands the conversation over to another department.
	Propose struct {
		To        team.DepartmentID `json:"to"`
		ToMember  team.MemberID     `json:"to_member,omitempty"`
		Asked     Asked             `json:"asked"`
		Reason    string            `json:"reason"`
		Words     string            `json:"words,omitempty"`
		DueAt     time.Time         `json:"due_at"`
		ComesBack bool              `json:"comes_back"`
	}
	// Accept takes the ball.
	Accept struct {
		Handover HandoverID `json:"handover"`
	}
	// Decline refuses it, with a reason.
	Decline struct {
		Handover HandoverID `json:"handover"`
		Reason   string     `json:"reason"`
	}
	// Withdraw takes a proposal back before it is answered.
	Withdraw struct {
		Handover HandoverID `json:"handover"`
	}
	// Expire ends a proposal that nobody answered in time. The program does
	// it, not a member.
	Expire struct {
		Handover HandoverID `json:"handover"`
	}
	// Return gives the ball back with what was asked for.
	Return struct {
		Handover HandoverID `json:"handover"`
		Answer   string     `json:"answer"`
	}
	// Wake ends a snooze whose time has come. The program does it.
	Wake struct{}
)

// The stored names of the acts.
func (Claim) Name() string        { return "conversation.claim" }
func (Release) Name() string      { return "conversation.release" }
func (Assign) Name() string       { return "conversation.assign" }
func (Route) Name() string        { return "conversation.route" }
func (Label) Name() string        { return "conversation.label" }
func (Prioritise) Name() string   { return "conversation.prioritise" }
func (Snooze) Name() string       { return "conversation.snooze" }
func (Wake) Name() string         { return "conversation.wake" }
func (Resolve) Name() string      { return "conversation.resolve" }
func (Ignore) Name() string       { return "conversation.ignore" }
func (Reopen) Name() string       { return "conversation.reopen" }
func (Wait) Name() string         { return "conversation.wait" }
func (Merge) Name() string        { return "conversation.merge" }
func (Split) Name() string        { return "conversation.split" }
func (AddNote) Name() string      { return "note.add" }
func (SaveDraft) Name() string    { return "draft.save" }
func (DiscardDraft) Name() string { return "draft.discard" }
func (Reply) Name() string        { return "reply.send" }
func (CancelReply) Name() string  { return "reply.cancel" }
func (RetryReply) Name() string   { return "reply.retry" }
func (SettleReply) Name() string  { return "reply.settle" }
func (Undo) Name() string         { return "undo" }
func (Propose) Name() string      { return "handover.propose" }
func (Accept) Name() string       { return "handover.accept" }
func (Decline) Name() string      { return "handover.decline" }
func (Withdraw) Name() string     { return "handover.withdraw" }
func (Expire) Name() string       { return "handover.expire" }
func (Return) Name() string       { return "handover.return" }

// kinds pairs each act with the reader of its stored form.
func kinds() []kind {
	return append(moderationKinds(), []kind{
		of[Claim](), of[Release](), of[Assign](), of[Route](), of[Label](), of[Prioritise](), of[Snooze](), of[Wake](),
		of[Resolve](), of[Ignore](), of[Reopen](), of[Wait](), of[Merge](), of[Split](), of[AddNote](), of[SaveDraft](),
		of[DiscardDraft](), of[Reply](), of[CancelReply](), of[RetryReply](), of[SettleReply](), of[Undo](),
		of[Propose](), of[Accept](), of[Decline](), of[Withdraw](), of[Expire](), of[Return](),
		of[RecordClip](),
	}...)
}

type kind struct {
	zero Act
	read func([]byte) (Act, error)
}

func of[A Act]() kind {
	var zero A
	return kind{zero, func(raw []byte) (Act, error) {
		var a A
		if err := json.Unmarshal(raw, &a); err != nil {
			return nil, fmt.Errorf("decode act %s: %w", zero.Name(), err)
		}
		return a, nil
	}}
}

// Acts gives one value of each act, for tests and for documents that list them.
func Acts() []Act {
	var out []Act
	for _, k := range kinds() {
		out = append(out, k.zero)
	}
	return out
}

// DecodeAct reads a stored act back by its name.
func DecodeAct(name string, raw []byte) (Act, error) {
	for _, k := range kinds() {
		if k.zero.Name() == name {
			return k.read(raw)
		}
	}
	return nil, fmt.Errorf("decode act: unknown name %q", name)
}
