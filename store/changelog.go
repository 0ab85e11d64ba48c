package store

import (
	"fmt"
	"strings"
)

// The operations of the change log, as wire.Op has them.
const (
	opPut   = "put"
	opDel   = "del"
	opErase = "erase"
)

// nobody is how the change log writes that no audience saw a row.
const nobody = "-"

// erased notes that a row is no more and that its bytes must go everywhere.
func (x *writing) erased(kind, id string) { x.log(rowKey{kind, id}, opErase, "") }

// moved notes that a row changed and is no longer seen by all who saw it.
func (x *writing) moved(kind, id string, before []string) {
	x.log(rowKey{kind, id}, opPut, beforeWords(before))
}

func beforeWords(names []string) string {
	if len(names) == 0 {
		return nobody
	}
	return strings.Join(names, " ")
}

// settingOfDesk reports a key that never leaves this computer.
func (k rowKey) settingOfDesk() bool {
	return k.kind == "setting" && strings.HasPrefix(k.id, deskPrefix)
}

// bump moves the revision on by the number of keys and writes them under it. A
// desktop's copy numbers nothing: its rows bear the server's numbers.
func (x *writing) bump() error {
	if len(x.keys) == 0 || x.w.copied() {
		return nil
	}
	if err := x.findRevision(); err != nil {
		return err
	}
	if _, err := x.exec(`UPDATE workspace SET rev = rev + ? WHERE id = 1`, len(x.keys)); err != nil {
		return fmt.Errorf("bump revision: %w", err)
	}
	first := x.begunAt // nobody else moved it: the turn is this transaction's
	x.ours(first, first+int64(len(x.keys)))
	rows := make([][]any, len(x.keys))
	for i, k := range x.keys {
		rows[i] = []any{first + int64(i) + 1, k.kind, k.id, k.op, k.before, millis(x.now)}
	}
	if err := x.tellMoved(first + int64(len(x.keys))); err != nil {
		return fmt.Errorf("tell of the revision: %w", err)
	}
	if err := x.insertMany(`INSERT INTO changelog (rev, kind, id, op, before, at) VALUES `, rows); err != nil {
		return err
	}
	return x.number(first)
}

// number gives the rows that changed their revision, and forgets that of rows
// that are no more.
func (x *writing) number(first int64) error {
	known := map[string]bool{}
	for _, k := range kinds() {
		known[k.name] = true
	}
	var rows [][]any
	for i, k := range x.keys {
		switch {
		case !known[k.kind]:
		case k.op == opPut:
			rows = append(rows, []any{k.kind, k.id, first + int64(i) + 1})
		default:
			if _, err := x.exec(`DELETE FROM row_rev WHERE kind = ? AND id = ?`, k.kind, k.id); err != nil {
				return fmt.Errorf("forget revision: %w", err)
			}
		}
	}
	return x.insertOr(`INSERT INTO row_rev (kind, id, rev) VALUES `, rows, ` ON CONFLICT (kind, id) DO UPDATE SET rev = excluded.rev`)
}
