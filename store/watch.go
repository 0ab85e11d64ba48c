package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// watches holds the compiled watches, so that a query is read once for each
// change of it and not for each message.
type watches struct {
	mu  sync.Mutex
	key string // which watches, as they stood
	set watch.Set
}

// watchSet gives the watches as the transaction sees them.
func (x *writing) watchSet() (watch.Set, error) {
	marks, err := all(x, readWatchMark, watchMarks)
	if err != nil {
		return watch.Set{}, fmt.Errorf("read watches: %w", err)
	}
	return x.watchSetOf(marks)
}

// watchMarks says of which watches a set is made.
const watchMarks = `SELECT id, changed FROM watch ORDER BY id`

func readWatchMark(s scanner) (string, error) {
	var id string
	var changed int64
	err := s.Scan(&id, &changed)
	return fmt.Sprint(id, " ", changed), err
}

// watchSetOf gives the set of the marks, kept as long as they are the same.
func (x *writing) watchSetOf(marks []string) (watch.Set, error) {
	key := strings.Join(marks, "\n")
	held := &x.w.watches
	held.mu.Lock()
	defer held.mu.Unlock()
	if held.key == key {
		return held.set, nil
	}
	list, err := all(x, body[watch.Watch], `SELECT body FROM watch ORDER BY id`)
	if err != nil {
		return watch.Set{}, fmt.Errorf("read watches: %w", err)
	}
	held.key, held.set = key, watch.NewSet(list)
	return held.set, nil
}

// Watches lists the watches by name.
func (w *Workspace) Watches(ctx context.Context) ([]watch.Watch, error) {
	list, err := all(w.glance(ctx), body[watch.Watch], `SELECT body FROM watch ORDER BY name_key`)
	return list, explain(err)
}

// PutWatch saves a watch, or changes the one of the same id. When its query or
// its accounts are new, its hits begin anew: FillWatch finds those among what
// is stored. A name that another watch has is a Conflict. by may be empty: the
// program itself, from the command line.
func (w *Workspace) PutWatch(ctx context.Context, v watch.Watch, by team.MemberID) error {
	v, err := v.Clean()
	if err != nil {
		return err
	}

	return w.issue(ctx, orderWatch, v, by)
}

func (x *writing) putWatch(v watch.Watch, by team.MemberID) error {
	v, err := v.Clean()
	if err != nil {
		return err
	}
	if err := x.mayWatch(by); err != nil {
		return err
	}
	taken, err := maybe(x, plain[string], `SELECT id FROM watch WHERE name_key = ? AND id <> ?`, inbox.Fold(v.Name), v.ID)
	if err != nil {
		return fmt.Errorf("read watches: %w", err)
	}
	if taken != "" {
		return fault.New(fault.Conflict, "watch.name-taken", "Name", v.Name)
	}
	if err := x.keepWatch(v); err != nil {
		return err
	}
	return x.settled("watch.put", by, map[string]string{"watch": v.Name})
}

func (x *writing) mayWatch(by team.MemberID) error {
	if by == "" {
		return nil
	}
	m, err := x.member(by)
	if err != nil {
		return err
	}
	return watch.MayPut(m)
}

