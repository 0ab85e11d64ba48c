package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/team"
)

// The shelves of conversations.
const (
	shelfWatched = iota - 1 // before the inbox: only watches look at it
	shelfPeople
	shelfAutomatic
	shelfMerged
)

func shelf(c inbox.Conversation) int {
	switch {
	case c.MergedInto != "":
		return shelfMerged
	case c.Watched:
		return shelfWatched
	case c.Automatic:
		return shelfAutomatic
	default:
		return shelfPeople
	}
}

// held is a conversation as the transaction has it: what the file says, and
// its new value.
type held struct {
	stored  inbox.Conversation
	now     inbox.Conversation
	fresh   bool // not in the file yet
	dirty   bool
	gone    bool
	baseKey int64 // of a fresh one
	recount bool  // its facts are to be rebuilt from its messages
}

const conversationColumns = `c.id, c.account, c.channel, c.kind, c.subject, c.snippet, c.contact, c.language,
	c.status, c.department, c.assignee, c.priority, c.tags, c.snoozed_until, c.merged_into, c.split_from, c.follows,
	c.handover, c.handed_to, c.automatic, c.messages, c.attachments, c.first_at, c.last_at, c.last_inbound_at,
	c.waiting_since, c.due_at, c.version, c.heard, c.watched`

// conversationFields gives the places for the columns above; done fills in
// what needs more than a copy.
func conversationFields(c *inbox.Conversation) (into []any, done func() error) {
	var tags string
	var snoozed, firstAt, lastAt, inbound, waiting, due int64
	into = []any{
		&c.ID, &c.Account, &c.Channel, &c.Kind, &c.Subject, &c.Snippet, &c.Contact, &c.Language,
		&c.Status, &c.Department, &c.Assignee, &c.Priority, &tags, &snoozed, &c.MergedInto, &c.SplitFrom, &c.Follows,
		&c.Handover, &c.HandedTo, &c.Automatic, &c.Messages, &c.Attachments, &firstAt, &lastAt, &inbound,
		&waiting, &due, &c.Version, &c.Heard, &c.Watched,
	}
	return into, func() (err error) {
		c.SnoozedUntil, c.FirstAt, c.LastAt = moment(snoozed), moment(firstAt), moment(lastAt)
		c.LastInboundAt, c.WaitingSince, c.DueAt = moment(inbound), moment(waiting), moment(due)
		c.Tags, err = unlist(tags)
		return err
	}
}

func readConversation(s scanner) (inbox.Conversation, error) {
	var c inbox.Conversation
	into, done := conversationFields(&c)
	if err := s.Scan(into...); err != nil {
		return c, err
	}
	return c, done()
}

