package store

import (
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/store/wire"
)

// read is a row that came, with its columns: as it travelled it is only wanted
// for a shadow.
type read struct {
	wire.Row
	kind kind
	sent sent
}

// readRows reads the columns of rows. Those of a newer server, and those that a
// desk keeps for itself, are left out.
func readRows(rows []wire.Row) ([]read, error) {
	known := map[string]kind{}
	for _, k := range kinds() {
		known[k.name] = k
	}
	out := make([]read, 0, len(rows))
	for _, row := range rows {
		k, is := known[row.Kind]
		if !is || k.local(row.ID) {
			continue
		}
		columns, err := k.columnsOf(row.Row)
		if err != nil {
			return nil, err
		}
		out = append(out, read{row, k, columns})
	}
	return out, nil
}

// take takes a row from the server: into its shadow where an order changed it
// here, else into its place. What is older than what is here is passed over.
func (x *writing) take(row read) error {
	key := rowKey{row.Kind, row.ID}
	have, there := x.known[key]
	if have >= row.Rev && have > 0 {
		return nil
	}
	x.known[key] = row.Rev
	x.stamps = append(x.stamps, []any{key.kind, key.id, row.Rev})
	if x.shadowed[key] {
		_, err := x.shadow(key, row.whole())
		return err
	}
	if !there {
		return x.gather(row)
	}
	if x.gathered[key] {
		if err := x.flushFresh(); err != nil {
			return err
		}
	}
	return x.setSent(row.kind, row.ID, row.sent)
}

// takeRows takes rows as they came.
func (x *writing) takeRows(rows []wire.Row) error {
	list, err := readRows(rows)
	if err != nil {
		return err
	}
	return x.takeAll(list)
}

// takeAll takes rows: what is known of them is read at once, and what is
// written beside them at the end.
func (x *writing) takeAll(rows []read) error {
	if err := x.recall(rows); err != nil {
		return err
	}
	x.startFresh()
	for _, row := range rows {
		if err := x.take(row); err != nil {
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
func (x *writing) recall(rows []read) error {
	x.known, x.shadowed = map[rowKey]int64{}, map[rowKey]bool{}
	byKind := map[string][]string{}
	for _, row := range rows {
		byKind[row.Kind] = append(byKind[row.Kind], row.ID)
	}
	type mark struct {
		id  string
		rev int64
	}
	one := func(s scanner) (m mark, err error) {
		err = s.Scan(&m.id, &m.rev)
		return m, err
	}
	for kind, ids := range byKind {
		for part := range slices.Chunk(ids, rowsAtOnce) {
			values := append([]any{kind}, padded(part)...)
			list, err := all(x, one, `SELECT id, rev FROM row_rev WHERE kind = ? AND id IN `+question(rowsAtOnce), values...)
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
func (x *writing) gather(row read) error {
	k := row.kind
	f := x.fresh[k.name]
	if f == nil {
		f = &fresh{k: k, names: row.sent.names}
		x.fresh[k.name] = f
		x.freshKinds = append(x.freshKinds, k.name)
	}
	if k.fixed() || !slices.Equal(f.names, row.sent.names) {
		return x.setSent(k, row.ID, row.sent)
	}
	x.put(k.name, row.ID)
	x.gathered[rowKey{row.Kind, row.ID}] = true
	f.ids, f.rows = append(f.ids, row.ID), append(f.rows, row.sent)
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
		if name == "message" {
			if err := x.insertMessages(f); err != nil {
				return err
			}
			continue
		}
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
	if f.k.name == "conversation" {
		return x.countFresh(f)
	}
	for i, id := range f.ids {
		if err := x.derived(f.k, id, f.rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// countFresh counts and tags conversations that were never here.
func (x *writing) countFresh(f *fresh) error {
	where := placesOf(strings.Fields(strings.NewReplacer(",", " ", "c.", "").Replace(conversationColumns)), f.names)
	for _, row := range f.rows {
		c, err := readConversation(cells{row.values, where})
		if err != nil {
			return fmt.Errorf("count conversation: %w", err)
		}
		x.notice.Conversations = append(x.notice.Conversations, c.ID)
		if err := x.keepCount(inbox.Conversation{}, c); err != nil {
			return err
		}
	}
	return nil
}

// insertMessages writes messages that were never here, under numbers of ours. A
// row that is there after all keeps its number and is written by itself.
func (x *writing) insertMessages(f *fresh) error {
	head := `INSERT INTO message (num, ` + strings.Join(f.names, ", ") + `) VALUES `
	for len(f.rows) > 0 {
		n := len(f.rows)
		for _, size := range []int{rowsAtOnce, 25, 5, 1} {
			if n >= size {
				n = size
				break
			}
		}
		values, first := make([]any, 0, n*(len(f.names)+1)), int64(0)
		for i, row := range f.rows[:n] {
			num, err := x.nextNum()
			if err != nil {
				return err
			}
			if i == 0 {
				first = num
			}
			values = append(append(values, num), row.values...)
		}
		done, err := x.exec(head+marks(n, len(f.names)+1)+` ON CONFLICT (id) DO NOTHING`, values...)
		if err != nil {
			return fmt.Errorf("write message: %w", err)
		}
		written, err := done.RowsAffected()
		if err != nil {
			return fmt.Errorf("write message: %w", err)
		}
		if err := x.textsOfFresh(f, n, first, int(written)); err != nil {
			return err
		}
		f.ids, f.rows = f.ids[n:], f.rows[n:]
	}
	return x.flushTexts()
}

// textsOfFresh gathers the texts of the first n messages, written under numbers
// from one on; where not all of them were, each is looked at.
func (x *writing) textsOfFresh(f *fresh, n int, num int64, written int) error {
	for i, row := range f.rows[:n] {
		var err error
		if written == n {
			err = x.textsOf(numbered{num: num + int64(i)}, false, row)
		} else {
			err = x.setMessage(f.k, f.ids[i], row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
