package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// table is a table of the schema, as it is carried from one database to
// another.
type table struct {
	name    string
	columns []string
	parents []string // what its rows name, and must be there before them
}

// tablesOf reads the tables from a database in a file, parents first. The full
// text is made anew where it goes, and so is the line of what waits for it.
func tablesOf(r reading) ([]table, error) {
	names, err := all(r, plain[string], `SELECT name
		FROM sqlite_schema
		WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'message_search%' AND name <> 'search_queue'
		ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	var out []table
	for _, n := range names {
		t := table{name: n}
		if t.columns, err = all(r, plain[string], `SELECT name FROM pragma_table_info(?) ORDER BY cid`, n); err != nil {
			return nil, fmt.Errorf("list columns of %s: %w", n, err)
		}
		if t.parents, err = all(r, plain[string], `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)`, n); err != nil {
			return nil, fmt.Errorf("list parents of %s: %w", n, err)
		}
		out = append(out, t)
	}
	return parentsFirst(out), nil
}

// parentsFirst orders tables so that what a row names is there before it.
func parentsFirst(list []table) []table {
	var out []table
	there := map[string]bool{}
	for len(list) > 0 {
		left := slices.DeleteFunc(slices.Clone(list), func(t table) bool {
			return !slices.ContainsFunc(t.parents, func(p string) bool { return p != t.name && !there[p] })
		})
		if len(left) == len(list) {
			return append(out, list...) // a circle: the database says whether it minds
		}
		for _, t := range list {
			if !slices.ContainsFunc(left, func(l table) bool { return l.name == t.name }) {
				out, there[t.name] = append(out, t), true
			}
		}
		list = left
	}
	return out
}

// eachRow reads the rows of a table, in no order. The values are only good
// during the call.
func (t table) eachRow(r reading, f func(values []any) error) error {
	rows, err := r.query(`SELECT ` + strings.Join(t.columns, ", ") + ` FROM ` + t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	next := t.scan(rows)
	for {
		values, err := next()
		if err != nil || values == nil {
			return err
		}
		if err := f(values); err != nil {
			return err
		}
	}
}

// scan gives one row after the other; nil is the end.
func (t table) scan(rows *sql.Rows) func() ([]any, error) {
	into := make([]any, len(t.columns))
	return func() ([]any, error) {
		if !rows.Next() {
			return nil, rows.Err()
		}
		values := make([]any, len(into))
		for i := range values {
			into[i] = &values[i]
		}
		return values, rows.Scan(into...)
	}
}

// turnOf reads in the transaction of a writing connection.
type turnOf struct {
	ctx  context.Context
	conn *sql.Conn
}

func (o turnOf) query(text string, args ...any) (*sql.Rows, error) {
	return o.conn.QueryContext(o.ctx, text, args...)
}

// carrying takes all rows of a database into another one, which has none.
type carrying struct {
	ctx    context.Context
	from   reading
	to     *Workspace // its writing connection is in a transaction
	tables []table
	tell   func(MoveProgress)
	sums   map[string]tableSum // of what was carried
	at     MoveProgress
	bent   int64 // texts that could not stay as they were
}

// count sees how much there is to do.
func (c *carrying) count() error {
	for _, t := range c.tables {
		n, err := first(c.from, plain[int64], `SELECT COUNT(*) FROM `+t.name)
		if err != nil {
			return fmt.Errorf("count %s: %w", t.name, err)
		}
		c.at.Of += n
	}
	return nil
}

func (c *carrying) begun(s MoveStage) {
	c.at.Stage, c.at.Rows = s, 0
	c.tell(c.at)
}

// stepped tells of every hundredth row.
func (c *carrying) stepped() error {
	c.at.Rows++
	if c.at.Rows%mostTold == 0 {
		c.tell(c.at)
	}
	return c.ctx.Err()
}

// mostTold is after how many rows progress is told.
const mostTold = 100

// all carries the tables, one after the other, and has every message wait for
// the full text.
func (c *carrying) all() error {
	if _, err := c.to.conn.ExecContext(c.ctx, `DELETE FROM workspace`); err != nil {
		return fmt.Errorf("make room for the workspace: %w", err)
	}
	c.begun(MoveCopies)
	for _, t := range c.tables {
		if err := c.one(t); err != nil {
			return fmt.Errorf("carry %s: %w", t.name, err)
		}
	}
	if _, err := c.to.conn.ExecContext(c.ctx, `INSERT INTO search_queue (num, again) SELECT num, 0 FROM message_text`); err != nil {
		return fmt.Errorf("queue for the full text: %w", err)
	}
	return nil
}

func (c *carrying) one(t table) error {
	rows, err := c.from.query(`SELECT ` + strings.Join(t.columns, ", ") + ` FROM ` + t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	var sum tableSum
	next := t.scan(rows)
	err = c.to.engine.load(c.ctx, c.to.conn, t, func() ([]any, error) {
		values, err := next()
		if err != nil || values == nil {
			return nil, err
		}
		c.bent += c.to.engine.bend(values)
		sum.add(values)
		return values, c.stepped()
	})
	c.sums[t.name] = sum
	return err
}

// bend has the texts of a row in the form that the engine keeps, and counts
// those that were not.
func (e engine) bend(values []any) (n int64) {
	if !e.served {
		return 0
	}
	for i, v := range values {
		text, is := v.(string)
		if kept := keepable(text); is && kept != text {
			values[i] = kept
			n++
		}
	}
	return n
}

// summed reads a whole database again, bent as the engine of the target keeps
// it.
func (c *carrying) summed(r reading, as engine) (map[string]tableSum, error) {
	c.begun(MoveChecks)
	out := map[string]tableSum{}
	for _, t := range c.tables {
		var sum tableSum
		err := t.eachRow(r, func(values []any) error {
			as.bend(values)
			sum.add(values)
			return c.stepped()
		})
		if err != nil {
			return nil, fmt.Errorf("read %s again: %w", t.name, err)
		}
		out[t.name] = sum
	}
	return out, nil
}
