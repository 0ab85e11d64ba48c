package store

import (
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// statement is one that waits to be sent.
type statement struct {
	text string
	args []any
}

// mostInLine bounds what waits: beyond, it is sent although nobody asks.
const mostInLine = 1000

// later puts a statement in line for the server. Each answer takes a way there
// and back; what only writes is sent together, before the next question. An
// error shows when it is sent, still inside the transaction.
func (x *writing) later(text string, args []any) (sql.Result, error) {
	x.line = append(x.line, statement{text, args})
	if len(x.line) < mostInLine {
		return driver.ResultNoRows, nil
	}
	return driver.ResultNoRows, x.send()
}

// send sends what is in line.
func (x *writing) send() error {
	if len(x.line) == 0 {
		return nil
	}
	var batch pgx.Batch
	line := merged(x.line)
	x.line = nil
	for _, s := range line {
		batch.Queue(s.text, s.args...)
	}
	return x.w.conn.Raw(func(conn any) error {
		answers := conn.(*stdlib.Conn).Conn().SendBatch(x.ctx, &batch)
		for _, s := range line {
			if _, err := answers.Exec(); err != nil {
				answers.Close() // gives the same error once more
				return fmt.Errorf("%.60q: %w", s.text, err)
			}
		}
		return answers.Close()
	})
}
