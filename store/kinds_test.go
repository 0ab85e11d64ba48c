package store_test

import (
	"context"
	"slices"
	"testing"

	"vigie/store"
)

func TestKinds_NameEveryTableOfTheSchema(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	tables, err := h.Tables(context.Background())
	h.must(err)
	replicated, others := store.TablesKnown()
	for name, columns := range tables {
		want, travels := replicated[name]
		_, stays := others[name]
		switch {
		case travels == stays:
			t.Errorf("%s: say in kinds.go whether desktops get it, and only one of both", name)
		case travels && !slices.Equal(columns, want):
			t.Errorf("%s has the columns\n%v, kinds.go says\n%v", name, columns, want)
		}
		delete(replicated, name)
		delete(others, name)
	}
	if len(replicated)+len(others) > 0 {
		t.Errorf("no such tables: %v %v", replicated, others)
	}
}

// unlogged compares the rows with what they were when it was last asked, and
// names those that changed without a line in the change log: a desktop would
// never hear of them.
func (h *house) unlogged() {
	h.t.Helper()
	if _, bench := h.t.(*testing.B); bench || h.Workspace == nil || h.tampered {
		return
	}
	ctx := context.Background()
	if len(h.seenRows) > 200 {
		return // the small tests do
	}
	rows, err := h.Everything(ctx)
	if err != nil {
		return // it was closed, or broken on purpose
	}
	logged, err := h.LoggedSince(ctx, h.seenRev)
	h.must(err)
	if h.seenRows != nil {
		for key, row := range rows {
			if _, ok := logged[key]; !ok && h.seenRows[key] != row {
				h.t.Errorf("not in the change log: %s", key)
			}
		}
		for key := range h.seenRows {
			if _, there := rows[key]; !there && logged[key] != "del" && logged[key] != "erase" {
				h.t.Errorf("its end is not in the change log: %s", key)
			}
		}
	}
	h.seenRows = rows
	h.seenRev, err = h.Revision(ctx)
	h.must(err)
	orphans, err := h.Orphans(ctx)
	h.must(err)
	for _, o := range orphans {
		h.t.Error(o)
	}
}
