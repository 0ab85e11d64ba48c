package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"vigie/inbox"
)

// more is the part of a message that no query looks at.
type more struct {
	Followers   *int64             `json:"followers,omitempty"`
	URL         string             `json:"url,omitempty"`
	Recipients  []string           `json:"recipients,omitempty"`
	Links       []inbox.Link       `json:"links,omitempty"`
	Visibility  inbox.Visibility   `json:"visibility,omitempty"`
	Permalink   string             `json:"permalink,omitempty"`
	Rating      *int               `json:"rating,omitempty"`
	Metrics     map[string]int64   `json:"metrics,omitempty"`
	Attachments []inbox.Attachment `json:"attachments,omitempty"`
	References  []string           `json:"references,omitempty"`
	BaseSubject string             `json:"base_subject,omitempty"`
	Answers     bool               `json:"answers,omitempty"`
	ReplyTo     string             `json:"reply_to,omitempty"`
	Failure     *inbox.Failure     `json:"failure,omitempty"`
	Echo        string             `json:"echo,omitempty"`
	Recorded    *inbox.Recorded    `json:"recorded,omitempty"`
}

func moreOf(m inbox.Message) (string, error) {
	return pack(more{
		Followers: m.Author.Followers, URL: m.Author.URL, Recipients: m.Recipients, Links: m.Links, Visibility: m.Visibility,
		Permalink: m.Permalink, Rating: m.Rating, Metrics: m.Metrics, Attachments: m.Attachments, References: m.References,
		BaseSubject: m.BaseSubject, Answers: m.Answers, ReplyTo: m.ReplyTo, Failure: m.Failure, Echo: m.Echo, Recorded: m.Recorded,
	})
}

func (e more) into(m *inbox.Message) {
	m.Author.Followers, m.Author.URL, m.Recipients, m.Links, m.Visibility = e.Followers, e.URL, e.Recipients, e.Links, e.Visibility
	m.Permalink, m.Rating, m.Metrics, m.Attachments, m.References = e.Permalink, e.Rating, e.Metrics, e.Attachments, e.References
	m.BaseSubject, m.Answers, m.ReplyTo, m.Failure = e.BaseSubject, e.Answers, e.ReplyTo, e.Failure
	m.Echo, m.Recorded = e.Echo, e.Recorded
}

const messageColumns = `m.id, m.account, m.conversation, m.origin, m.native, m.kind, m.direction, m.class, m.handle, m.name,
	m.contact, m.subject, m.language, m.sent_at, m.received_at, m.pending, m.revision, m.removed, m.root, m.parent, m.mail_id,
	m.in_reply_to, m.sent_by, m.more`

const insertMessage = `INSERT INTO message (id, account, conversation, origin, native, kind, direction, class, handle, name,
	contact, subject, language, sent_at, received_at, pending, revision, removed, root, parent, mail_id,
	in_reply_to, sent_by, more, num) VALUES `

// updateSettled leaves alone what hardly ever changes and would have to be
// written into an index each: a body completes its header with this one.
const updateSettled = `UPDATE message SET
	native = ?5, origin = ?4, kind = ?6, direction = ?7, class = ?8, handle = ?9,
	name = ?10, subject = ?12, language = ?13, received_at = ?15, pending = ?16, revision = ?17,
	removed = ?18, parent = ?20, mail_id = ?21, in_reply_to = ?22, sent_by = ?23, more = ?24
	WHERE num = ?25`

const updateMessage = `UPDATE message SET
	account = ?2, conversation = ?3, origin = ?4, native = ?5, kind = ?6, direction = ?7, class = ?8, handle = ?9,
	name = ?10, contact = ?11, subject = ?12, language = ?13, sent_at = ?14, received_at = ?15, pending = ?16, revision = ?17,
	removed = ?18, root = ?19, parent = ?20, mail_id = ?21, in_reply_to = ?22, sent_by = ?23, more = ?24
	WHERE num = ?25 AND id = ?1`

// withText and noText complete a query of messages with or without its texts.
const (
	withText = `, COALESCE(t.text, ''), COALESCE(t.quoted, ''), COALESCE(t.signature, '')
		FROM message m
		LEFT JOIN message_text t ON t.num = m.num `
	noText = `, '', '', ''
		FROM message m `
)

func messageValues(m inbox.Message) ([]any, error) {
	rest, err := moreOf(m)
	if err != nil {
		return nil, err
	}
	return []any{
		m.ID, m.Account, m.Conversation, m.Origin, m.Native, m.Kind, m.Direction, m.Class, m.Author.Handle, m.Author.Name,
		m.Contact, m.Subject, m.Language, millis(m.SentAt), millis(m.ReceivedAt), m.Pending, m.Revision, m.Removed, m.Root, m.Parent, m.MailID,
		m.InReplyTo, m.SentBy, rest,
	}, nil
}

func messageFields(m *inbox.Message) (into []any, done func() error) {
	var sent, received int64
	var rest []byte
	into = []any{
		&m.ID, &m.Account, &m.Conversation, &m.Origin, &m.Native, &m.Kind, &m.Direction, &m.Class, &m.Author.Handle, &m.Author.Name,
		&m.Contact, &m.Subject, &m.Language, &sent, &received, &m.Pending, &m.Revision, &m.Removed, &m.Root, &m.Parent, &m.MailID,
		&m.InReplyTo, &m.SentBy, &rest, &m.Text, &m.Quoted, &m.Signature,
	}
	return into, func() error {
		m.SentAt, m.ReceivedAt = moment(sent), moment(received)
		var e more
		if err := json.Unmarshal(rest, &e); err != nil {
			return fmt.Errorf("decode message %s: %w", m.ID, err)
		}
		e.into(m)
		return nil
	}
}

