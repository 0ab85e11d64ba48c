package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// Alerts gives the alerts that were raised since a time or are still open, the
// newest first, at most limit.
func (w *Workspace) Alerts(ctx context.Context, since time.Time, limit int) ([]alert.Alert, error) {
	list, err := all(w.glance(ctx), body[alert.Alert], `SELECT body
		FROM alert
		WHERE raised_at >= ? OR cleared_at = 0
		ORDER BY raised_at DESC, id
		LIMIT ?`, millis(since), limit)
	if err != nil {
		return nil, fmt.Errorf("read alerts: %w", explain(err))
	}
	return list, nil
}

// FollowAlert takes in how the detector of a watch stands: its alert, or nil.
// It writes and tells only what is new, and keeps what people decided. It is
// the program's own write, for who runs the detectors.
func (w *Workspace) FollowAlert(ctx context.Context, of watch.ID, now *radar.Alert) error {
	return w.write(ctx, func(x *writing) error {
		v, err := maybe(x, body[watch.Watch], `SELECT body FROM watch WHERE id = ?`, of)
		if err != nil || v.ID == "" {
			return err // the watch is gone, and its alerts with it
		}
		had, err := x.alertToFollow(of, now)
		if err != nil {
			return err
		}
		next, changed, tell := alert.Follow(had, of, now, x.now)
		if !changed {
			return nil
		}
		if same, err := sameJSON(had, next); err != nil || same {
			return err
		}
		if err := x.writeAlert(next); err != nil {
			return err
		}
		if had == nil || had.Open() != next.Open() {
			if err := x.tellRuns(next); err != nil {
				return err
			}
		}
		if !tell || v.Competitor {
			return nil
		}
		return x.tellAlert(next, v)
	})
}

func sameJSON(had *alert.Alert, next alert.Alert) (bool, error) {
	if had == nil {
		return false, nil
	}
	a, err := pack(*had)
	if err != nil {
		return false, err
	}
	b, err := pack(next)
	return a == b, err
}

// alertToFollow is the open alert of a watch, or the earlier one that flares up
// again.
func (x *writing) alertToFollow(of watch.ID, now *radar.Alert) (*alert.Alert, error) {
	list, err := all(x, body[alert.Alert], `SELECT body FROM alert WHERE watch = ? AND cleared_at = 0 ORDER BY raised_at DESC`, of)
	if err == nil && len(list) == 0 && now != nil {
		list, err = all(x, body[alert.Alert], `SELECT body FROM alert WHERE id = ?`, alert.ID(of, *now))
	}
	if err != nil {
		return nil, fmt.Errorf("read alerts: %w", err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return &list[0], nil
}

func (x *writing) writeAlert(a alert.Alert) error {
	text, err := pack(a)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO alert (id, watch, raised_at, cleared_at, state, body) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET raised_at = excluded.raised_at, cleared_at = excluded.cleared_at, state = excluded.state, body = excluded.body`,
		a.ID, a.Watch, millis(a.Radar.RaisedAt), millis(a.Radar.ClearedAt), a.State, text)
	if err != nil {
		return fmt.Errorf("write alert %s: %w", a.ID, err)
	}
	x.put("alert", a.ID)
	x.notice.Team = true
	return nil
}

// tellAlert tells whoever is on duty that an alert rose.
func (x *writing) tellAlert(a alert.Alert, v watch.Watch) error {
	tell, err := x.listeners()
	if err != nil {
		return err
	}
	return x.record(inbox.Event{
		ID: inbox.CommandID(x.w.newID(x.now)), Name: "alert.raise", At: x.now, Tell: tell,
		Facts: map[string]string{"alert": a.ID, "watch": v.Name, "level": string(a.Radar.Level)},
	})
}

// JudgeAlert puts an alert into the state that a member decided, with what
// follows from it for the settings of its watch.
func (w *Workspace) JudgeAlert(ctx context.Context, v alert.Verdict, by team.MemberID) error {
	return w.issue(ctx, orderOfVerdict(v.State), v, by)
}

func orderOfVerdict(s alert.State) string {
	switch s {
	case alert.Acknowledged:
		return orderAlertAcknowledge
	case alert.Watching:
		return orderAlertWatch
	case alert.Dismissed:
		return orderAlertDismiss
	case alert.Declared:
		return orderAlertDeclare
	default:
		return orderAlertReopen
	}
}

// judgeAlert carries out an order that leads to a state, whatever state its
// arguments name.
func judgeAlert(to alert.State) func(*writing, alert.Verdict, team.MemberID) error {
	return func(x *writing, v alert.Verdict, by team.MemberID) error {
		v.State = to
		if err := x.mayWatch(by); err != nil {
			return err
		}
		a, err := alertOf(x, v.ID)
		if err != nil {
			return err
		}
		if a.ID == "" {
			return fault.New(fault.NotFound, "alert.gone")
		}
		s, err := radarSetting(x, a.Watch)
		if err != nil {
			return err
		}
		a, s, err = v.Judge(a, s, by, x.now)
		if err != nil {
			return err
		}
		if err := x.writeAlert(a); err != nil {
			return err
		}
		if err := x.writeRadar(s); err != nil {
			return err
		}
		return x.settled(orderOfVerdict(to), by, map[string]string{"alert": a.ID, "why": string(a.Why)})
	}
}

// alertOf reads an alert; one that is not there is the zero value.
func alertOf(r reading, id string) (alert.Alert, error) {
	a, err := maybe(r, body[alert.Alert], `SELECT body FROM alert WHERE id = ?`, id)
	if err != nil {
		return a, fmt.Errorf("read alert: %w", err)
	}
	return a, nil
}
