package app

import (
	"context"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/crisis/curve"
	"vigie/crisis/radar/tone"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
	"vigie/server/engine"
)

// mostMentions bounds what a curve is counted of: about two seconds of reading.
const (
	mostMentions = 20_000
	mentionsPage = 1000
)

// CrisisCurve counts what is said around a run: on the watch of its alert, or in
// the conversations that are tied to it.
func (d crisisDesk) CrisisCurve(ctx context.Context, id crisis.RunID) (curve.Series, error) {
	return inside(d.at, func(h *house) (curve.Series, error) {
		run, _, err := h.store.Run(ctx, id)
		if err != nil {
			return curve.Series{}, err
		}
		return d.curveOf(ctx, h, run)
	})
}

func (d crisisDesk) curveOf(ctx context.Context, h *house, run *crisis.Run) (curve.Series, error) {
	warned, err := alertOf(ctx, h, run)
	if err != nil {
		return curve.Series{}, err
	}
	reader, err := d.toneReader(ctx, h)
	if err != nil {
		return curve.Series{}, err
	}
	begun, ended, out := run.Course()
	from, to, step := curve.Window(begun, ended, warned.Radar.RaisedAt, time.Now())
	if warned.ID == "" {
		s, err := linkedCurve(ctx, h, run, reader, from, to, step)
		return s.Acts(begun, ended, out), err
	}
	mentions, cut, err := mentionsOn(ctx, h, warned.Watch, reader, from, to)
	if err != nil {
		return curve.Series{}, err
	}
	hours, err := h.store.WatchHours(ctx, warned.Watch, from.AddDate(0, 0, -curve.UsualDays-1))
	if err != nil {
		return curve.Series{}, err
	}
	first, err := h.store.FirstSaid(ctx, from.AddDate(0, 0, -curve.UsualDays-1))
	if err != nil {
		return curve.Series{}, err
	}
	s := curve.Of(from, to, step, mentions).Acts(begun, ended, out).Usual(hours, first)
	s.Cut = cut
	watches, err := h.store.Watches(ctx)
	if i := slices.IndexFunc(watches, func(w watch.Watch) bool { return w.ID == warned.Watch }); i >= 0 {
		s.About = watches[i].Name
	}
	return s, err
}

// alertOf is the alert that a run answers; one without an id where there is none.
func alertOf(ctx context.Context, h *house, run *crisis.Run) (alert.Alert, error) {
	for _, id := range append([]string{run.Story}, run.Alerts()...) {
		if id == "" {
			continue
		}
		a, err := h.store.AlertNamed(ctx, id)
		if fault.KindOf(err) == fault.NotFound { // its watch is gone
			continue
		}
		return a, err
	}
	return alert.Alert{}, nil
}

// mentionsOn reads a watch page by page; cut says that there was more.
func mentionsOn(ctx context.Context, h *house, of watch.ID, reader *tone.Reader, from, to time.Time) (list []curve.Mention, cut bool, err error) {
	var place watch.HitPlace
	for len(list) < mostMentions {
		page, err := h.store.SaidOn(ctx, of, from, to, place, mentionsPage)
		if err != nil {
			return nil, false, err
		}
		for _, s := range page {
			m := engine.MentionOf(s, reader)
			list = append(list, curve.Mention{At: m.At, Negative: m.Negative})
			place = watch.HitPlace{At: s.Message.SentAt, Message: s.Message.ID}
		}
		if len(page) < mentionsPage {
			return list, false, nil
		}
	}
	return list, true, nil
}

// linkedCurve counts the run's own conversations; what is usual of them nobody
// knows.
func linkedCurve(ctx context.Context, h *house, run *crisis.Run, reader *tone.Reader, from, to time.Time, step time.Duration) (curve.Series, error) {
	ids := run.Conversations()
	if len(ids) == 0 {
		return curve.Series{}, nil
	}
	said, err := h.store.SaidIn(ctx, ids, from, to, mentionsPage)
	if err != nil {
		return curve.Series{}, err
	}
	var list []curve.Mention
	for _, m := range said {
		list = append(list, curve.Mention{At: m.SentAt, Negative: reader.Read(engine.Spoken(m)).Tone == tone.Negative})
	}
	return curve.Of(from, to, step, list), nil
}