func readMessage(s scanner) (inbox.Message, error) {
	var m inbox.Message
	into, done := messageFields(&m)
	if err := s.Scan(into...); err != nil {
		return m, err
	}
	return m, done()
}

// numbered is a message with its row number.
type numbered struct {
	inbox.Message
	num int64
}

func readNumbered(s scanner) (numbered, error) {
	var n numbered
	into, done := messageFields(&n.Message)
	if err := s.Scan(append([]any{&n.num}, into...)...); err != nil {
		return n, err
	}
	return n, done()
}

// messagesOf gives the messages of a conversation, oldest first.
func messagesOf(r reading, id inbox.ConversationID) ([]inbox.Message, error) {
	list, err := all(r, readMessage, `SELECT `+messageColumns+withText+`
		WHERE m.conversation = ?
		ORDER BY m.sent_at, m.num`, id)
	if err != nil {
		return nil, fmt.Errorf("read messages of %s: %w", id, err)
	}
	return list, nil
}

// messageWhere gives one message with its number; false when there is none.
func messageWhere(r reading, condition string, values ...any) (numbered, bool, error) {
	n, err := first(r, readNumbered, `SELECT m.num, `+messageColumns+withText+condition, values...)
	if errors.Is(err, sql.ErrNoRows) {
		return numbered{}, false, nil
	}
	return n, err == nil, err
}

// nextNum gives the number of a new message. There is one writer at a time, so
// that nobody else takes it.
func (x *writing) nextNum() (int64, error) {
	if x.lastNum == 0 {
		highest, err := first(x, plain[int64], highestNum)
		if err != nil {
			return 0, fmt.Errorf("number a message: %w", err)
		}
		x.lastNum = highest
	}
	x.lastNum++
	return x.lastNum, nil
}

// insert writes a new message with what hangs on it and gives its number.
func (x *writing) insert(m inbox.Message, packed []byte) (int64, error) {
	values, err := messageValues(m)
	if err != nil {
		return 0, err
	}
	num, err := x.nextNum()
	if err != nil {
		return 0, err
	}
	if _, err := x.exec(insertMessage+marks(1, len(values)+1), append(values, num)...); err != nil {
		return 0, fmt.Errorf("insert message %s: %w", m.ID, err)
	}
	x.put("message", string(m.ID))
	x.refer(num, m)
	return num, x.writeParts(queued{num: num}, m, packed)
}

// update writes a message again under its number.
func (x *writing) update(old numbered, m inbox.Message, packed []byte) error {
	values, err := messageValues(m)
	if err != nil {
		return err
	}
	text := updateMessage
	if settled(old.Message, m) {
		text = updateSettled
	}
	if _, err := x.exec(text, append(values, old.num)...); err != nil {
		return fmt.Errorf("update message %s: %w", m.ID, err)
	}
	x.put("message", string(m.ID))
	if !slices.Equal(refHashes(old.Message), refHashes(m)) {
		x.refer(old.num, m)
	}
	// A header is not searched, so that the index has nothing of it.
	return x.writeParts(queued{num: old.num, again: !old.Pending}, m, packed)
}

// settled reports whether all columns that updateSettled leaves out are equal.
func settled(old, m inbox.Message) bool {
	return old.ID == m.ID && old.Account == m.Account && old.Conversation == m.Conversation && old.Contact == m.Contact &&
		old.Root == m.Root && millis(old.SentAt) == millis(m.SentAt)
}

// writeParts writes the texts and the raw payload; a message whose body is on
// its way has neither, and is not searched before it has.
func (x *writing) writeParts(q queued, m inbox.Message, packed []byte) error {
	if packed != nil {
		if _, err := x.exec(`INSERT INTO message_raw (num, raw) VALUES (?, ?)
			ON CONFLICT (num) DO UPDATE SET raw = excluded.raw`, q.num, packed); err != nil {
			return fmt.Errorf("write raw of %s: %w", m.ID, err)
		}
	}
	if m.Pending {
		return nil
	}
	_, err := x.exec(`INSERT INTO message_text (num, text, quoted, signature) VALUES (?, ?, ?, ?)
		ON CONFLICT (num) DO UPDATE SET text = excluded.text, quoted = excluded.quoted, signature = excluded.signature`,
		q.num, m.Text, m.Quoted, m.Signature)
	if err != nil {
		return fmt.Errorf("write text of %s: %w", m.ID, err)
	}
	if x.indexes {
		q.words = vectorOf(m)
	}
	x.queued = append(x.queued, q)
	return nil
}

// erase removes a header that came to nothing: its body is another message's.
func (x *writing) erase(n numbered) error {
	if err := x.unrefer(n); err != nil {
		return err
	}
	for _, text := range []string{`DELETE FROM search_queue WHERE num = ?`, `DELETE FROM message WHERE num = ?`} {
		if _, err := x.exec(text, n.num); err != nil {
			return fmt.Errorf("erase message %s: %w", n.ID, err)
		}
	}
	x.del("message", string(n.ID))
	return nil
}

// messageLight gives a message by its number, without its texts.
func messageLight(r reading, num int64) (inbox.Message, bool, error) {
	m, err := first(r, readMessage, `SELECT `+messageColumns+noText+`WHERE m.num = ?`, num)
	if errors.Is(err, sql.ErrNoRows) {
		return m, false, nil
	}
	return m, err == nil, err
}
