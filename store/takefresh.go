package store

import (
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/store/wire"
)

// take takes a row from the server: into its shadow where an order changed it
// here, else into its place. What is older than what is here is passed over.
func (x *writing) take(k kind, row wire.Row) error {
	key := rowKey{row.Kind, row.ID}
	have := x.known[key]
	if have >= row.Rev && have > 0 {
		return nil
	}
	x.known[key] = row.Rev
	x.stamps = append(x.stamps, []any{key.kind, key.id, row.Rev})
	if x.shadowed[key] {
		_, err := x.shadow(key, string(row.Row))
		return err
	}
	if have == 0 && !x.gathered[key] {
		return x.gather(k, row)
	}
	if x.gathered[key] {
		if err := x.flushFresh(); err != nil {
			return err
		}
	}
	return x.setRow(k, row.ID, row.Row)
}

// takeAll takes rows: what is known of them is read at once, and what is
// written beside them at the end.
func (x *writing) takeAll(rows []wire.Row) error {
	if err := x.recall(rows); err != nil {
		return err
	}
	x.startFresh()
	for _, row := range rows {
		k := x.kind(row.Kind)
		if k.name == "" || k.local(row.ID) { // "" is of a newer server
			continue
		}
		if err := x.take(k, row); err != nil {
			return err
		}
	}
	if err := x.flushFresh(); err != nil {
		return err
	}
	err := x.insertOr(`INSERT INTO row_rev (kind, id, rev) VALUES `, x.stamps, ` ON CONFLICT (kind, id) DO UPDATE SET rev = excluded.rev`)
	x.stamps = nil
	return err
}

// recall reads which revisions are here of rows, and which have shadows.
func (x *writing) recall(rows []wire.Row) error {
	x.known, x.shadowed = map[rowKey]int64{}, map[rowKey]bool{}
	byKind := map[string][]string{}
	for _, row := range rows {
		byKind[row.Kind] = append(byKind[row.Kind], row.ID)
	}
	type mark struct {
		id  string
		rev int64
	}
	read := func(s scanner) (m mark, err error) {
		err = s.Scan(&m.id, &m.rev)
		return m, err
	}
	for kind, ids := range byKind {
		for part := range slices.Chunk(ids, rowsAtOnce) {
			values := append([]any{kind}, padded(part)...)
			list, err := all(x, read, `SELECT id, rev FROM row_rev WHERE kind = ? AND id IN `+question(rowsAtOnce), values...)
			if err != nil {
				return fmt.Errorf("read revisions: %w", err)
			}
			for _, m := range list {
				x.known[rowKey{kind, m.id}] = m.rev
			}
		}
	}
	list, err := all(x, func(s scanner) (k rowKey, err error) {
		err = s.Scan(&k.kind, &k.id)
		return k, err
	}, `SELECT kind, id FROM shadow`)
	for _, k := range list {
		x.shadowed[k] = true
	}
	return err
}

// fresh are rows of one kind that were never here, on their way into the copy:
// written many in a statement, they cost a fraction of what they cost one by
// one.
type fresh struct {
	k     kind
	names []string // the columns that all of them have
	ids   []string
	rows  []sent
}

// gather takes a row that was never here in line. A row of other columns than
// those in line, or of a kind with columns that each side keeps for itself, is
// written at once.
func (x *writing) gather(k kind, row wire.Row) error {
	came, err := k.columnsOf(row.Row)
	if err != nil {
		return err
	}
	f := x.fresh[k.name]
	if f == nil {
		f = &fresh{k: k, names: came.names}
		x.fresh[k.name] = f
		x.freshKinds = append(x.freshKinds, k.name)
	}
	if k.fixed() || !slices.Equal(f.names, came.names) {
		return x.setRow(k, row.ID, row.Row)
	}
	x.put(k.name, row.ID)
	x.gathered[rowKey{row.Kind, row.ID}] = true
	f.ids, f.rows = append(f.ids, row.ID), append(f.rows, came)
	return nil
}

// fixed reports whether a new row of the kind has values besides what travels.
func (k kind) fixed() bool {
	for _, v := range k.own {
		if v != "" {
			return true
		}
	}
	return false
}

// flushFresh writes what is in line, in the order in which the kinds came, and
// what follows from it.
func (x *writing) flushFresh() error {
	for _, name := range x.freshKinds {
		f := x.fresh[name]
		head := `INSERT INTO ` + name + ` (` + strings.Join(f.names, ", ") + `) VALUES `
		rows := make([][]any, len(f.rows))
		for i, row := range f.rows {
			rows[i] = row.values
		}
		if err := x.insertOr(head, rows, f.k.onConflict(f.names)); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := x.followFresh(f); err != nil {
			return err
		}
	}
	x.startFresh()
	return nil
}

func (x *writing) startFresh() {
	x.fresh, x.gathered, x.freshKinds = map[string]*fresh{}, map[rowKey]bool{}, nil
}

// followFresh derives what follows from rows that were written.
func (x *writing) followFresh(f *fresh) error {
	switch f.k.name {
	case "conversation":
		return x.countFresh(f.ids)
	case "message":
		return x.textsOfFresh(f)
	}
	for i, id := range f.ids {
		if err := x.derived(f.k, id, f.rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// countFresh counts and tags conversations that were never here.
func (x *writing) countFresh(ids []string) error {
	for part := range slices.Chunk(ids, rowsAtOnce) {
		list, err := all(x, readConversation, `SELECT `+conversationColumns+` FROM conversation c WHERE c.id IN `+question(rowsAtOnce), padded(part)...)
		if err != nil {
			return fmt.Errorf("read conversations: %w", err)
		}
		for _, c := range list {
			x.notice.Conversations = append(x.notice.Conversations, c.ID)
			if err := x.keepCount(inbox.Conversation{}, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// textsOfFresh writes the texts of messages under the numbers that they got.
func (x *writing) textsOfFresh(f *fresh) error {
	nums := make(map[string]int64, len(f.ids))
	for part := range slices.Chunk(f.ids, rowsAtOnce) {
		type numberOf struct {
			id  string
			num int64
		}
		list, err := all(x, func(s scanner) (n numberOf, err error) {
			err = s.Scan(&n.id, &n.num)
			return n, err
		}, `SELECT id, num FROM message WHERE id IN `+question(rowsAtOnce), padded(part)...)
		if err != nil {
			return fmt.Errorf("number messages: %w", err)
		}
		for _, n := range list {
			nums[n.id] = n.num
		}
	}
	for i, id := range f.ids {
		if err := x.textsOf(numbered{num: nums[id]}, false, f.rows[i]); err != nil {
			return err
		}
	}
	return x.flushTexts()
}
