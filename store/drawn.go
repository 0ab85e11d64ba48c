package store

import (
	"slices"

	"vigie/store/wire"
)

// drawn is a row as it was read from the database.
type drawn struct {
	kind   string
	id     string
	rev    int64
	names  []string // shared by all rows that were read together
	values []any
}

// value gives a column; nil is none, or null.
func (d drawn) value(name string) any {
	if i := slices.Index(d.names, name); i >= 0 {
		return d.values[i]
	}
	return nil
}

// travels lists the columns of a row that travels. What a message said before
// comes by another question (nestRevisions).
func (k kind) travels() []string {
	if k.name != "message" {
		return k.columns
	}
	return slices.Concat(k.columns, words("text quoted signature past"))
}

// draw makes what reads the rows of query.
func (k kind) draw() func(scanner) (drawn, error) {
	names := k.travels()
	asked := len(names)
	if k.name == "message" {
		asked-- // but for what it said before
	}
	key := placesOf(k.key, names)
	into := make([]any, asked+1)
	return func(s scanner) (drawn, error) {
		row := drawn{kind: k.name, names: names, values: make([]any, len(names))}
		for i := range asked {
			into[i] = &row.values[i]
		}
		into[asked] = &row.rev
		if err := s.Scan(into...); err != nil {
			return row, err
		}
		if len(key) == 1 {
			row.id = textOf(row.values[key[0]])
			return row, nil
		}
		parts := make([]any, len(key))
		for i, place := range key {
			parts[i] = row.values[place]
		}
		row.id = k.join(parts)
		return row, nil
	}
}

// rowsFrom writes rows as they travel one by one.
func rowsFrom(list []drawn) []wire.Row {
	if len(list) == 0 {
		return nil
	}
	out := make([]wire.Row, len(list))
	for i, d := range list {
		out[i] = wire.Row{Kind: d.kind, ID: d.id, Rev: d.rev, Row: object(d.names, d.values)}
	}
	return out
}

// packsOf puts rows together by their kinds, in the order in which these came.
func packsOf(list []drawn) []wire.Pack {
	var out []wire.Pack
	place := map[string]int{}
	for _, d := range list {
		i, there := place[d.kind]
		if !there {
			i = len(out)
			place[d.kind] = i
			out = append(out, wire.Pack{Kind: d.kind, Columns: d.names})
		}
		row := make([]any, 0, len(d.values)+1)
		out[i].Rows = append(out[i].Rows, append(append(row, d.rev), d.values...))
	}
	return out
}
