package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"time"

	"vigie/inbox"
)

// RadarTape is what a replay of the early warning was fed and counted: Body is
// its own, and the parts of TapePart. It is derived from the messages and may be
// lost. It holds words and names, so that the erasure of a contact drops it.
type RadarTape struct {
	Name  string    // what was replayed
	Mark  string    // what it was made by, TapeState.Mark among it
	Until time.Time // before which messages were read; zero is all of them
	State TapeState // before they were read
	Body  []byte
}

// TapeState is what a tape is made from.
type TapeState struct {
	Mark     string // of everything that SaidBetween tells besides the messages
	Rev      int64
	Erasures string
}

// mostTapes is how many tapes are kept.
const mostTapes = 4

// TapeState says what a tape that is made from now on is made from. Of contacts
// there is whether one of their tags tells something. ok is false where no tape
// can be kept: in a copy, whose rows bear the numbers of another place.
func (w *Workspace) TapeState(ctx context.Context, tells func(tag string) bool) (s TapeState, ok bool, err error) {
	err = w.snapshot(ctx, func(r reading) error {
		s, err = tapeState(r, tells)
		return err
	})
	return s, s.Rev > 0 && !w.copied(), explain(err)
}

func tapeState(r reading, tells func(tag string) bool) (TapeState, error) {
	var s TapeState
	sum := sha256.New()
	_, err := first(r, func(row scanner) (struct{}, error) {
		var uid, epoch string
		err := row.Scan(&uid, &epoch, &s.Rev)
		mixIn(sum, uid, epoch)
		return struct{}{}, err
	}, `SELECT uid, log_epoch, rev FROM workspace WHERE id = 1`)
	if err != nil {
		return s, fmt.Errorf("read what a tape is made from: %w", err)
	}
	if s.Erasures, err = erasuresMark(r); err != nil {
		return s, err
	}
	mixIn(sum, s.Erasures)
	if err := mixSpeakers(r, sum, tells); err != nil {
		return s, fmt.Errorf("read what a tape is made from: %w", err)
	}
	s.Mark = hex.EncodeToString(sum.Sum(nil)[:12])
	return s, nil
}

// mixSpeakers mixes in what is known besides the messages.
func mixSpeakers(r reading, sum hash.Hash, tells func(tag string) bool) error {
	take := func(text string, row func(a, b, c string) error) error {
		_, err := all(r, func(s scanner) (struct{}, error) {
			var a, b, c string
			if err := s.Scan(&a, &b, &c); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, row(a, b, c)
		}, text)
		mixIn(sum, "|")
		return err
	}
	plainly := func(a, b, c string) error {
		mixIn(sum, a, b, c)
		return nil
	}
	telling := func(id, tags, _ string) error {
		list, err := unlist(tags)
		if err != nil {
			return err
		}
		for _, t := range list {
			if tells(t) {
				mixIn(sum, id)
				break
			}
		}
		return nil
	}
	return errors.Join(
		take(`SELECT id, channel, name FROM account ORDER BY id`, plainly),
		take(`SELECT message, tone, '' FROM message_tone ORDER BY message`, plainly),
		take(`SELECT id, tags, '' FROM contact WHERE tags <> '' ORDER BY id`, telling),
	)
}

func mixIn(sum hash.Hash, texts ...string) {
	for _, t := range texts {
		fmt.Fprintf(sum, "%d:%s", len(t), t)
	}
}

// RadarTape gives the tape of a replay until a time, zero is all that there is;
// false is none that says what the messages say now: none of its time was
// changed, came late or went since it was made. One that is damaged is none too,
// which the log says.
func (w *Workspace) RadarTape(ctx context.Context, name, mark string, until time.Time) (RadarTape, bool, error) {
	t, fits := RadarTape{Name: name, Mark: mark}, false
	err := w.snapshot(ctx, func(r reading) error {
		var made int64
		_, err := first(r, func(s scanner) (struct{}, error) {
			return struct{}{}, s.Scan(&t.State.Rev, &made, &t.Body)
		}, `SELECT rev, until, body FROM radar_tape WHERE name = ? AND mark = ?`, name, mark)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read a tape: %w", err)
		}
		t.Until = moment(made)
		if made > 0 && (until.IsZero() || millis(until) > made) {
			return nil
		}
		fits, err = unchanged(r, t.State.Rev, until)
		return err
	})
	if err != nil || !fits {
		return RadarTape{}, false, explain(err)
	}
	if t.Body, err = w.expand.DecodeAll(t.Body, nil); err != nil {
		w.opts.Log.Warn("a tape of the early warning is damaged", "err", err)
		return RadarTape{}, false, nil
	}
	return t, true, nil
}

