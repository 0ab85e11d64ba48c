package store

import (
	"fmt"
	"slices"

	"vigie/crisis"
	"vigie/crisis/alert"
)

// goingOn are the states of the runs that have not ended.
const goingOn = `('prepared', 'running', 'paused', 'watching')`

// tellRuns has the runs that an alert is linked to know that it is over, or back:
// over only once none of their alerts is open. It is the program's own word; that
// the run is only watched from then on is for its lead to say.
func (x *writing) tellRuns(a alert.Alert) error {
	runs, err := all(x, body[*crisis.Run], `SELECT body FROM crisis_run WHERE state IN `+goingOn+` AND exercise = 0 ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read runs: %w", err)
	}
	for _, run := range runs {
		ids := run.Alerts()
		if !slices.Contains(ids, a.ID) {
			continue
		}
		over, err := x.alertsOver(ids)
		if err != nil {
			return err
		}
		if over != run.Cleared.IsZero() {
			continue // it knows
		}
		if err := x.sayCleared(run, over); err != nil {
			return err
		}
	}
	return nil
}

func (x *writing) sayCleared(run *crisis.Run, over bool) error {
	plan, err := planOf(x, run.Book.Hash)
	if err != nil {
		return err
	}
	e, err := run.System(x.w.newID(x.now), crisis.Cleared{Is: over}, x.now)
	if err != nil {
		return err
	}
	return x.happen(plan, run, []crisis.Event{e})
}

func (x *writing) alertsOver(ids []string) (bool, error) {
	for _, id := range ids {
		a, err := alertOf(x, id)
		if err != nil {
			return false, err
		}
		if a.ID != "" && a.Open() {
			return false, nil
		}
	}
	return true, nil
}

// fromAlert completes a start with the alert that it is about, so that the run
// hears what becomes of it.
func fromAlert(a crisis.Start) crisis.Start {
	l := crisis.Link{Kind: crisis.AlertLink, ID: a.Story}
	if a.Story != "" && !slices.Contains(a.Links, l) {
		a.Links = append(slices.Clone(a.Links), l)
	}
	return a
}

// sameStory reports whether the alerts of two starts are of one story: two
// watches may ring for the same thing.
func (x *writing) sameStory(one, other string) (bool, error) {
	if one == other {
		return true, nil
	}
	var of [2]string
	for i, id := range []string{one, other} {
		a, err := alertOf(x, id)
		if err != nil {
			return false, err
		}
		if s := a.Radar.Why.Story; s != nil {
			of[i] = s.ID
		}
	}
	return of[0] != "" && of[0] == of[1], nil
}
