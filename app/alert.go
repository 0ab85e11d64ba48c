package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
	"vigie/ui"
	alerting "vigie/ui/alert"
)

// alertDesk is the desk as the screen of the early warning sees it.
type alertDesk struct{ triageDesk }

// What is read of the alerts: those of the last quarter.
const (
	alertsBack = 92 * 24 * time.Hour
	alertsMost = 300
)

// Warnings gives all that the screen shows.
func (d alertDesk) Warnings(ctx context.Context) (alerting.Warnings, error) {
	return inside(d.at, func(h *house) (w alerting.Warnings, err error) {
		now := time.Now()
		if w.Watches, err = h.store.WatchStandings(ctx, h.member(), now); err != nil {
			return w, err
		}
		if w.Alerts, err = h.store.Alerts(ctx, now.Add(-alertsBack), alertsMost); err != nil {
			return w, err
		}
		if w.Settings, err = h.store.RadarSettings(ctx); err != nil {
			return w, err
		}
		if w.Stands, err = h.store.RadarStandings(ctx); err != nil {
			return w, err
		}
		w.Roster, err = h.store.Roster(ctx)
		return w, err
	})
}

// JudgeAlert puts an alert into a state.
func (d alertDesk) JudgeAlert(ctx context.Context, v alert.Verdict) error {
	return d.with(func(h *house) error { return h.store.JudgeAlert(ctx, v, h.member()) })
}

// PutRadar sets the early warning of a watch.
func (d alertDesk) PutRadar(ctx context.Context, s alert.Settings) error {
	return d.with(func(h *house) error { return h.store.PutRadar(ctx, s, h.member()) })
}

// LeaveOut has a watch no longer find messages with a word.
func (d alertDesk) LeaveOut(ctx context.Context, of watch.ID, word string) error {
	return d.with(func(h *house) error {
		list, err := h.store.Watches(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(w watch.Watch) bool { return w.ID == of })
		if i < 0 {
			return fault.New(fault.NotFound, "watch.gone")
		}
		if list[i].Query, err = list[i].Query.Without(word); err != nil {
			return err
		}
		if err := h.store.PutWatch(ctx, list[i], h.member()); err != nil {
			return err
		}
		return h.store.FillWatch(ctx, of, nil)
	})
}

// Posts gives messages by their ids, those that are gone left out.
func (d alertDesk) Posts(ctx context.Context, ids []inbox.MessageID) ([]alerting.Post, error) {
	return inside(d.at, func(h *house) ([]alerting.Post, error) {
		accounts, err := h.store.Accounts(ctx)
		if err != nil {
			return nil, err
		}
		var out []alerting.Post
		for _, id := range ids {
			m, err := h.store.Message(ctx, id)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return out, err
			}
			p := alerting.Post{Message: m}
			if i := slices.IndexFunc(accounts, func(a inbox.Account) bool { return a.ID == m.Account }); i >= 0 {
				p.Channel = accounts[i].Channel
			}
			out = append(out, p)
		}
		return out, nil
	})
}

func (d alertDesk) with(do func(*house) error) error { return watchDesk(d).with(do) }

// Ringing are the alerts that people should know of.
func (d windowDesk) Ringing(ctx context.Context) ([]ui.Ringing, error) {
	return inside(d.at, func(h *house) ([]ui.Ringing, error) { return ringing(ctx, h) })
}

// CrisisAlerts lists the alerts that are open.
func (d crisisDesk) CrisisAlerts(ctx context.Context) ([]alert.Alert, error) {
	return inside(d.at, func(h *house) ([]alert.Alert, error) { return h.store.Alerts(ctx, time.Now(), alertsMost) })
}

func ringing(ctx context.Context, h *house) ([]ui.Ringing, error) {
	list, err := h.store.Alerts(ctx, time.Now(), alertsMost) // those that are open
	if err != nil || len(list) == 0 {
		return nil, err
	}
	watches, err := h.store.Watches(ctx)
	var out []ui.Ringing
	for _, a := range list {
		i := slices.IndexFunc(watches, func(w watch.Watch) bool { return w.ID == a.Watch })
		if a.Rings() && i >= 0 && !watches[i].Competitor {
			out = append(out, ui.Ringing{Alert: a, Watch: watches[i].Name})
		}
	}
	slices.SortStableFunc(out, func(a, b ui.Ringing) int { return cmp.Compare(grave(b), grave(a)) })
	return out, err
}

func grave(r ui.Ringing) int {
	if r.Radar.Level == radar.Crisis {
		return 1
	}
	return 0
}
