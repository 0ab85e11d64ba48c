package store

import (
	"fmt"

	"vigie/inbox"
)

// adopt recognises a message that the house wrote as a reply that left from
// here, so that it is not there twice. It reports whether it did.
func (in *intake) adopt(m inbox.Message, packed []byte) (bool, error) {
	if m.Direction != inbox.Outbound {
		return false, nil
	}
	e, found, err := in.entryOfSent(m)
	if err != nil || !found || e.Account != in.account.ID {
		return false, err
	}
	n, there, err := in.messageOfEntry(e.ID)
	if err != nil {
		return false, err
	}
	if there {
		in.out.Duplicates++
		return true, in.adoptCopy(n, m, packed)
	}
	if e.State == inbox.Cancelled {
		return false, nil
	}
	return true, in.adoptReply(e, m, packed)
}

// entryOfSent finds the outbox entry of a message by the key in its
// Message-ID, or by the network's id.
func (in *intake) entryOfSent(m inbox.Message) (inbox.OutboxEntry, bool, error) {
	e, found, err := in.entryOf(m.MailID)
	if found || err != nil {
		return e, found, err
	}
	e, err = maybe(in, body[inbox.OutboxEntry], `SELECT body
		FROM outbox
		WHERE account = ? AND native = ? AND native <> ''`, in.account.ID, m.Native)
	if err != nil {
		return e, false, fmt.Errorf("find reply by native: %w", err)
	}
	return e, e.ID != "", nil
}

// messageOfEntry gives the message that a reply became.
func (x *writing) messageOfEntry(id inbox.OutboxID) (numbered, bool, error) {
	return messageWhere(x, `WHERE m.id = (SELECT message FROM outbox WHERE id = ? AND message <> '')`, id)
}

// adoptCopy takes over the network's reading of a reply that is a message
// already; what was written here stays as it was written.
func (in *intake) adoptCopy(n numbered, m inbox.Message, packed []byte) error {
	if m.Pending {
		return nil // the copy's body will come under the same Message-ID
	}
	m = sameMessage(n.Message, m)
	m.SentAt, m.Text, m.Quoted, m.Signature = n.SentAt, n.Text, n.Quoted, n.Signature
	if err := in.update(n, m, packed); err != nil {
		return err
	}
	in.remember(n.num, m)
	return nil
}

// adoptReply makes the message of a reply from its copy on the network: that
// it is there proves that it was sent.
func (in *intake) adoptReply(e inbox.OutboxEntry, m inbox.Message, packed []byte) error {
	m.SentBy, m.Echo, m.ID = string(e.Author), echoOf(m), inbox.MessageID(in.w.newID(in.now))
	known, err := in.living(e.Conversation)
	if err != nil {
		return err
	}
	if m.Contact, err = in.meet(in.account.Channel, counterpart(m), m.SentAt, string(m.ID)); err != nil {
		return err
	}
	m, c, err := in.settle(m, known, packed)
	if err != nil {
		return err
	}
	in.out.Inserted++
	if err := in.becomes(e.ID, m.ID); err != nil {
		return err
	}
	if e.State == inbox.Sent || e.State == inbox.Sending {
		return nil // whoever is sending it records its end
	}
	if err := in.writeEntry(e.Done(m.Native, in.now)); err != nil {
		return err
	}
	return in.happened(c, "reply.found", map[string]string{"outbox": string(e.ID)}, e.Author)
}

// becomes notes which message a reply became.
func (x *writing) becomes(id inbox.OutboxID, m inbox.MessageID) error {
	_, err := x.exec(`UPDATE outbox SET message = ? WHERE id = ?`, m, id)
	if err != nil {
		return fmt.Errorf("note message of reply: %w", err)
	}
	x.put("outbox", string(id))
	return nil
}
