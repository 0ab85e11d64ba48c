package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// copyTables are what only a desktop's copy has: where it stands, and the
// shadows. A shadow is a row as the server last gave it, kept from the first
// time that an order changed it here until the server has answered; row is ”
// when the server has no such row. shadowing says whether changes leave shadows.
const copyTables = `
CREATE TABLE IF NOT EXISTS copy_state (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  cursor      INTEGER NOT NULL,
  epoch       TEXT    NOT NULL,
  scope_epoch INTEGER NOT NULL,
  horizon     INTEGER NOT NULL,
  token       TEXT    NOT NULL,
  ready       INTEGER NOT NULL,
  taken       INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS shadow (
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  row  TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shadowing (id INTEGER PRIMARY KEY CHECK (id = 1), on_now INTEGER NOT NULL) STRICT;
INSERT INTO shadowing (id, on_now) VALUES (1, 1) ON CONFLICT DO NOTHING;
INSERT INTO copy_state (id, cursor, epoch, scope_epoch, horizon, token, ready, taken) VALUES (1, 0, '', 0, 0, '', 0, 0) ON CONFLICT DO NOTHING;`

// openCopy makes a workspace a desktop's copy: not synced with each commit,
// because it can be had again; without foreign keys, because rows come in
// pages; and with triggers that keep shadows, so that no way of writing can
// forget to.
func (w *Workspace) openCopy(ctx context.Context) error {
	for _, text := range []string{`PRAGMA synchronous = NORMAL`, `PRAGMA foreign_keys = OFF`, `PRAGMA secure_delete = ON`, copyTables,
		`DROP TRIGGER IF EXISTS crisis_event_kept`, `DROP TRIGGER IF EXISTS crisis_event_stays`} { // the server keeps the log; here what was ahead of it is taken back
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("open copy: %w", err)
		}
	}
	for _, k := range kinds() {
		for _, text := range k.triggers() {
			if _, err := w.conn.ExecContext(ctx, text); err != nil {
				return fmt.Errorf("make shadows of %s: %w", k.name, err)
			}
		}
	}
	return nil
}

// triggers are the statements that have a table keep shadows. They are made
// anew each time, because the columns may have changed.
func (k kind) triggers() []string {
	var out []string
	for _, event := range []string{"insert", "update", "delete"} {
		side := "OLD"
		row := k.shadowOf(side)
		if event == "insert" {
			side, row = "NEW", "''"
		}
		key := strings.ReplaceAll(k.keyText(), "t.", side+".")
		when := `(SELECT on_now FROM shadowing) = 1`
		if k.name == "setting" {
			when += ` AND substr(` + side + `.name, 1, ` + fmt.Sprint(len(deskPrefix)) + `) <> '` + deskPrefix + `'`
		}
		name := "shadow_" + k.name + "_" + event
		out = append(out, `DROP TRIGGER IF EXISTS `+name, `CREATE TRIGGER `+name+` AFTER `+strings.ToUpper(event)+` ON `+k.name+`
			WHEN `+when+`
			BEGIN INSERT INTO shadow (kind, id, row) SELECT '`+k.name+`', `+key+`, `+row+`
				WHERE NOT EXISTS (SELECT 1 FROM shadow WHERE kind = '`+k.name+`' AND id = `+key+`); END`)
	}
	return out
}

func (k kind) shadowOf(side string) string {
	parts := make([]string, len(k.columns))
	for i, c := range k.columns {
		parts[i] = `'` + c + `', ` + side + `.` + c
	}
	return `json_object(` + strings.Join(parts, ", ") + `)`
}

// shadows turns the keeping of shadows on or off, for the transaction.
func (x *writing) shadows(on bool) error {
	if _, err := x.exec(`UPDATE shadowing SET on_now = ?`, bit(on)); err != nil {
		return fmt.Errorf("switch shadows: %w", err)
	}
	return nil
}

// CopyState is where a desktop's copy stands.
type CopyState struct {
	Cursor     int64
	Epoch      string
	ScopeEpoch int64
	Horizon    int64  // of the bootstrap, milliseconds UTC
	Token      string // a bootstrap goes on after it; "" is from the start
	Ready      bool   // the bootstrap is whole: pull from Cursor
	Taken      int64  // the number of this device's last order that the rows contain
}

const copyColumns = `cursor, epoch, scope_epoch, horizon, token, ready, taken`

// CopyState reads where the copy stands.
func (w *Workspace) CopyState(ctx context.Context) (CopyState, error) {
	s, err := first(w.glance(ctx), func(s scanner) (c CopyState, err error) {
		err = s.Scan(&c.Cursor, &c.Epoch, &c.ScopeEpoch, &c.Horizon, &c.Token, &c.Ready, &c.Taken)
		return c, err
	}, `SELECT `+copyColumns+` FROM copy_state`)
	return s, explain(err)
}

func (x *writing) keepCopyState(c CopyState) error {
	_, err := x.exec(`UPDATE copy_state SET cursor = ?, epoch = ?, scope_epoch = ?, horizon = ?, token = ?, ready = ?, taken = ?`,
		c.Cursor, c.Epoch, c.ScopeEpoch, c.Horizon, c.Token, bit(c.Ready), c.Taken)
	if err != nil {
		return fmt.Errorf("note where the copy stands: %w", err)
	}
	return nil
}

// Reset empties a copy: it is to be had from the server again, or not to be
// here any more. What this computer keeps for itself stays.
func (w *Workspace) Reset(ctx context.Context) error {
	err := w.write(ctx, func(x *writing) error {
		texts := []string{`UPDATE shadowing SET on_now = 0`, `INSERT INTO message_search (message_search) VALUES ('delete-all')`}
		for _, k := range slices.Backward(kinds()) {
			condition := ""
			if k.name == "setting" {
				condition = ` WHERE substr(name, 1, ` + fmt.Sprint(len(deskPrefix)) + `) <> '` + deskPrefix + `'`
			}
			texts = append(texts, `DELETE FROM `+k.name+condition)
		}
		for _, t := range words("message_text message_revision message_raw search_queue conversation_tag conversation_scope contact_find counter row_rev shadow command mail_ref") {
			texts = append(texts, `DELETE FROM `+t)
		}
		for _, text := range append(texts, `UPDATE shadowing SET on_now = 1`) {
			if _, err := x.exec(text); err != nil {
				return fmt.Errorf("empty copy: %w", err)
			}
		}
		x.notice.All, x.notice.Team, x.notice.Outbox = true, true, true
		return x.keepCopyState(CopyState{})
	})
	if err != nil {
		return err
	}
	w.waiting.Store(0)
	return w.Scrub(ctx)
}

// Shape tells one form of the rows from another: a copy of another shape is to
// be had anew.
func Shape() string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.name+" "+strings.Join(k.columns, ","))
	}
	return strconv.FormatUint(uint64(hashOf(all...)), 36)
}
