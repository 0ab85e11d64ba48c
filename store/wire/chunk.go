package wire

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// AppendChunk writes a chunk as one line of the answer to Bootstrap.
func AppendChunk(to []byte, c Chunk) ([]byte, error) {
	puts, packs := c.Puts, c.Packs
	c.Puts, c.Packs = nil, nil
	to, err := appendPuts(to, puts, c)
	if err != nil {
		return to, fmt.Errorf("write chunk: %w", err)
	}
	if len(packs) > 0 {
		to = appendPacks(to, packs)
	}
	return append(to, '\n'), nil
}

// AppendPage writes a page, as encoding/json would, without reading its rows
// again: each must be JSON.
func AppendPage(to []byte, p Page) ([]byte, error) {
	puts := p.Puts
	p.Puts = nil
	to, err := appendPuts(to, puts, p)
	if err != nil {
		return to, fmt.Errorf("write page: %w", err)
	}
	return to, nil
}

// appendPuts writes an object that has rows among its fields, these first.
func appendPuts(to []byte, puts []Row, fields any) ([]byte, error) {
	rest, err := json.Marshal(fields)
	if err != nil {
		return to, err
	}
	if len(puts) == 0 {
		return append(to, rest...), nil
	}
	to = append(to, `{"puts":[`...)
	for i, row := range puts {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendRow(to, row)
	}
	to = append(to, ']')
	if len(rest) > len(`{}`) {
		to = append(to, ',')
	}
	return append(to, rest[1:]...), nil
}

func appendRow(to []byte, row Row) []byte {
	to = AppendText(append(to, `{"kind":`...), row.Kind)
	to = AppendText(append(to, `,"id":`...), row.ID)
	to = strconv.AppendInt(append(to, `,"rev":`...), row.Rev, 10)
	to = append(to, `,"row":`...)
	if len(row.Row) == 0 {
		to = append(to, `null`...)
	}
	return append(append(to, row.Row...), '}')
}

// ReadChunk reads one line of the answer to Bootstrap. The rows stay in the
// line: it is not to be written to any more, and each is checked by who reads
// its Columns.
func ReadChunk(line []byte) (Chunk, error) {
	var c Chunk
	s := scan{raw: line}
	rest := []byte{'{'}
	err := s.fields(func(name []byte) error {
		switch string(name) {
		case "puts":
			return s.rows(&c.Puts)
		case "packs":
			return s.packs(&c.Packs)
		}
		v, err := s.value()
		if len(rest) > 1 {
			rest = append(rest, ',')
		}
		rest = append(append(append(append(rest, '"'), name...), '"', ':'), v...)
		return err
	})
	if err == nil && !s.done() {
		err = errJSON
	}
	puts, packs := c.Puts, c.Packs
	if err == nil {
		err = json.Unmarshal(append(rest, '}'), &c)
	}
	if err != nil {
		return Chunk{}, fmt.Errorf("read chunk: %w", err)
	}
	c.Puts, c.Packs = puts, packs
	return c, nil
}

func (s *scan) rows(into *[]Row) error {
	kind := ""
	return s.list(func() error {
		row := Row{Kind: kind}
		if err := s.row(&row); err != nil {
			return err
		}
		kind = row.Kind
		*into = append(*into, row)
		return nil
	})
}

// row reads one row; its kind is mostly the one of the row before.
func (s *scan) row(row *Row) error {
	before := row.Kind
	row.Kind = ""
	return s.fields(func(name []byte) error {
		switch string(name) {
		case "kind":
			quoted, err := s.text()
			if err != nil {
				return err
			}
			if string(quoted[1:len(quoted)-1]) == before && before != "" {
				row.Kind = before
				return nil
			}
			row.Kind, err = unquote(quoted)
			return err
		case "id":
			var err error
			row.ID, err = s.words()
			return err
		case "rev":
			raw, err := s.value()
			if err != nil {
				return err
			}
			var whole bool
			if row.Rev, whole = wholeNumber(raw); !whole {
				return errJSON
			}
			return nil
		case "row":
			raw, err := s.value()
			row.Row = raw
			return err
		default:
			_, err := s.value()
			return err
		}
	})
}
