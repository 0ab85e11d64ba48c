package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/inbox/watch"
)

// RadarMemory is what the detector of a watch remembered: Body is its own, Mark
// says what it was made by, and AsOf until when it knows. It is derived from
// the messages and may be lost. It holds words of them, so that the erasure of
// a contact drops it, and Erasures is what Workspace.ErasuresMark was when its
// messages were read.
type RadarMemory struct {
	Mark     string
	AsOf     time.Time
	Body     []byte
	Erasures string
}

// ErasuresMark changes with every erasure of a contact: who keeps words of
// messages elsewhere drops them then.
func (w *Workspace) ErasuresMark(ctx context.Context) (string, error) {
	mark, err := erasuresMark(w.glance(ctx))
	return mark, explain(err)
}

func erasuresMark(r reading) (string, error) {
	mark, err := first(r, func(s scanner) (string, error) {
		var n, last int64
		err := s.Scan(&n, &last)
		return fmt.Sprint(n, " ", last), err
	}, `SELECT COUNT(*), COALESCE(MAX(at), 0) FROM erasure`)
	if err != nil {
		return "", fmt.Errorf("read the erasures: %w", err)
	}
	return mark, nil
}

// RadarMemory gives what the detector of a watch remembered; false is nothing.
// What is damaged is nothing too, which the log says: it can be made again.
func (w *Workspace) RadarMemory(ctx context.Context, id watch.ID) (RadarMemory, bool, error) {
	m, err := first(w.glance(ctx), func(s scanner) (m RadarMemory, err error) {
		var at int64
		err = s.Scan(&m.Mark, &at, &m.Body)
		m.AsOf = moment(at)
		return m, err
	}, `SELECT mark, as_of, body FROM radar_memory WHERE watch = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fmt.Errorf("read the memory of a detector: %w", explain(err))
	}
	if m.Body, err = w.expand.DecodeAll(m.Body, nil); err != nil {
		w.opts.Log.Warn("the memory of a detector is damaged", "watch", id, "err", err)
		return RadarMemory{}, false, nil
	}
	return m, true, nil
}

// PutRadarMemory keeps what the detector of a watch remembers: the program's own
// write, of which nobody is told. One of a watch that is gone, or from before an
// erasure, is dropped.
func (w *Workspace) PutRadarMemory(ctx context.Context, id watch.ID, m RadarMemory) error {
	packed := w.squeeze.EncodeAll(m.Body, nil)
	return w.write(ctx, func(x *writing) error {
		there, err := maybe(x, plain[int], `SELECT 1 FROM watch WHERE id = ?`, id)
		if err != nil {
			return fmt.Errorf("read watch: %w", err)
		}
		if there == 0 {
			return nil
		}
		if now, err := erasuresMark(x); err != nil || now != m.Erasures {
			return err
		}
		_, err = x.exec(`INSERT INTO radar_memory (watch, mark, as_of, body) VALUES (?, ?, ?, ?)
			ON CONFLICT (watch) DO UPDATE SET mark = excluded.mark, as_of = excluded.as_of, body = excluded.body`, id, m.Mark, millis(m.AsOf), packed)
		if err != nil {
			return fmt.Errorf("write the memory of a detector: %w", err)
		}
		return nil
	})
}

// forgetRadar drops what the detectors remember of one watch; for "" that of all
// and the tapes.
func (x *writing) forgetRadar(of watch.ID) error {
	if _, err := x.exec(`DELETE FROM radar_memory WHERE watch = ? OR ? = ''`, of, of); err != nil {
		return fmt.Errorf("forget what detectors remember: %w", err)
	}
	if of != "" {
		return nil
	}
	return x.dropTapes("")
}

// HeardHours gives the hours since 1970, the earliest first, in which people
// outside wrote anything to any account: from is within, to is not. It looks
// once for each of them, however much was written.
func (w *Workspace) HeardHours(ctx context.Context, from, to time.Time) ([]int64, error) {
	const said = `SELECT MIN(m.sent_at) FROM message m WHERE m.direction = 'in' AND m.class = '' AND m.sent_at >= `
	list, err := all(w.glance(ctx), plain[int64], `WITH RECURSIVE heard (at) AS (
			SELECT (`+said+`?)
			UNION ALL
			SELECT (`+said+`(heard.at / 3600000 + 1) * 3600000) FROM heard WHERE heard.at < ?
		) SELECT at / 3600000 FROM heard WHERE at < ?`, millis(from), millis(to), millis(to))
	if err != nil {
		return nil, fmt.Errorf("read the hours in which people wrote: %w", explain(err))
	}
	return list, nil
}
