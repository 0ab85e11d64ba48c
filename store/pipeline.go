package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

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
// and back; what only writes is sent together, with the next question. An
// error shows when it is sent, still inside the transaction.
func (x *writing) later(text string, args []any) (sql.Result, error) {
	x.line = append(x.line, statement{text, args})
	if len(x.line) < mostInLine {
		return driver.ResultNoRows, nil
	}
	return driver.ResultNoRows, x.send()
}

// insertLists is insertOr on a server.
func (x *writing) insertLists(head string, rows [][]any, tail string) error {
	text, _ := x.w.engine.bind(head+marks(1, len(rows[0]))+tail, nil)
	g := gathered{insertion: insertion{head: head, tail: tail, columns: len(rows[0])}, text: text}
	for _, row := range rows {
		_, values := x.w.engine.bind(text, row)
		g.rows = append(g.rows, values)
	}
	for _, s := range g.statements() {
		x.wrote++
		if _, err := x.later(s.text, s.args); err != nil {
			return fmt.Errorf("%.40q: %w", head, err)
		}
	}
	return nil
}

// send sends what is in line.
func (x *writing) send() error {
	if len(x.line) == 0 {
		return nil
	}
	_, err := x.talk()
	return err
}

// ask sends what is in line with a question behind it.
func (x *writing) ask(text string, args []any) (*sql.Rows, error) {
	answers, err := x.talk(statement{text, args})
	if err != nil {
		return nil, err
	}
	return x.read(answers[0])
}

// read has database/sql read an answer.
func (x *writing) read(answer *heldRows) (*sql.Rows, error) {
	return x.w.told.QueryContext(x.ctx, "", answer)
}

// The opening of a transaction takes the workspace's one row before anything is
// read: the writers of all nodes go one after the other, so that a decision
// never reads what another is about to change.
const (
	openTransaction   = `BEGIN`
	takeTurn          = `SELECT rev, log_epoch FROM workspace WHERE id = 1 FOR UPDATE`
	commitTransaction = `COMMIT`
)

// opening reports whether the transaction is still to be opened: that goes with
// the first question.
func (x *writing) opening() bool { return x.w.engine.served && !x.opened }

// openNow opens the transaction where nothing was asked yet.
func (x *writing) openNow() error {
	if !x.opening() {
		return nil
	}
	_, err := x.talk()
	return err
}

// talk sends what is in line, with questions behind it, in one go. A connection that turns out to be lost at the opening is made anew:
// nothing of the transaction was done.
func (x *writing) talk(questions ...statement) ([]*heldRows, error) {
	if err := x.landed(); err != nil {
		return nil, err
	}
	line := merged(x.line)
	x.line = nil
	opening := x.opening()
	answers, err := x.exchange(opening, line, questions)
	if err == nil || !opening || !lost(x.w.conn) {
		return answers, err
	}
	if err := x.w.reconnect(x.ctx); err != nil {
		x.opened = false
		return nil, err
	}
	return x.exchange(opening, line, questions)
}

func (x *writing) exchange(opening bool, line, questions []statement) (heard []*heldRows, err error) {
	var batch pgx.Batch
	if opening {
		x.opened = true
		batch.Queue(openTransaction)
		batch.Queue(takeTurn)
	}
	for _, s := range slices.Concat(line, questions) {
		batch.Queue(s.text, s.args...)
	}
	err = x.w.conn.Raw(func(conn any) error {
		answers := conn.(*stdlib.Conn).Conn().SendBatch(x.ctx, &batch)
		heard, err = x.hear(answers, opening, line, len(questions))
		if closing := answers.Close(); err == nil { // gives the same error once more
			err = closing
		}
		return err
	})
	return heard, err
}

// hear reads what the server answers to an exchange.
func (x *writing) hear(answers pgx.BatchResults, opening bool, line []statement, questions int) ([]*heldRows, error) {
	if opening {
		if _, err := answers.Exec(); err != nil {
			return nil, fmt.Errorf("begin: %w", err)
		}
		if err := answers.QueryRow().Scan(&x.begunAt, &x.epoch); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return nil, fmt.Errorf("wait for the turn: %w", err)
		}
	}
	for _, s := range line {
		if _, err := answers.Exec(); err != nil {
			return nil, fmt.Errorf("%.60q: %w", s.text, err)
		}
	}
	heard := make([]*heldRows, questions)
	for i := range heard {
		var err error
		if heard[i], err = hold(answers.Query()); err != nil {
			return nil, err
		}
	}
	return heard, nil
}

// end sends what is in line and the COMMIT behind it, and makes sure that the
// server did commit: asked to commit a transaction that failed, it rolls back
// and reports no error. A transaction that asked and wrote nothing was never
// begun.
func (x *writing) end() error {
	if err := x.landed(); err != nil {
		return err
	}
	if len(x.line) == 0 && x.opening() {
		return nil
	}
	if err := x.openNow(); err != nil {
		return err
	}
	line := merged(x.line)
	x.line = nil
	var batch pgx.Batch
	for _, s := range line {
		batch.Queue(s.text, s.args...)
	}
	batch.Queue(commitTransaction)
	return x.w.conn.Raw(func(conn any) error {
		answers := conn.(*stdlib.Conn).Conn().SendBatch(x.ctx, &batch)
		_, err := x.hear(answers, false, line, 0)
		if err == nil {
			err = committed(answers.Exec())
		}
		if closing := answers.Close(); err == nil {
			err = closing
		}
		return unknownOutcome(err)
	})
}
