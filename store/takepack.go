package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"vigie/store/wire"
)

// readPack reads the columns of the rows of a pack. What a newer server sends
// besides, and what a desk keeps for itself, is left out.
func readPack(p wire.Pack) ([]read, error) {
	k, known := kindNamed(p.Kind)
	if !known {
		return nil, nil
	}
	if !p.Sound() {
		return nil, fmt.Errorf("a pack of %s has rows of another length", p.Kind)
	}
	u := unpacking{k: k, columns: p.Columns, where: placesOf(k.columns, p.Columns), key: placesOf(k.key, p.Columns)}
	if slices.Contains(u.key, -1) {
		return nil, fmt.Errorf("a pack of %s has no key", p.Kind)
	}
	for i, c := range p.Columns {
		if !slices.Contains(k.columns, c) {
			u.beside = append(u.beside, i)
		}
	}
	out := make([]read, 0, len(p.Rows))
	for _, values := range p.Rows {
		row, err := u.row(values[1:])
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", k.name, err)
		}
		if row.Rev, _ = values[0].(int64); !k.local(row.ID) {
			out = append(out, row)
		}
	}
	return out, nil
}

// unpacking is how the columns of a pack are those of a kind.
type unpacking struct {
	k       kind
	columns []string
	where   []int // of each column of the kind in the pack; -1 is not there
	key     []int
	beside  []int // columns that the kind does not have
}

func (u unpacking) row(values []any) (read, error) {
	row := read{kind: u.k, sent: sent{names: u.k.columns, values: make([]any, len(u.where))}}
	there, all := make([]bool, len(u.where)), true
	for i, from := range u.where {
		if from < 0 || values[from] == nil && u.k.columns[i] != "followers" {
			all = false // what is null does not travel
			continue
		}
		if odd, is := values[from].(json.RawMessage); is {
			return row, fmt.Errorf("%s is %.20s", u.k.columns[i], odd)
		}
		row.sent.values[i], there[i] = values[from], true
	}
	if !all {
		row.sent.leave(there)
	}
	for _, from := range u.beside {
		if values[from] != nil {
			row.sent.beside = append(row.sent.beside, besides{u.columns[from], values[from]})
		}
	}
	parts := make([]any, len(u.key))
	for i, from := range u.key {
		parts[i] = values[from]
	}
	row.Row = wire.Row{Kind: u.k.name, ID: u.k.join(parts)}
	return row, nil
}

// whole is the row as it travels by itself.
func (r read) whole() string {
	if len(r.Row.Row) > 0 {
		return string(r.Row.Row)
	}
	names, values := slices.Clone(r.sent.names), slices.Clone(r.sent.values)
	for _, b := range r.sent.beside {
		names, values = append(names, b.name), append(values, b.value)
	}
	return string(object(names, values))
}
