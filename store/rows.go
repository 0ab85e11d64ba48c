package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"vigie/inbox"
	"vigie/inbox/fault"
)

const rowColumns = conversationColumns + `,
	COALESCE(p.name, ''), COALESCE(p.tags, ''), COALESCE(a.name, ''),
	COALESCE((SELECT i.handle FROM identity i WHERE i.contact = c.contact AND i.channel = c.channel ORDER BY i.handle LIMIT 1), ''),
	(SELECT i.followers FROM identity i WHERE i.contact = c.contact AND i.channel = c.channel ORDER BY i.handle LIMIT 1),
	EXISTS (SELECT 1 FROM draft d WHERE d.conversation = c.id AND d.gone = 0),
	COALESCE((SELECT o.state FROM outbox o
		WHERE o.conversation = c.id AND o.state NOT IN ('sent', 'cancelled')
		ORDER BY o.queued_at DESC LIMIT 1), '')`

const rowTables = `conversation c
	LEFT JOIN contact p ON p.id = c.contact
	LEFT JOIN account a ON a.id = c.account`

func readRow(s scanner) (inbox.Row, error) {
	var r inbox.Row
	var tags string
	into, done := conversationFields(&r.Conversation)
	err := s.Scan(append(into, &r.ContactName, &tags, &r.AccountName, &r.Handle, &r.Followers, &r.HasDraft, &r.Send)...)
	if err != nil {
		return r, err
	}
	if r.ContactTags, err = unlist(tags); err != nil {
		return r, err
	}
	return r, done()
}

// Rows gives a page of a view, from after on; the zero Place is the start. The
// next page begins after inbox.PlaceOf the last row.
func (w *Workspace) Rows(ctx context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error) {
	terms, err := w.terms(ctx, v)
	if err != nil {
		return nil, err
	}
	var out []inbox.Row
	err = w.snapshot(ctx, func(r reading) error {
		q, err := w.query(r, v, terms)
		if err != nil {
			return err
		}
		for _, s := range stretches(v, after, q) {
			if len(out) >= limit {
				return nil
			}
			found, err := rowsOf(r, q, s, limit-len(out))
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	return out, err
}

// query gets a view ready, down the list or from the hits of its search.
func (w *Workspace) query(r reading, v inbox.View, terms inbox.Terms) (*viewQuery, error) {
	walk, err := frequent(r, terms, w.engine)
	return queryOf(v, terms, w.engine, walk && v.Sort != inbox.DueFirst && v.Contact == "" && len(v.HandedTo) == 0), err
}

func rowsOf(r reading, q *viewQuery, s stretch, limit int) ([]inbox.Row, error) {
	text, values := rowsSQL(q, s, limit)
	return all(r, readRow, text, values...)
}

// rowsSQL is the query for one page of a stretch, with all that a row shows.
func rowsSQL(q *viewQuery, s stretch, limit int) (string, []any) {
	way := ""
	if s.down {
		way = " DESC"
	}
	ids, values := q.page(s, limit)
	return `SELECT ` + rowColumns + `
		FROM (` + ids + `) page
		CROSS JOIN ` + rowTables + `
		WHERE c.id = page.id
		ORDER BY page.k` + way + `, page.id` + way, values
}

// Row gives one conversation as a line of a list.
func (w *Workspace) Row(ctx context.Context, id inbox.ConversationID) (inbox.Row, error) {
	r, err := first(w.glance(ctx), readRow, `SELECT `+rowColumns+` FROM `+rowTables+` WHERE c.id = ?`, id)
	return r, gone(err)
}

// gone explains that a conversation is not there.
func gone(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap(err, fault.NotFound, "fault.conversation-gone")
	}
	return explain(err)
}

// Counts gives every counter that is not zero.
func (w *Workspace) Counts(ctx context.Context) (map[inbox.Counter]int, error) {
	type count struct {
		name inbox.Counter
		n    int
	}
	read := func(s scanner) (c count, err error) {
		err = s.Scan(&c.name, &c.n)
		return c, err
	}
	list, err := all(w.glance(ctx), read, `SELECT name, n FROM counter WHERE n <> 0`)
	if err != nil {
		return nil, explain(err)
	}
	out := make(map[inbox.Counter]int, len(list))
	for _, c := range list {
		out[c.name] = c.n
	}
	return out, nil
}

// Total is how many conversations a view has, where a counter knows it.
func (w *Workspace) Total(ctx context.Context, v inbox.View) (int, bool) {
	name, ok := counterOf(v)
	if !ok {
		return 0, false
	}
	n, err := maybe(w.glance(ctx), plain[int], `SELECT n FROM counter WHERE name = ?`, name)
	if err != nil {
		w.opts.Log.Warn("read counter", "counter", string(name), "error", err)
		return 0, false
	}
	return n, true
}

// counterOf gives the counter that counts exactly what a view shows.
func counterOf(v inbox.View) (inbox.Counter, bool) {
	narrow := v
	narrow.Statuses, narrow.Sort = nil, ""
	active := len(v.Statuses) == 2 && slices.Contains(v.Statuses, inbox.New) && slices.Contains(v.Statuses, inbox.Open)
	for _, k := range []struct {
		only inbox.View
		when bool
		name inbox.Counter
	}{
		{inbox.View{}, active, inbox.CountInbox},
		{inbox.View{Unassigned: true}, active, inbox.CountUnassigned},
		{inbox.View{Assignee: v.Assignee}, active, inbox.CountMember(v.Assignee)},
		{inbox.View{Department: v.Department}, active, inbox.CountDepartment(v.Department)},
		{inbox.View{Account: v.Account}, active, inbox.CountAccount(v.Account)},
		{inbox.View{Tag: v.Tag}, active, inbox.CountTag(v.Tag)},
		{inbox.View{}, slices.Equal(v.Statuses, []inbox.Status{inbox.Waiting}), inbox.CountWaiting},
		{inbox.View{}, slices.Equal(v.Statuses, []inbox.Status{inbox.Snoozed}), inbox.CountSnoozed},
		{inbox.View{Automatic: true}, len(v.Statuses) == 0, inbox.CountAutomatic},
		{inbox.View{Watched: true}, len(v.Statuses) == 0, inbox.CountWatched},
	} {
		if k.when && sameView(narrow, k.only) {
			return k.name, true
		}
	}
	if len(v.HandedTo) == 1 && len(v.Statuses) == 0 && sameView(narrow, inbox.View{HandedTo: v.HandedTo}) {
		return inbox.CountHanded(v.HandedTo[0]), true
	}
	return "", false
}

func sameView(a, b inbox.View) bool {
	lists := slices.Equal(a.Statuses, b.Statuses) && slices.Equal(a.HandedTo, b.HandedTo)
	return lists && a.Assignee == b.Assignee && a.Unassigned == b.Unassigned && a.Department == b.Department && a.Account == b.Account &&
		a.Contact == b.Contact && a.Tag == b.Tag && a.Kind == b.Kind && a.Automatic == b.Automatic && a.Watched == b.Watched && a.Search == b.Search && a.Sort == b.Sort
}
