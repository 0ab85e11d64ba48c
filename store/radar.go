package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis/alert"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// RadarSettings gives how the early warning of each watch is set, those that
// were never set left out.
func (w *Workspace) RadarSettings(ctx context.Context) (map[watch.ID]alert.Settings, error) {
	list, err := all(w.glance(ctx), body[alert.Settings], `SELECT body FROM radar_setting`)
	if err != nil {
		return nil, fmt.Errorf("read the settings of the early warning: %w", explain(err))
	}
	out := map[watch.ID]alert.Settings{}
	for _, s := range list {
		out[s.Watch] = s
	}
	return out, nil
}

func radarSetting(r reading, of watch.ID) (alert.Settings, error) {
	s, err := maybe(r, body[alert.Settings], `SELECT body FROM radar_setting WHERE watch = ?`, of)
	if err != nil {
		return s, fmt.Errorf("read the settings of the early warning: %w", err)
	}
	s.Watch = of
	return s, nil
}

// PutRadar sets the early warning of a watch.
func (w *Workspace) PutRadar(ctx context.Context, s alert.Settings, by team.MemberID) error {
	return w.issue(ctx, orderRadar, s, by)
}

func (x *writing) putRadar(s alert.Settings, by team.MemberID) error {
	if err := x.mayWatch(by); err != nil {
		return err
	}
	s, err := s.Clean()
	if err != nil {
		return err
	}
	v, err := watchOf(x, s.Watch)
	if err != nil {
		return err
	}
	if err := x.writeRadar(s); err != nil {
		return err
	}
	return x.settled(orderRadar, by, map[string]string{"watch": v.Name})
}

func (x *writing) writeRadar(s alert.Settings) error {
	text, err := pack(s)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO radar_setting (watch, body) VALUES (?, ?) ON CONFLICT (watch) DO UPDATE SET body = excluded.body`, s.Watch, text)
	if err != nil {
		return fmt.Errorf("set the early warning: %w", err)
	}
	x.put("radar_setting", string(s.Watch))
	x.notice.Team = true
	return nil
}

// RadarStandings gives how the detectors stood last.
func (w *Workspace) RadarStandings(ctx context.Context) (map[watch.ID]alert.Standing, error) {
	list, err := all(w.glance(ctx), body[alert.Standing], `SELECT body FROM radar_standing`)
	if err != nil {
		return nil, fmt.Errorf("read how the detectors stand: %w", explain(err))
	}
	out := map[watch.ID]alert.Standing{}
	for _, s := range list {
		out[s.Watch] = s
	}
	return out, nil
}

// PutRadarStanding keeps how a detector stands: the program's own write.
func (w *Workspace) PutRadarStanding(ctx context.Context, s alert.Standing) error {
	return w.write(ctx, func(x *writing) error {
		if _, err := watchOf(x, s.Watch); err != nil {
			return err
		}
		text, err := pack(s)
		if err != nil {
			return err
		}
		_, err = x.exec(`INSERT INTO radar_standing (watch, body) VALUES (?, ?) ON CONFLICT (watch) DO UPDATE SET body = excluded.body`, s.Watch, text)
		if err != nil {
			return fmt.Errorf("write how a detector stands: %w", err)
		}
		x.put("radar_standing", string(s.Watch))
		x.notice.Team = true
		return nil
	})
}

// SaidOn gives what was said on a watch, the oldest first, a page at a time:
// from is within, to is not. The next page begins after the last one's place;
// the zero place is the start.
func (w *Workspace) SaidOn(ctx context.Context, id watch.ID, from, to time.Time, after watch.HitPlace, limit int) ([]Said, error) {
	at := millis(from)
	if after.Message != "" {
		at = max(at, millis(after.At))
	}
	list, err := all(w.glance(ctx), readSaid, `SELECT `+saidColumns+`
		FROM watch_hit h
		JOIN message m ON m.id = h.message
		`+saidTables+`
		WHERE h.watch = ? AND (h.at, h.message) > (?, ?) AND h.at < ?
		ORDER BY h.at, h.message
		LIMIT ?`, id, at, after.Message, millis(to), limit)
	if err != nil {
		return nil, fmt.Errorf("read what was said on a watch: %w", explain(err))
	}
	return list, nil
}

// HitPlaces gives the places of the hits of a watch in a period, the oldest
// first: from is within, to is not.
func (w *Workspace) HitPlaces(ctx context.Context, id watch.ID, from, to time.Time) ([]watch.HitPlace, error) {
	read := func(s scanner) (p watch.HitPlace, err error) {
		var at int64
		err = s.Scan(&at, &p.Message)
		p.At = moment(at)
		return p, err
	}
	list, err := all(w.glance(ctx), read, `SELECT at, message FROM watch_hit WHERE watch = ? AND at >= ? AND at < ? ORDER BY at, message`,
		id, millis(from), millis(to))
	if err != nil {
		return nil, fmt.Errorf("read the hits of a watch: %w", explain(err))
	}
	return list, nil
}

// FirstSaid is when the first message that people outside wrote since a time
// was sent; zero is none.
func (w *Workspace) FirstSaid(ctx context.Context, since time.Time) (time.Time, error) {
	ms, err := first(w.glance(ctx), plain[int64], `SELECT COALESCE(MIN(sent_at), 0) FROM message
		WHERE direction = 'in' AND class = '' AND sent_at >= ?`, millis(since))
	if err != nil {
		return time.Time{}, fmt.Errorf("read the first message: %w", explain(err))
	}
	return moment(ms), nil
}
