package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"vigie/inbox"
)

// many is the number of hits from which it is cheaper to go down the list and
// ask of each conversation whether it is a hit, than to sort all the hits:
// 10,000 hits among 200,000 mails took 110 ms sorted, and 7 ms going down.
const many = 4000

// frequent reports whether the words of a search are in many messages.
func frequent(r reading, t inbox.Terms, e engine) (bool, error) {
	if len(t.Words) == 0 {
		return false, nil
	}
	n, err := first(r, plain[int], `SELECT COUNT(*) FROM (`+e.match+` LIMIT `+strconv.Itoa(many+1)+`) s`, matchOf(t.Words))
	if err != nil {
		return false, fmt.Errorf("count hits: %w", err)
	}
	return n > many, nil
}

// search narrows a query to the conversations that a search finds. walk goes
// down the list instead of beginning with the hits.
func (q *viewQuery) search(t inbox.Terms, e engine, walk bool) {
	when, days := within(t)
	switch {
	case len(t.Words) == 0 && when == "":
	case len(t.Words) == 0:
		q.where(`EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id`+when+`)`, days...)
	case walk:
		q.where(`EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.num IN (`+e.match+`)`+when+`)`,
			append([]any{matchOf(t.Words)}, days...)...)
	default:
		q.from = `(SELECT DISTINCT m.conversation AS id
			FROM (` + e.match + `) s
			JOIN message m ON m.num = s.num` + when + `) h
			JOIN conversation c ON c.id = h.id`
		q.fromArgs = append([]any{matchOf(t.Words)}, days...)
	}
	if !t.After.IsZero() {
		q.where(`c.last_at >= ?`, millis(t.After)) // spares looking into older ones
	}
	for _, w := range t.Not {
		q.where(`c.id NOT IN (SELECT m.conversation FROM message m WHERE m.num IN (`+e.match+`))`, matchWord(w))
	}
	for _, tag := range t.Tags {
		q.where(`c.id IN (SELECT g.conversation FROM conversation_tag g WHERE g.tag = ?)`, tag)
	}
	for _, tag := range t.NoTags {
		q.where(`c.id NOT IN (SELECT g.conversation FROM conversation_tag g WHERE g.tag = ?)`, tag)
	}
	if len(t.Status) > 0 {
		q.where(`c.status IN `+question(len(t.Status)), args(t.Status)...)
	}
	if t.Attachment != nil {
		q.where(`c.attachments = ?`, *t.Attachment)
	}
	if len(t.Kinds) > 0 {
		q.where(`c.kind IN `+question(len(t.Kinds)), args(t.Kinds)...)
	}
	among(q, "c.account", t.Accounts)
	among(q, "c.channel", t.Channels)
	among(q, "c.department", t.Departments)
	among(q, "c.assignee", t.Assignees)
}

func among[T ~string](q *viewQuery, column string, a inbox.Among[T]) {
	if len(a.In) > 0 {
		q.where(column+` IN `+question(len(a.In)), args(a.In)...)
	}
	if len(a.Out) > 0 {
		q.where(column+` NOT IN `+question(len(a.Out)), args(a.Out)...)
	}
}

// within is the condition on the time of the message m.
func within(t inbox.Terms) (condition string, values []any) {
	if !t.After.IsZero() {
		condition, values = condition+` AND m.sent_at >= ?`, append(values, millis(t.After))
	}
	if !t.Before.IsZero() {
		condition, values = condition+` AND m.sent_at < ?`, append(values, millis(t.Before))
	}
	return condition, values
}

// terms reads a view's search, with its names found in the house.
func (w *Workspace) terms(ctx context.Context, v inbox.View) (inbox.Terms, error) {
	t, err := inbox.ParseTerms(v.Search)
	if err != nil || len(t.Names) == 0 {
		return t, err
	}
	a := inbox.Asker{Me: v.As, Now: w.now().In(time.Local)}
	err = w.snapshot(ctx, func(r reading) (err error) {
		if a.Roster, err = rosterOf(r); err != nil {
			return err
		}
		a.Accounts, err = all(r, body[inbox.Account], `SELECT body FROM account ORDER BY id`)
		return err
	})
	if err != nil {
		return t, fmt.Errorf("read the names of a search: %w", err)
	}
	return t.Resolve(a)
}