// unchanged reports that since a revision no message from outside of before a
// time changed, came or went.
func unchanged(r reading, rev int64, until time.Time) (bool, error) {
	before := int64(1) << 62
	if !until.IsZero() {
		before = millis(until)
	}
	other, err := maybe(r, plain[int], `SELECT 1 FROM workspace WHERE id = 1 AND (rev < ? OR log_floor > ?)
		UNION ALL
		SELECT 1 WHERE EXISTS (SELECT 1
			FROM changelog l
			LEFT JOIN message m ON m.id = l.id
			WHERE l.rev > ? AND l.kind = 'message' AND (m.id IS NULL OR (m.direction = 'in' AND m.sent_at < ?)))`, rev, rev, rev, before)
	if err != nil {
		return false, fmt.Errorf("read what changed since a tape: %w", err)
	}
	return other == 0, nil
}

// TapePart gives a part of a tape.
func (w *Workspace) TapePart(ctx context.Context, name string, part int) ([]byte, error) {
	raw, err := first(w.glance(ctx), plain[[]byte], `SELECT body FROM radar_tape_part WHERE name = ? AND part = ?`, name, part)
	if err == nil {
		raw, err = w.expand.DecodeAll(raw, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("read part %d of a tape: %w", part, explain(err))
	}
	return raw, nil
}

// PackTapePart makes a part as PutRadarTape takes it.
func (w *Workspace) PackTapePart(raw []byte) []byte { return w.squeeze.EncodeAll(raw, nil) }

// PutRadarTape keeps a tape and its parts, packed, in the place of the one of
// its name, and drops the oldest ones: the program's own write, of which nobody
// is told. One from before an erasure is dropped.
func (w *Workspace) PutRadarTape(ctx context.Context, t RadarTape, parts [][]byte) error {
	packed := w.squeeze.EncodeAll(t.Body, nil)
	return w.write(ctx, func(x *writing) error {
		if now, err := erasuresMark(x); err != nil || now != t.State.Erasures {
			return err
		}
		if err := x.dropTapes(` WHERE name = ?`, t.Name); err != nil {
			return err
		}
		until := int64(0)
		if !t.Until.IsZero() {
			until = millis(t.Until)
		}
		_, err := x.exec(`INSERT INTO radar_tape (name, mark, rev, until, made_at, body) VALUES (?, ?, ?, ?, ?, ?)`,
			t.Name, t.Mark, t.State.Rev, until, millis(x.now), packed)
		if err != nil {
			return fmt.Errorf("write a tape: %w", err)
		}
		for i, p := range parts {
			if _, err := x.exec(`INSERT INTO radar_tape_part (name, part, body) VALUES (?, ?, ?)`, t.Name, i, p); err != nil {
				return fmt.Errorf("write part %d of a tape: %w", i, err)
			}
		}
		old, err := all(x, plain[string], `SELECT name FROM radar_tape ORDER BY made_at DESC, name LIMIT 1000 OFFSET ?`, mostTapes)
		if err != nil {
			return fmt.Errorf("read the tapes: %w", err)
		}
		for _, name := range old {
			if err := x.dropTapes(` WHERE name = ?`, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *writing) dropTapes(where string, args ...any) error {
	for _, table := range []string{"radar_tape", "radar_tape_part"} {
		if _, err := x.exec(`DELETE FROM `+table+where, args...); err != nil {
			return fmt.Errorf("drop tapes: %w", err)
		}
	}
	return nil
}

// TextOf gives what a message says: its subject and its text.
func (w *Workspace) TextOf(ctx context.Context, id inbox.MessageID) (subject, text string, err error) {
	_, err = first(w.glance(ctx), func(s scanner) (struct{}, error) { return struct{}{}, s.Scan(&subject, &text) },
		`SELECT m.subject, COALESCE(t.text, '') FROM message m LEFT JOIN message_text t ON t.num = m.num WHERE m.id = ?`, id)
	if err != nil {
		return "", "", fmt.Errorf("read the text of %s: %w", id, explain(err))
	}
	return subject, text, nil
}
