package store

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox/watch"
)

const hourMillis = int64(time.Hour / time.Millisecond)

// curve fills in the days of a standing from the kept hours.
func curve(r reading, s *watch.Standing, now time.Time) error {
	hours, err := watchHours(r, s.ID, dayStart(now).AddDate(0, 0, 1-watch.StandingDays))
	if err != nil {
		return err
	}
	for hour, n := range hours {
		at := time.UnixMilli(hour * hourMillis).In(now.Location())
		if i, ok := dayIndex(at, now); ok {
			s.Days[i] += n
		}
		if now.Sub(at) < 24*time.Hour {
			s.Day += n
		}
	}
	return nil
}

// WatchHours counts the hits of a watch by the hour since 1970, from a time on.
func (w *Workspace) WatchHours(ctx context.Context, id watch.ID, from time.Time) (map[int64]int, error) {
	hours, err := watchHours(w.glance(ctx), id, from)
	return hours, explain(err)
}

func watchHours(r reading, id watch.ID, from time.Time) (map[int64]int, error) {
	out := map[int64]int{}
	_, err := all(r, func(s scanner) (hour int64, err error) {
		var n int
		err = s.Scan(&hour, &n)
		out[hour] = n
		return hour, err
	}, `SELECT hour, n FROM watch_hour WHERE watch = ? AND hour >= ?`, id, from.UnixMilli()/hourMillis)
	if err != nil {
		return nil, fmt.Errorf("read the hours of a watch: %w", err)
	}
	return out, nil
}

func dayStart(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// dayIndex is the place of a time in the days of a standing.
func dayIndex(at, now time.Time) (int, bool) {
	back := int(dayStart(now).Sub(dayStart(at.In(now.Location()))).Hours()+12) / 24 // days of 23 and 25 hours too
	return watch.StandingDays - 1 - back, back >= 0 && back < watch.StandingDays
}
