package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
)

// heldRows are the rows of an answer that was read whole, because other
// answers came on the same way.
type heldRows struct {
	columns []string
	rows    [][]driver.Value
}

// hold reads an answer whole.
func hold(rows pgx.Rows, err error) (*heldRows, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var h heldRows
	for _, f := range rows.FieldDescriptions() {
		h.columns = append(h.columns, f.Name)
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, err
		}
		row := make([]driver.Value, len(values))
		for i, v := range values {
			if row[i], err = plainValue(v); err != nil {
				return nil, fmt.Errorf("read column %s: %w", h.columns[i], err)
			}
		}
		h.rows = append(h.rows, row)
	}
	return &h, rows.Err()
}

// plainValue is a value of the server as database/sql takes it.
func plainValue(v any) (driver.Value, error) {
	switch v := v.(type) {
	case int32:
		return int64(v), nil
	case int16:
		return int64(v), nil
	case driver.Valuer:
		return v.Value()
	}
	if !driver.IsValue(v) {
		return nil, fmt.Errorf("a value of type %T", v)
	}
	return v, nil
}

// Columns is of driver.Rows.
func (h *heldRows) Columns() []string { return h.columns }

// Close is of driver.Rows.
func (h *heldRows) Close() error { return nil }

// Next is of driver.Rows.
func (h *heldRows) Next(into []driver.Value) error {
	if len(h.rows) == 0 {
		return io.EOF
	}
	copy(into, h.rows[0])
	h.rows = h.rows[1:]
	return nil
}

// told is a database that answers each question with the held rows that are its
// one value, so that database/sql gives them the types that a reader wants.
type told struct{}

func openTold() *sql.DB { return sql.OpenDB(told{}) }

// Connect is of driver.Connector.
func (told) Connect(context.Context) (driver.Conn, error) { return told{}, nil }

// Driver is of driver.Connector.
func (told) Driver() driver.Driver { return told{} }

// Open is of driver.Driver.
func (told) Open(string) (driver.Conn, error) { return told{}, nil }

// Close is of driver.Conn.
func (told) Close() error { return nil }

// Begin is of driver.Conn.
func (told) Begin() (driver.Tx, error) { return nil, driver.ErrSkip }

// Prepare is of driver.Conn.
func (told) Prepare(string) (driver.Stmt, error) { return nil, driver.ErrSkip }

// CheckNamedValue is of driver.NamedValueChecker: held rows pass as they are.
func (told) CheckNamedValue(*driver.NamedValue) error { return nil }

// QueryContext is of driver.QueryerContext.
func (told) QueryContext(_ context.Context, _ string, args []driver.NamedValue) (driver.Rows, error) {
	return args[0].Value.(*heldRows), nil
}
