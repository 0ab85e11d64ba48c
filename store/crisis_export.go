package store

import (
	"context"
	"fmt"

	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/inbox/fault"
)

// RunLog gives the log of a run as it is exported: with the text of its
// playbook and the names of the house, as of one moment.
func (w *Workspace) RunLog(ctx context.Context, id crisis.RunID) (minutes.Log, *crisis.Plan, error) {
	var out minutes.Log
	var plan *crisis.Plan
	err := w.snapshot(ctx, func(r reading) error {
		run, err := storedRun(r, id)
		switch {
		case err != nil:
			return err
		case run.ID == "":
			return fault.New(fault.NotFound, "crisis.no-run")
		}
		if plan, err = planOf(r, run.Book.Hash); err != nil {
			return err
		}
		if out.Events, err = runEvents(r, id); err != nil {
			return err
		}
		out.Header = minutes.Header{Run: id, Book: run.Book, Exercise: run.Exercise, At: w.now().UTC(), People: map[string]string{}}
		if out.Header.Text, err = first(r, plain[string], `SELECT text FROM playbook WHERE hash = ?`, run.Book.Hash); err != nil {
			return fmt.Errorf("read playbook: %w", err)
		}
		roster, err := rosterOf(r)
		for _, m := range roster.Members {
			out.Header.People[string(m.ID)] = m.Name
		}
		return err
	})
	return out, plan, err
}

// crisis emits playbooks and the logs of the runs, from which the runs follow.
func (e exporter) crisis() error {
	type text struct {
		PlaybookVersion
		Text string
	}
	err := stream(e, "playbook", func(s scanner) (text, error) {
		var t text
		var written, published int64
		err := s.Scan(&t.Hash, &t.ID, &t.Version, &t.Lang, &t.Title, &t.Skeleton, &t.State, &t.WrittenBy, &written, &t.PublishedBy, &published, &t.Text)
		t.WrittenAt, t.PublishedAt = moment(written), moment(published)
		return t, err
	}, `SELECT `+bookColumns+`, text FROM playbook ORDER BY id, version, lang, hash`)
	if err != nil {
		return err
	}
	if err := stream(e, "run_event", readRunEvent, `SELECT `+runEventColumns+` FROM crisis_event ORDER BY run, seq, id`); err != nil {
		return err
	}
	return stream(e, "retex_draft", readReviewDraft, `SELECT `+reviewDraftColumns+` FROM retex_draft ORDER BY run, field, member`)
}
