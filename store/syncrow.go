package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/store/wire"
)

// ids lists the keys of the rows that a condition names.
func (k kind) ids(r reading, condition string, values ...any) ([]string, error) {
	read := func(s scanner) (string, error) {
		parts := make([]any, len(k.key))
		into := make([]any, len(k.key))
		for i := range parts {
			into[i] = &parts[i]
		}
		if err := s.Scan(into...); err != nil {
			return "", err
		}
		return k.join(parts), nil
	}
	list, err := all(r, read, `SELECT `+strings.Join(k.key, ", ")+` FROM `+k.name+` WHERE `+condition, values...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", k.name, err)
	}
	return list, nil
}

func (k kind) join(parts []any) string {
	text := make([]string, len(parts))
	for i, p := range parts {
		text[i] = textOf(p)
	}
	if len(text) == 1 {
		return text[0]
	}
	return keyOf(text...)
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.Itoa(bit(v))
	default:
		return fmt.Sprint(v)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rowsAtOnce is how many rows one statement reads by their keys.
const rowsAtOnce = 100

// rows reads the current rows of keys; those that are not there are left out.
// Rev is that of row_rev, 0 where there is none.
func (k kind) rows(r reading, ids []string) ([]wire.Row, error) {
	list, err := k.drawn(r, ids)
	return rowsFrom(list), err
}

// drawn is rows before they are written as they travel.
func (k kind) drawn(r reading, ids []string) ([]drawn, error) {
	var out []drawn
	for part := range slices.Chunk(ids, rowsAtOnce) {
		list, err := k.some(r, part)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", k.name, err)
		}
		out = append(out, list...)
	}
	if k.name != "message" {
		return out, nil
	}
	return out, nestRevisions(r, out)
}

func (k kind) some(r reading, ids []string) ([]drawn, error) {
	if len(k.key) == 1 {
		marks, few := fewOf(ids)
		return all(r, k.draw(), k.query()+` WHERE t.`+k.key[0]+` IN `+marks, few...)
	}
	var out []drawn
	for _, id := range ids {
		parts, err := k.parts(id)
		if err != nil {
			return nil, err
		}
		list, err := all(r, k.draw(), k.query()+` WHERE t.`+strings.Join(k.key, " = ? AND t.")+` = ?`, parts...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// query reads whole rows with their revision. A composite key is joined by the
// reader, and its revision looked up by it.
func (k kind) query() string {
	columns := `t.` + strings.Join(k.columns, ", t.")
	join := ""
	if k.name == "message" {
		columns += `, x.text, x.quoted, x.signature`
		join = ` LEFT JOIN message_text x ON x.num = t.num`
	}
	return `SELECT ` + columns + `, COALESCE((SELECT v.rev FROM row_rev v WHERE v.kind = '` + k.name + `' AND v.id = ` + k.keyText() + `), 0)
		FROM ` + k.name + ` t` + join
}

// keyText is the key of a row as the change log has it, in SQL.
func (k kind) keyText() string {
	if len(k.key) == 1 {
		return "t." + k.key[0]
	}
	parts := make([]string, len(k.key))
	for i, c := range k.key {
		parts[i] = `REPLACE(REPLACE(CAST(t.` + c + ` AS TEXT), '%', '%25'), ' ', '%20')`
	}
	return strings.Join(parts, ` || ' ' || `)
}

// object writes names and values as a JSON object, in their order. What is
// null is left out.
func object(names []string, values []any) []byte {
	size := 2
	for i, n := range names {
		size += len(n) + 24
		if text, ok := values[i].(string); ok {
			size += len(text) + len(text)/16
		}
	}
	out := append(make([]byte, 0, size), '{')
	for i, n := range names {
		if values[i] == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), n...), '"', ':')
		switch v := values[i].(type) {
		case int64:
			out = strconv.AppendInt(out, v, 10)
		case bool:
			out = strconv.AppendInt(out, int64(bit(v)), 10)
		case json.RawMessage:
			out = append(out, v...)
		default:
			out = wire.AppendText(out, textOf(v))
		}
	}
	return append(out, '}')
}

// pastText is what a message said before, as it travels inside it.
type pastText struct {
	Revision int64           `json:"revision"`
	At       int64           `json:"at"`
	Body     json.RawMessage `json:"body"`
}

// nestRevisions puts into messages what they said before.
func nestRevisions(r reading, rows []drawn) error {
	read := func(s scanner) (p pastText, err error) {
		var text []byte
		err = s.Scan(&p.Revision, &p.At, &text)
		p.Body = text
		return p, err
	}
	for i, row := range rows {
		if n, _ := row.value("revision").(int64); n == 0 {
			continue
		}
		past, err := all(r, read, `SELECT v.revision, v.at, v.body
			FROM message_revision v
			JOIN message m ON m.num = v.num
			WHERE m.id = ?
			ORDER BY v.revision`, row.id)
		if err != nil {
			return fmt.Errorf("read revisions: %w", err)
		}
		if len(past) == 0 {
			continue
		}
		text, err := pack(past)
		if err != nil {
			return err
		}
		rows[i].values[slices.Index(row.names, "past")] = json.RawMessage(text)
	}
	return nil
}
