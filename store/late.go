package store

import (
	"fmt"
	"reflect"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// complete gives a header its body, in place.
func (in *intake) complete(header numbered, m inbox.Message, packed []byte) error {
	m = sameMessage(header.Message, m)
	if err := in.update(header, m, packed); err != nil {
		return err
	}
	in.remember(header.num, m)
	if m.Pending {
		in.out.Duplicates++
		return nil
	}
	in.out.Completed++
	c, err := in.conversation(m.Conversation)
	if err != nil {
		return err
	}
	c, enough := inbox.Complete(c, header.Message, m)
	if err := in.keep(c); err != nil {
		return err
	}
	held := in.conversations[c.ID]
	held.recount = held.recount || !enough
	return in.lookAgain(m)
}

// sameMessage gives a newer reading of a message the place of the older one.
func sameMessage(old, m inbox.Message) inbox.Message {
	m.ID, m.Conversation, m.Origin, m.Contact = old.ID, old.Conversation, old.Origin, old.Contact
	m.ReceivedAt, m.Revision, m.SentBy, m.Echo, m.Recorded = old.ReceivedAt, old.Revision, old.SentBy, old.Echo, old.Recorded
	return m
}

// again takes a message that is known: the same once more, its body at last,
// or an edit of its author. Mails are never edited.
func (in *intake) again(old numbered, m inbox.Message, packed []byte) error {
	switch {
	case old.Pending && !m.Pending:
		return in.complete(old, m, packed)
	case m.Pending || m.Kind == inbox.Email:
		in.out.Duplicates++
		return nil
	}
	m, edited := reread(old.Message, m)
	if !edited && reflect.DeepEqual(m.Metrics, old.Metrics) && m.Echo == old.Echo && !old.Removed {
		in.out.Duplicates++
		return nil
	}
	if !edited {
		in.out.Duplicates++
		return in.update(old, m, packed)
	}
	if err := in.keepRevision(old); err != nil {
		return err
	}
	m.Revision++
	in.out.Edited++
	if err := in.update(old, m, packed); err != nil {
		return err
	}
	if err := in.lookAgain(m); err != nil {
		return err
	}
	return in.recountLater(m.Conversation)
}

// keepRevision keeps what a message said before its author changed it.
func (in *intake) keepRevision(old numbered) error {
	text, err := pack(old.Message)
	if err != nil {
		return err
	}
	_, err = in.exec(`INSERT INTO message_revision (num, revision, at, body) VALUES (?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		old.num, old.Revision, millis(in.now), text)
	if err != nil {
		return fmt.Errorf("keep revision: %w", err)
	}
	return nil
}

// dropHeader removes a header whose body turned out to be a message that is
// known already.
func (in *intake) dropHeader(header numbered) error {
	if err := in.erase(header); err != nil {
		return err
	}
	delete(in.known, header.Native)
	delete(in.mails, header.num)
	for _, h := range refHashes(header.Message) {
		in.hits[h] = without(in.hits[h], header.num)
	}
	return in.recountLater(header.Conversation)
}

// remove marks a message that is gone on its network; a header that never got
// its body is dropped.
func (in *intake) remove(e channel.Removed) error {
	n, there, err := in.find(e.Native)
	if err != nil || !there || n.Removed {
		return err
	}
	in.out.Removed++
	if n.Pending {
		return in.dropHeader(n)
	}
	if _, err := in.exec(`UPDATE message SET removed = 1 WHERE num = ?`, n.num); err != nil {
		return fmt.Errorf("mark removed: %w", err)
	}
	in.put("message", string(n.ID))
	c, err := in.conversation(n.Conversation)
	if err != nil {
		return err
	}
	return in.keep(c)
}

// recountLater has the facts of a conversation rebuilt at the end.
func (x *writing) recountLater(id inbox.ConversationID) error {
	c, err := x.conversation(id)
	if err != nil || c.ID == "" {
		return err
	}
	if err := x.keep(c); err != nil {
		return err
	}
	x.conversations[id].recount = true
	return nil
}

// recounts rebuilds what conversations say of their messages, where messages
// came, went or turned out otherwise.
func (x *writing) recounts() error {
	for id, h := range x.conversations {
		if !h.recount || h.gone {
			continue
		}
		if err := x.recount(h); err != nil {
			return fmt.Errorf("recount %s: %w", id, err)
		}
	}
	return nil
}

func (x *writing) recount(h *held) error {
	rules, err := x.houseRules()
	if err != nil {
		return err
	}
	list, err := messagesOf(x, h.now.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		worked, err := x.touched(h.now)
		if err != nil {
			return err
		}
		if h.gone = !worked && h.now.MergedInto == ""; h.gone {
			return nil
		}
	}
	acc, err := accountOf(x, h.now.Account)
	if err != nil {
		return err
	}
	h.now = inbox.Reclassed(h.now, inbox.Recount(h.now, list, rules.For(acc)))
	return nil
}

func without(nums []int64, num int64) []int64 {
	var out []int64
	for _, n := range nums {
		if n != num {
			out = append(out, n)
		}
	}
	return out
}
