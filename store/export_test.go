package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// What the tests of other packages' names want to look at.

// LoggedSince lists the keys in the change log after a revision.
func (w *Workspace) LoggedSince(ctx context.Context, rev int64) (map[string]string, error) {
	type entry struct{ key, op string }
	list, err := all(w.glance(ctx), func(s scanner) (e entry, err error) {
		var kind, id string
		err = s.Scan(&kind, &id, &e.op)
		e.key = kind + " " + id
		return e, err
	}, `SELECT kind, id, op FROM changelog WHERE rev > ?`, rev)
	out := map[string]string{}
	for _, e := range list {
		out[e.key] = e.op
	}
	return out, err
}

// Orphans lists the revisions of rows that are not there, and the rows that
// have none.
func (w *Workspace) Orphans(ctx context.Context) ([]string, error) {
	rows, err := w.Everything(ctx)
	if err != nil {
		return nil, err
	}
	marks, err := all(w.glance(ctx), func(s scanner) (string, error) {
		var kind, id string
		err := s.Scan(&kind, &id)
		return kind + " " + id, err
	}, `SELECT kind, id FROM row_rev`)
	var out []string
	for _, m := range marks {
		if _, there := rows[m]; !there {
			out = append(out, "a revision of nothing: "+m)
		}
		delete(rows, m)
	}
	for key := range rows {
		out = append(out, "a row without revision: "+key)
	}
	slices.Sort(out)
	return out, err
}

// TablesKnown gives the tables that desktops have a copy of, with their
// columns, and the others.
func TablesKnown() (replicated map[string][]string, others map[string]string) {
	replicated = map[string][]string{}
	for _, k := range kinds() {
		columns := slices.Clone(k.columns)
		for c := range k.own {
			columns = append(columns, c)
		}
		slices.Sort(columns)
		replicated[k.name] = columns
	}
	return replicated, kept()
}

// Tables gives the schema's tables with their columns, without those that the
// full text keeps by itself.
func (w *Workspace) Tables(ctx context.Context) (map[string][]string, error) {
	names, err := all(w.glance(ctx), plain[string], `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, n := range names {
		if strings.HasPrefix(n, "message_search_") {
			continue
		}
		columns, err := all(w.glance(ctx), func(s scanner) (string, error) {
			var name string
			var skip sql.RawBytes
			err := s.Scan(&name, &skip)
			return name, err
		}, `SELECT name, '' FROM pragma_table_info(?)`, n)
		if err != nil {
			return nil, err
		}
		slices.Sort(columns)
		out[n] = columns
	}
	return out, nil
}
