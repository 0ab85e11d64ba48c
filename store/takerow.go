package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"database/sql"

	"vigie/inbox"
	"vigie/store/wire"
)

// sent is a row that came: columns of its table, in the kind's order, and what
// travels inside it besides.
type sent struct {
	names  []string // not to be changed: mostly those of the kind itself
	values []any
	beside []besides
}

type besides struct {
	name  string
	value any
}

// text gives a column that is a text; "" when there is none.
func (s sent) text(name string) string {
	v, _ := s.value(name)
	text, _ := v.(string)
	return text
}

func (s sent) value(name string) (any, bool) {
	if i := slices.Index(s.names, name); i >= 0 {
		return s.values[i], true
	}
	for _, b := range s.beside {
		if b.name == name {
			return b.value, true
		}
	}
	return nil, false
}

// columnsOf reads a row's columns as values of the database. Columns that this
// program does not know stay beside them.
func (k kind) columnsOf(raw []byte) (sent, error) {
	s := sent{names: k.columns, values: make([]any, len(k.columns))}
	there, next := make([]bool, len(k.columns)), 0
	err := wire.Columns(raw, func(name []byte, v any) error {
		if next == len(k.columns) || string(name) != k.columns[next] { // else they came in our order
			if next = slices.Index(k.columns, string(name)); next < 0 {
				next = len(k.columns)
				s.beside = append(s.beside, besides{string(name), v})
				return nil
			}
		}
		if odd, is := v.(json.RawMessage); is {
			return fmt.Errorf("%s is %.20s", name, odd)
		}
		s.values[next], there[next] = v, true
		next++
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("decode %s: %w", k.name, err)
	}
	if i := slices.Index(k.columns, "followers"); i >= 0 {
		there[i] = true // what is null does not travel
	}
	if slices.Contains(there, false) {
		s.leave(there)
	}
	return s, nil
}

// leave keeps the columns that are there.
func (s *sent) leave(there []bool) {
	var names []string
	var values []any
	for i, is := range there {
		if is {
			names, values = append(names, s.names[i]), append(values, s.values[i])
		}
	}
	s.names, s.values = names, values
}

// upsert writes a row under its key, as it came.
func (x *writing) upsert(k kind, names []string, values []any) error {
	tail, fixed := k.onConflict(names), ""
	for c, v := range k.own {
		if v != "" {
			names, fixed = append(slices.Clone(names), c), ", "+v
		}
	}
	marks := strings.TrimSuffix(question(len(values)), ")") + fixed + ")"
	_, err := x.exec(`INSERT INTO `+k.name+` (`+strings.Join(names, ", ")+`) VALUES `+marks+tail, values...)
	if err != nil {
		return fmt.Errorf("write %s: %w", k.name, err)
	}
	return nil
}

// onConflict has a row that is there take the columns of the one that came.
func (k kind) onConflict(names []string) string {
	var set []string
	for _, c := range names {
		if !slices.Contains(k.key, c) {
			set = append(set, c+" = excluded."+c)
		}
	}
	do := `DO NOTHING`
	if len(set) > 0 {
		do = `DO UPDATE SET ` + strings.Join(set, ", ")
	}
	return ` ON CONFLICT (` + strings.Join(k.key, ", ") + `) ` + do
}

// setRow gives a row the state that the server has, and derives what follows
// from it.
func (x *writing) setRow(k kind, id string, raw []byte) error {
	row, err := k.columnsOf(raw)
	if err != nil {
		return err
	}
	return x.setSent(k, id, row)
}

// setSent is setRow with the columns that were read.
func (x *writing) setSent(k kind, id string, row sent) error {
	x.put(k.name, id)
	switch k.name {
	case "conversation":
		return x.setConversation(inbox.ConversationID(id), func() error { return x.upsert(k, row.names, row.values) })
	case "message":
		return x.setMessage(k, id, row)
	}
	if err := x.upsert(k, row.names, row.values); err != nil {
		return err
	}
	return x.derived(k, id, row)
}

// derived keeps in step what hangs on the rows of a kind, and says who is to
// look again.
func (x *writing) derived(k kind, id string, row sent) error {
	switch k.name {
	case "contact":
		x.dirtyContacts(inbox.ContactID(id))
	case "identity":
		x.dirtyContacts(inbox.ContactID(row.text("contact")))
	case "account", "account_health":
		x.notice.Accounts = append(x.notice.Accounts, inbox.AccountID(id))
	case "outbox", "moderation":
		x.notice.Outbox = true
	case "handover", "note", "draft", "event":
		if c := row.text("conversation"); c != "" {
			x.notice.Conversations = append(x.notice.Conversations, inbox.ConversationID(c))
		}
	default:
		x.notice.Team = true
	}
	return nil
}

// setConversation changes a conversation by f and keeps its counters, tags and
// audience in step.
func (x *writing) setConversation(id inbox.ConversationID, f func() error) error {
	before, err := storedConversation(x, id)
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	after, err := storedConversation(x, id)
	if err != nil {
		return err
	}
	x.notice.Conversations = append(x.notice.Conversations, id)
	return x.keepCount(before, after)
}

// keepCount keeps the counters and the tags in step with a conversation that was
// one and is another; the zero one is none.
func (x *writing) keepCount(before, after inbox.Conversation) error {
	if before.ID != "" {
		for _, n := range inbox.Counted(before) {
			x.counters[n]--
		}
		if err := x.untag(before); err != nil {
			return err
		}
	}
	if after.ID == "" {
		return nil
	}
	for _, n := range inbox.Counted(after) {
		x.counters[n]++
	}
	return x.writeTags(&held{now: after, fresh: true})
}

func storedConversation(r reading, id inbox.ConversationID) (inbox.Conversation, error) {
	c, err := first(r, readConversation, `SELECT `+conversationColumns+` FROM conversation c WHERE c.id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return inbox.Conversation{}, nil
	}
	return c, err
}

// setMessage writes a message with its texts, under the number that it has
// here, and has it searched anew when its text is another.
func (x *writing) setMessage(k kind, id string, row sent) error {
	had, there, err := messageWhere(x, `WHERE m.id = ?`, id)
	if err != nil {
		return err
	}
	if err := x.upsert(k, row.names, row.values); err != nil {
		return err
	}
	if !there {
		if err := x.one(`SELECT num FROM message WHERE id = ?`, []any{id}, &had.num); err != nil {
			return err
		}
		x.lastNum = 0 // the database chose the number
	}
	if err := x.textsOf(had, there, row); err != nil {
		return err
	}
	return x.flushTexts()
}

// textsOf gathers the texts of a message that was written, and has it searched
// anew when they are others than it had.
func (x *writing) textsOf(had numbered, there bool, row sent) error {
	num := had.num
	if c := row.text("conversation"); c != "" {
		x.notice.Conversations = append(x.notice.Conversations, inbox.ConversationID(c))
	}
	if !there && row.text("direction") == string(inbox.Inbound) && row.text("class") == "" {
		x.arrived++
	}
	if _, has := row.value("text"); !has {
		return nil // a shadow, or a header: its texts are as they are
	}
	if err := x.pastTexts(num, row); err != nil {
		return err
	}
	text, quoted, signature := row.text("text"), row.text("quoted"), row.text("signature")
	same := there && had.Text == text && had.Quoted == quoted && had.Signature == signature && had.Subject == row.text("subject")
	if same && !had.Pending {
		return nil
	}
	x.texts = append(x.texts, []any{num, text, quoted, signature})
	x.queued = append(x.queued, queued{num: num, again: there})
	x.toIndex++
	return nil
}

// flushTexts writes the texts that were gathered.
func (x *writing) flushTexts() error {
	rows := x.texts
	x.texts = nil
	return x.insertOr(`INSERT INTO message_text (num, text, quoted, signature) VALUES `, rows,
		` ON CONFLICT (num) DO UPDATE SET text = excluded.text, quoted = excluded.quoted, signature = excluded.signature`)
}

// pastTexts keeps what a message said before.
func (x *writing) pastTexts(num int64, row sent) error {
	past, _ := row.value("past")
	if past == nil {
		return nil
	}
	raw, is := past.(json.RawMessage)
	if !is {
		return fmt.Errorf("what message %d said before is a %T", num, past)
	}
	var list []pastText
	if err := unpack(raw, &list); err != nil {
		return err
	}
	for _, p := range list {
		_, err := x.exec(`INSERT INTO message_revision (num, revision, at, body) VALUES (?, ?, ?, ?)
			ON CONFLICT (num, revision) DO NOTHING`, num, p.Revision, p.At, string(p.Body))
		if err != nil {
			return fmt.Errorf("write revision: %w", err)
		}
	}
	return nil
}

// dropRow removes a row with what hangs on it here.
func (x *writing) dropRow(k kind, id string) error {
	parts, err := k.parts(id)
	if err != nil {
		return err
	}
	x.del(k.name, id)
	remove := func() error {
		_, err := x.exec(`DELETE FROM `+k.name+` WHERE `+k.where(), parts...)
		return err
	}
	switch k.name {
	case "conversation":
		return x.setConversation(inbox.ConversationID(id), remove)
	case "message":
		return x.dropMessage(id)
	case "contact":
		if _, err := x.exec(`DELETE FROM contact_find WHERE contact = ?`, id); err != nil {
			return err
		}
	}
	if err := remove(); err != nil {
		return fmt.Errorf("remove %s: %w", k.name, err)
	}
	return x.derived(k, id, sent{})
}

// dropMessage removes a message with its texts, from the full text too.
func (x *writing) dropMessage(id string) error {
	num, err := maybe(x, plain[int64], `SELECT num FROM message WHERE id = ?`, id)
	if err != nil || num == 0 {
		return err
	}
	for _, text := range []string{
		x.w.engine.unindex, `DELETE FROM search_queue WHERE num = ?`, `DELETE FROM message_text WHERE num = ?`,
		`DELETE FROM message_raw WHERE num = ?`, `DELETE FROM message_revision WHERE num = ?`, `DELETE FROM mail_ref WHERE num = ?`,
		`DELETE FROM message WHERE num = ?`,
	} {
		if _, err := x.exec(text, num); err != nil {
			return fmt.Errorf("remove message %s: %w", id, err)
		}
	}
	return nil
}

// stamp gives a row the revision that the server has it under; 0 forgets it.
func (x *writing) stamp(key rowKey, rev int64) error {
	if rev == 0 {
		_, err := x.exec(`DELETE FROM row_rev WHERE kind = ? AND id = ?`, key.kind, key.id)
		return err
	}
	_, err := x.exec(`INSERT INTO row_rev (kind, id, rev) VALUES (?, ?, ?)
		ON CONFLICT (kind, id) DO UPDATE SET rev = excluded.rev`, key.kind, key.id, rev)
	return err
}

// shadow changes the shadow of a row, and says whether it has one.
func (x *writing) shadow(key rowKey, row string) (bool, error) {
	done, err := x.exec(`UPDATE shadow SET row = ? WHERE kind = ? AND id = ?`, row, key.kind, key.id)
	if err != nil {
		return false, fmt.Errorf("change shadow: %w", err)
	}
	n, err := done.RowsAffected()
	return n > 0, err
}
