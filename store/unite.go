package store

import (
	"fmt"

	"vigie/inbox"
)

// unite deals with conversations that a message showed to be the same one: they
// are joined when no member ever touched either, and else linked, because
// nobody's work may move under their hands.
func (in *intake) unite(id inbox.ConversationID, others []inbox.ConversationID) error {
	for _, other := range others {
		into, err := in.conversation(id)
		if err != nil {
			return err
		}
		from, err := in.conversation(other)
		if err != nil {
			return err
		}
		if from.ID == "" || from.MergedInto != "" || from.ID == into.ID {
			continue
		}
		if err := in.uniteTwo(into, from); err != nil {
			return fmt.Errorf("unite %s with %s: %w", id, other, err)
		}
	}
	return nil
}

func (in *intake) uniteTwo(into, from inbox.Conversation) error {
	for _, c := range []inbox.Conversation{into, from} {
		worked, err := in.touched(c)
		if err != nil {
			return err
		}
		if worked {
			return in.link(into, from)
		}
	}
	ids, err := all(in, plain[inbox.MessageID], `SELECT id FROM message WHERE conversation = ?`, from.ID)
	if err != nil {
		return err
	}
	if err := in.move(ids, into.ID); err != nil {
		return err
	}
	for num, k := range in.mails {
		if k.conversation == from.ID {
			k.conversation = into.ID
			in.mails[num] = k
		}
	}
	into, from = inbox.Joined(into, from)
	if err := in.keep(from); err != nil {
		return err
	}
	if err := in.keep(into); err != nil {
		return err
	}
	in.conversations[into.ID].recount = true
	return in.happened(into, "conversation.joined", map[string]string{"conversation": string(from.ID)})
}

// link notes that a conversation goes on from another.
func (in *intake) link(into, from inbox.Conversation) error {
	switch {
	case into.Follows == "" && from.Follows != into.ID:
		into.Follows = from.ID
	default:
		return nil
	}
	if err := in.keep(into); err != nil {
		return err
	}
	return in.happened(into, "conversation.linked", map[string]string{"conversation": string(from.ID), "subject": from.Subject})
}
