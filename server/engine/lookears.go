package engine

import (
	"context"
	"slices"
	"time"

	"vigie/crisis/radar"
	"vigie/store"
)

// ears know in which stretches of the last weeks nothing came from any account
// though something should have: then nobody listened.
type ears struct {
	gaps []radar.Span
	at   time.Time // the hour that they heard last
	deaf bool      // nothing came in it
}

// listen looks at the last hours, once an hour and as long as they are silent.
func (e *ears) listen(ctx context.Context, w *store.Workspace, now time.Time) error {
	hour := now.Truncate(time.Hour)
	if e.at.Equal(hour) && !e.deaf {
		return nil
	}
	heard, err := w.HeardHours(ctx, hour.Add(-LookBack), now)
	if err != nil || len(heard) == 0 {
		return err
	}
	l := radar.Listening{Week: radar.WeekIn(time.Local, nil)}
	e.gaps = e.gaps[:0:0]
	last := hour.Unix() / 3600
	for h := heard[0]; h <= last; h++ {
		_, came := slices.BinarySearch(heard, h)
		if !came && h == last {
			continue // it is not over
		}
		if gap, ok := l.Hour(time.Unix(h*3600, 0), came); ok {
			e.gaps = append(e.gaps, gap)
		}
	}
	e.at, e.deaf = hour, heard[len(heard)-1] != last
	return nil
}