// conversation gives a conversation as the transaction has it; the zero one
// when there is none.
func (x *writing) conversation(id inbox.ConversationID) (inbox.Conversation, error) {
	if h, ok := x.conversations[id]; ok {
		if h.gone {
			return inbox.Conversation{}, nil
		}
		return h.now, nil
	}
	if id == "" {
		return inbox.Conversation{}, nil
	}
	c, err := first(x, readConversation, `SELECT `+conversationColumns+`
		FROM conversation c
		WHERE c.id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return inbox.Conversation{}, nil
	}
	if err != nil {
		return c, fmt.Errorf("read conversation %s: %w", id, err)
	}
	x.conversations[id] = &held{stored: c, now: c}
	return c, nil
}

// keep takes the new value of a conversation; it is written at the end of the
// transaction.
func (x *writing) keep(c inbox.Conversation) error {
	if _, err := x.conversation(c.ID); err != nil {
		return err
	}
	h, ok := x.conversations[c.ID]
	if !ok {
		h = &held{fresh: true}
		x.conversations[c.ID] = h
	}
	h.now, h.dirty, h.gone = c, true, false
	return nil
}

// open takes a conversation that was just made.
func (x *writing) open(c inbox.Conversation, baseKey int64) {
	x.conversations[c.ID] = &held{now: c, fresh: true, dirty: true, baseKey: baseKey}
}

func (x *writing) flushConversations() error {
	if err := x.recounts(); err != nil {
		return err
	}
	// In order, because neighbours in a table share its pages.
	for _, id := range x.written() {
		if err := x.flushConversation(x.conversations[id]); err != nil {
			return fmt.Errorf("write conversation %s: %w", id, err)
		}
	}
	return nil
}

func (x *writing) flushConversation(h *held) error {
	if !h.fresh {
		for _, n := range inbox.Counted(h.stored) {
			x.counters[n]--
		}
	}
	if h.gone {
		return x.removeConversation(h)
	}
	for _, n := range inbox.Counted(h.now) {
		x.counters[n]++
	}
	if err := x.writeTags(h); err != nil {
		return err
	}
	if err := x.rescope(h); err != nil {
		return err
	}
	return x.writeConversation(h)
}

func (x *writing) removeConversation(h *held) error {
	if h.fresh {
		return nil
	}
	if err := x.untag(h.stored); err != nil {
		return err
	}
	delete(x.ahead.scopes, h.stored.ID)
	x.del("conversation", string(h.stored.ID))
	if _, err := x.exec(`DELETE FROM conversation_scope WHERE conversation = ?`, h.stored.ID); err != nil {
		return err
	}
	_, err := x.exec(`DELETE FROM conversation WHERE id = ?`, h.stored.ID)
	return err
}

const insertConversation = `INSERT INTO conversation (
	id, account, channel, kind, subject, snippet, contact, language, status, department, assignee, priority, tags,
	snoozed_until, merged_into, split_from, follows, handover, handed_to, automatic, messages, attachments,
	first_at, last_at, last_inbound_at, waiting_since, due_at, version, heard, shelf, watched, base_key) VALUES `

const updateConversation = `UPDATE conversation SET
	account = ?2, channel = ?3, kind = ?4, subject = ?5, snippet = ?6, contact = ?7, language = ?8, status = ?9,
	department = ?10, assignee = ?11, priority = ?12, tags = ?13, snoozed_until = ?14, merged_into = ?15, split_from = ?16,
	follows = ?17, handover = ?18, handed_to = ?19, automatic = ?20, messages = ?21, attachments = ?22, first_at = ?23,
	last_at = ?24, last_inbound_at = ?25, waiting_since = ?26, due_at = ?27, version = ?28, heard = ?29, shelf = ?30, watched = ?31
	WHERE id = ?1`

// updateUnlisted is for a change that no list narrows or sorts by, so that no
// index has to be written.
const updateUnlisted = `UPDATE conversation SET
	channel = ?3, kind = ?4, subject = ?5, snippet = ?6, language = ?8, priority = ?12, tags = ?13, merged_into = ?15,
	split_from = ?16, follows = ?17, handover = ?18, automatic = ?20, messages = ?21, attachments = ?22, first_at = ?23,
	last_inbound_at = ?25, waiting_since = ?26, version = ?28, heard = ?29
	WHERE id = ?1`

// listedAlike reports whether all columns that updateUnlisted leaves out are
// equal.
func listedAlike(a, b inbox.Conversation) bool {
	return a.Account == b.Account && a.Contact == b.Contact && a.Status == b.Status && a.Department == b.Department &&
		a.Assignee == b.Assignee && a.HandedTo == b.HandedTo && shelf(a) == shelf(b) && millis(a.LastAt) == millis(b.LastAt) &&
		millis(a.DueAt) == millis(b.DueAt) && millis(a.SnoozedUntil) == millis(b.SnoozedUntil)
}

func (x *writing) writeConversation(h *held) error {
	values, err := conversationValues(h.now)
	if err != nil {
		return err
	}
	switch {
	case h.fresh:
		_, err = x.exec(insertConversation+marks(1, len(values)+1), append(values, h.baseKey)...)
	case listedAlike(h.stored, h.now):
		_, err = x.exec(updateUnlisted, values...)
	default:
		_, err = x.exec(updateConversation, values...)
	}
	return err
}

func conversationValues(c inbox.Conversation) ([]any, error) {
	tags, err := list(c.Tags)
	return []any{
		c.ID, c.Account, c.Channel, c.Kind, c.Subject, c.Snippet, c.Contact, c.Language,
		c.Status, c.Department, c.Assignee, int(c.Priority), tags, millis(c.SnoozedUntil), c.MergedInto, c.SplitFrom, c.Follows,
		c.Handover, c.HandedTo, c.Automatic, c.Messages, c.Attachments, millis(c.FirstAt), millis(c.LastAt), millis(c.LastInboundAt),
		millis(c.WaitingSince), millis(c.DueAt), c.Version, c.Heard, shelf(c), c.Watched,
	}, err
}

// writeTags keeps the tag lists in step with a conversation.
func (x *writing) writeTags(h *held) error {
	if !h.fresh {
		if err := x.untag(h.stored); err != nil {
			return err
		}
	}
	for _, t := range h.now.Tags {
		_, err := x.exec(`INSERT INTO conversation_tag (tag, shelf, status, last_at, conversation) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, t, shelf(h.now), h.now.Status, millis(h.now.LastAt), h.now.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *writing) untag(c inbox.Conversation) error {
	if len(c.Tags) == 0 {
		return nil
	}
	_, err := x.exec(`DELETE FROM conversation_tag WHERE conversation = ?`, c.ID)
	return err
}

// flushCounters adds what changed to the kept numbers.
func (x *writing) flushCounters() error {
	for name, n := range x.counters {
		if n == 0 {
			continue
		}
		_, err := x.exec(`INSERT INTO counter (name, n) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET n = counter.n + excluded.n`, name, n)
		if err != nil {
			return fmt.Errorf("count %s: %w", name, err)
		}
	}
	return nil
}

// touched reports whether a member ever did anything to a conversation.
func (x *writing) touched(c inbox.Conversation) (bool, error) {
	if c.Assignee != "" || len(c.Tags) > 0 || c.Handover != "" || c.HandedTo != "" || c.SplitFrom != "" {
		return true, nil
	}
	return first(x, plain[bool], `SELECT EXISTS (SELECT 1 FROM event WHERE conversation = ?1 AND member <> '')
		OR EXISTS (SELECT 1 FROM draft WHERE conversation = ?1)
		OR EXISTS (SELECT 1 FROM outbox WHERE conversation = ?1)`, c.ID)
}

// baseKey is the hash under which a conversation is found by its subject.
func baseKey(acc inbox.AccountID, baseSubject string) int64 {
	if baseSubject == "" {
		return 0
	}
	return hashOf(string(acc), strings.ToLower(baseSubject))
}

// rosterOf reads everybody.
func rosterOf(r reading) (team.Roster, error) {
	members, err := all(r, body[team.Member], `SELECT body FROM member ORDER BY id`)
	if err != nil {
		return team.Roster{}, fmt.Errorf("read members: %w", err)
	}
	departments, err := all(r, body[team.Department], `SELECT body FROM department ORDER BY id`)
	if err != nil {
		return team.Roster{}, fmt.Errorf("read departments: %w", err)
	}
	slices.SortStableFunc(departments, func(a, b team.Department) int { return cmp.Compare(a.Position, b.Position) })
	return team.Roster{Members: members, Departments: departments}, nil
}