// keepWatch writes a watch and, where it looks for something else now, sets
// its hits back.
func (x *writing) keepWatch(v watch.Watch) error {
	had, err := maybe(x, body[watch.Watch], `SELECT body FROM watch WHERE id = ?`, v.ID)
	if err != nil {
		return fmt.Errorf("read watch: %w", err)
	}
	changed, err := first(x, plain[int64], `SELECT COALESCE(MAX(changed), 0) FROM watch`)
	if err != nil {
		return fmt.Errorf("read watches: %w", err)
	}
	text, err := pack(v)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO watch (id, name_key, body, changed, total, live, fill_below) VALUES (?, ?, ?, ?, 0, 0, 0)
		ON CONFLICT (id) DO UPDATE SET name_key = excluded.name_key, body = excluded.body, changed = excluded.changed`,
		v.ID, inbox.Fold(v.Name), text, max(millis(x.now), changed+1))
	if err != nil {
		return fmt.Errorf("write watch: %w", err)
	}
	x.put("watch", string(v.ID))
	x.notice.Team = true
	if had.ID != "" && sameReach(had, v) {
		return nil
	}
	return x.emptyWatch(v.ID)
}

// sameReach reports whether two watches find the same messages.
func sameReach(a, b watch.Watch) bool {
	return a.Query.String() == b.Query.String() && fmt.Sprint(a.Accounts) == fmt.Sprint(b.Accounts)
}

// emptyWatch drops the hits, and has all that is stored looked through again.
func (x *writing) emptyWatch(id watch.ID) error {
	if err := x.dropOf(id, "watch_hit", "watch_hour"); err != nil {
		return fmt.Errorf("empty watch: %w", err)
	}
	_, err := x.exec(`UPDATE watch SET total = 0, fill_below = (SELECT COALESCE(MAX(num), 0) + 1 FROM message) WHERE id = ?`, id)
	if err != nil {
		return fmt.Errorf("empty watch: %w", err)
	}
	return nil
}

// dropOf removes what tables hold of a watch.
func (x *writing) dropOf(id watch.ID, tables ...string) error {
	for _, table := range tables {
		k, _ := kindNamed(table)
		ids, err := k.ids(x, `watch = ?`, id)
		if err != nil {
			return err
		}
		for _, row := range ids {
			x.del(table, row)
		}
		if _, err := x.exec(`DELETE FROM `+table+` WHERE watch = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// RemoveWatch forgets a watch and its hits; the messages stay. One that is gone
// is no error.
func (w *Workspace) RemoveWatch(ctx context.Context, id watch.ID, by team.MemberID) error {
	return w.issue(ctx, orderWatchRemove, watchNamed{id}, by)
}

func (x *writing) removeWatch(v watchNamed, by team.MemberID) error {
	id := v.ID
	if err := x.mayWatch(by); err != nil {
		return err
	}
	had, err := maybe(x, body[watch.Watch], `SELECT body FROM watch WHERE id = ?`, id)
	if err != nil || had.ID == "" {
		return err
	}
	alerts, err := all(x, body[alert.Alert], `SELECT body FROM alert WHERE watch = ? AND cleared_at = 0 ORDER BY id`, id)
	if err != nil {
		return fmt.Errorf("read alerts: %w", err)
	}
	if err := x.dropOf(id, "watch_hit", "watch_hour", "watch_seen", "alert", "radar_setting", "radar_standing"); err != nil {
		return fmt.Errorf("remove watch: %w", err)
	}
	if _, err := x.exec(`DELETE FROM watch WHERE id = ?`, id); err != nil {
		return fmt.Errorf("remove watch: %w", err)
	}
	if err := x.forgetRadar(id); err != nil {
		return err
	}
	x.del("watch", string(id))
	x.notice.Team = true
	for _, a := range alerts { // who looks out no more rings no more
		if x.w.copied() {
			break // the server says so
		}
		if err := x.tellRuns(a); err != nil {
			return err
		}
	}
	return x.settled("watch.remove", by, map[string]string{"watch": had.Name})
}

// WatchStandings gives each watch with its numbers, the house's own before the
// competitors', by name. Days are those of now's location; unseen is what of
// did not look at yet.
func (w *Workspace) WatchStandings(ctx context.Context, of team.MemberID, now time.Time) ([]watch.Standing, error) {
	var out []watch.Standing
	err := w.snapshot(ctx, func(r reading) (err error) {
		out, err = all(r, readNumbers, `SELECT w.body, w.total, w.live - COALESCE(s.live, 0), w.fill_below,
				COALESCE((SELECT MAX(h.at) FROM watch_hit h WHERE h.watch = w.id), 0)
			FROM watch w
			LEFT JOIN watch_seen s ON s.watch = w.id AND s.member = ?
			ORDER BY w.name_key`, of)
		if err != nil {
			return fmt.Errorf("read watches: %w", err)
		}
		for i := range out {
			if err := curve(r, &out[i], now); err != nil {
				return err
			}
		}
		return nil
	})
	own := make([]watch.Standing, 0, len(out))
	for _, competitor := range []bool{false, true} {
		for _, s := range out {
			if s.Competitor == competitor {
				own = append(own, s)
			}
		}
	}
	return own, err
}

func readNumbers(s scanner) (watch.Standing, error) {
	var out watch.Standing
	var raw []byte
	var below, last int64
	if err := s.Scan(&raw, &out.Total, &out.Unseen, &below, &last); err != nil {
		return out, err
	}
	out.Filling, out.Last = below > 0, moment(last)
	return out, unpack(raw, &out.Watch)
}

// SeenWatch notes that a member looked at all hits of a watch.
func (w *Workspace) SeenWatch(ctx context.Context, id watch.ID, by team.MemberID) error {
	return w.issue(ctx, orderWatchSeen, watchNamed{id}, by)
}

func (x *writing) seenWatch(v watchNamed, by team.MemberID) error {
	id := v.ID
	live, err := maybe(x, plain[int64], `SELECT live FROM watch WHERE id = ?`, id)
	if err != nil || by == "" {
		return err
	}
	_, err = x.exec(`INSERT INTO watch_seen (watch, member, live) VALUES (?, ?, ?)
		ON CONFLICT (watch, member) DO UPDATE SET live = excluded.live`, id, by, live)
	if err != nil {
		return fmt.Errorf("note what was seen: %w", err)
	}
	x.put("watch_seen", keyOf(string(id), string(by)))
	return nil
}

// watchOf gives a watch; one that is gone is a NotFound.
func watchOf(r reading, id watch.ID) (watch.Watch, error) {
	v, err := maybe(r, body[watch.Watch], `SELECT body FROM watch WHERE id = ?`, id)
	if err == nil && v.ID == "" {
		err = fault.New(fault.NotFound, "watch.gone")
	}
	return v, err
}
