package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// appendPacks adds packs to the fields of an object that ends here.
func appendPacks(to []byte, packs []Pack) []byte {
	to = to[:len(to)-1]
	if to[len(to)-1] != '{' {
		to = append(to, ',')
	}
	to = append(to, `"packs":[`...)
	for i, p := range packs {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendPack(to, p)
	}
	return append(to, `]}`...)
}

func appendPack(to []byte, p Pack) []byte {
	to = AppendText(append(to, `{"kind":`...), p.Kind)
	to = append(to, `,"columns":[`...)
	for i, c := range p.Columns {
		if i > 0 {
			to = append(to, ',')
		}
		to = AppendText(to, c)
	}
	to = append(to, `],"rows":[`...)
	for i, row := range p.Rows {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, '[')
		for j, v := range row {
			if j > 0 {
				to = append(to, ',')
			}
			to = AppendValue(to, v)
		}
		to = append(to, ']')
	}
	return append(to, `]}`...)
}

// AppendValue writes a column as JSON: a text, a number, a truth as 0 or 1, null
// for nil, and JSON as it is. Anything else is written as text.
func AppendValue(to []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return AppendText(to, v)
	case int64:
		return strconv.AppendInt(to, v, 10)
	case []byte:
		return AppendText(to, string(v))
	case json.RawMessage:
		return append(to, v...)
	case bool:
		if v {
			return append(to, '1')
		}
		return append(to, '0')
	case nil:
		return append(to, `null`...)
	default:
		return AppendText(to, fmt.Sprint(v))
	}
}

// packs reads packs with their values: texts are parts of the line as a string,
// and not copied one by one.
func (s *scan) packs(into *[]Pack) error {
	if s.whole == "" {
		s.whole = string(s.raw)
	}
	return s.list(func() error {
		var p Pack
		if err := s.pack(&p); err != nil {
			return err
		}
		*into = append(*into, p)
		return nil
	})
}

func (s *scan) pack(p *Pack) error {
	return s.fields(func(name []byte) error {
		switch string(name) {
		case "kind":
			var err error
			p.Kind, err = s.words()
			return err
		case "columns":
			raw, err := s.value()
			if err != nil {
				return err
			}
			return json.Unmarshal(raw, &p.Columns)
		case "rows":
			return s.list(func() error {
				row := make([]any, 0, len(p.Columns)+1)
				err := s.list(func() error {
					v, err := s.column()
					row = append(row, v)
					return err
				})
				p.Rows = append(p.Rows, row)
				return err
			})
		default:
			_, err := s.value()
			return err
		}
	})
}

// Sound reports whether each row has its revision and a value for each column.
func (p Pack) Sound() bool {
	return !slices.ContainsFunc(p.Rows, func(row []any) bool {
		if len(row) != len(p.Columns)+1 {
			return true
		}
		_, whole := row[0].(int64)
		return !whole
	})
}
