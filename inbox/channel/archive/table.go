package archive

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vigie/inbox/fault"
)

// Table says what the columns of a CSV file mean.
type Table struct {
	// Columns maps a field to the name of its column in the first line, or,
	// after "=", to the same text in every row.
	Columns map[string]string
	// TimeLayout reads created_at: a Go layout, "unix", "unix-ms" or "snowflake"
	// (the id of a tweet); empty takes what is usual.
	TimeLayout string
	Delimiter  rune // 0 is a comma, or a tab in a .tsv file
}

// Fields lists the fields that a column can be mapped to, besides
// "metrics.<name>".
func Fields() []string {
	return []string{
		"id", "channel", "account", "kind", "conversation", "parent", "direction", "handle", "name", "followers",
		"subject", "text", "html", "lang", "created_at", "url", "rating",
	}
}

// ParseColumns reads "field=column,field=column". A comma within a column's
// name is written twice.
func ParseColumns(spec string) (map[string]string, error) {
	columns := map[string]string{}
	for _, pair := range strings.Split(strings.ReplaceAll(spec, ",,", "\x00"), ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		field, column, ok := strings.Cut(strings.ReplaceAll(pair, "\x00", ","), "=")
		field = strings.TrimSpace(field)
		if !ok || strings.TrimSpace(column) == "" || (!slices.Contains(Fields(), field) && !strings.HasPrefix(field, "metrics.")) {
			return nil, fault.New(fault.Invalid, "fault.import-map", "Pair", pair)
		}
		columns[field] = column
	}
	return columns, nil
}

// csv reads a table; its first line names the columns.
func (f *files) csv(path string, r *bufio.Reader) error {
	c := csv.NewReader(r)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes = f.delimiter(path), -1, true
	head, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return f.broken(path, err)
	}
	rows, err := f.columns(head)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var bad *csv.ParseError
		if err != nil && !errors.As(err, &bad) {
			return f.broken(path, err)
		}
		line := 0
		if len(row) > 0 {
			line, _ = c.FieldPos(0)
		}
		if stop := f.emit(f.row(Where{path, line}, rows, row, err)); stop != nil {
			return stop
		}
	}
}

func (f *files) delimiter(path string) rune {
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	switch {
	case f.o.Table.Delimiter != 0:
		return f.o.Table.Delimiter
	case strings.HasSuffix(name, ".tsv"):
		return '\t'
	default:
		return ','
	}
}

// columnsOf is where each mapped field is, and what the columns are called.
type columnsOf struct {
	head  []string
	at    map[string]int
	fixed map[string]string
}

func (f *files) columns(head []string) (columnsOf, error) {
	c := columnsOf{at: map[string]int{}, fixed: map[string]string{}}
	for i, name := range head {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff")
		}
		c.head = append(c.head, strings.TrimSpace(decoded(name)))
	}
	mapped := f.o.Table.Columns
	if len(mapped) == 0 {
		mapped = sameNames(c.head)
	}
	for field, column := range mapped {
		if text, ok := strings.CutPrefix(column, "="); ok {
			c.fixed[field] = text
			continue
		}
		i := slices.IndexFunc(c.head, func(h string) bool { return strings.EqualFold(h, strings.TrimSpace(column)) })
		if i < 0 {
			return c, fault.New(fault.Invalid, "fault.import-no-column", "Column", column, "Columns", strings.Join(c.head, ", "))
		}
		c.at[field] = i
	}
	if _, text := c.at["text"]; !text {
		if _, page := c.at["html"]; !page {
			return c, fault.New(fault.Invalid, "fault.import-no-text-column", "Columns", strings.Join(c.head, ", "))
		}
	}
	return c, nil
}

// sameNames maps the columns that are called like a field.
func sameNames(head []string) map[string]string {
	columns := map[string]string{}
	for _, h := range head {
		if field := strings.ToLower(h); slices.Contains(Fields(), field) || strings.HasPrefix(field, "metrics.") {
			columns[field] = h
		}
	}
	return columns
}

// row makes a post of a row. The payload that is kept has every column, also
// those that mean nothing here.
func (f *files) row(at Where, c columnsOf, row []string, bad error) Record {
	all := map[string]string{}
	for i, cell := range row {
		name := "column " + strconv.Itoa(i+1)
		if i < len(c.head) && c.head[i] != "" {
			name = c.head[i]
		}
		all[name] = decoded(cell)
	}
	get := func(field string) string {
		if text, ok := c.fixed[field]; ok {
			return text
		}
		if i, ok := c.at[field]; ok && i < len(row) {
			return strings.TrimSpace(decoded(row[i]))
		}
		return ""
	}
	p, err := f.cells(get, c)
	p.Columns = all
	raw, failed := json.Marshal(p)
	if err = errors.Join(bad, err, failed); err != nil {
		return Record{Where: at, Raw: raw, Err: jsonFault(err), Channel: "", Account: get("account")}
	}
	return f.record(at, p, raw)
}

func (f *files) cells(get func(string) string, c columnsOf) (p Post, err error) {
	p = Post{
		ID: Text(get("id")), Channel: get("channel"), Account: get("account"), Kind: get("kind"),
		Conversation: Text(get("conversation")), Parent: Text(get("parent")), Direction: get("direction"),
		Author:  Author{Handle: get("handle"), Name: get("name")},
		Subject: get("subject"), Text: get("text"), HTML: get("html"), Lang: get("lang"), URL: get("url"),
	}
	if s := get("created_at"); s != "" {
		p.CreatedAt.Time, err = readTime(s, f.o.Table.TimeLayout)
	}
	if s := get("followers"); s != "" {
		n, bad := number(s)
		p.Author.Followers, err = &n, errors.Join(err, wrong("followers", bad))
	}
	if s := get("rating"); s != "" {
		n, bad := strconv.Atoi(s)
		p.Rating, err = &n, errors.Join(err, wrong("rating", bad))
	}
	for _, field := range append(keys(c.at), keys(c.fixed)...) {
		name, ok := strings.CutPrefix(field, "metrics.")
		s := get(field)
		if !ok || s == "" {
			continue
		}
		n, bad := number(s)
		if p.Metrics == nil {
			p.Metrics = map[string]int64{}
		}
		p.Metrics[name], err = n, errors.Join(err, wrong(field, bad))
	}
	return p, err
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func wrong(field string, bad error) error {
	if bad == nil {
		return nil
	}
	return fault.Wrap(bad, fault.Invalid, "fault.import-field", "Field", field)
}

// number reads a whole number, also one that a spreadsheet wrote as "12.0" or
// "1 234".
func number(s string) (int64, error) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, s)
	return strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64)
}

// decoded reads a cell as UTF-8, or as what Western spreadsheets write when it
// is not.
func decoded(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	text, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return text
}
