package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
)

const reviewDraftColumns = `run, field, member, text, at`

func readReviewDraft(s scanner) (crisis.ReviewDraft, error) {
	var d crisis.ReviewDraft
	var at int64
	err := s.Scan(&d.Run, &d.Field, &d.Member, &d.Text, &at)
	d.At = moment(at)
	return d, err
}

// ReviewDrafts gives what people have written of a run's retrospective so far.
func (w *Workspace) ReviewDrafts(ctx context.Context, id crisis.RunID) ([]crisis.ReviewDraft, error) {
	list, err := all(w.glance(ctx), readReviewDraft, `SELECT `+reviewDraftColumns+` FROM retex_draft WHERE run = ? ORDER BY field, at, member`, id)
	return list, explain(err)
}

// KeepReviewDraft keeps what a member has written into a field of a run's
// retrospective. It is an order: it is kept offline too.
func (w *Workspace) KeepReviewDraft(ctx context.Context, d crisis.ReviewDraft, by team.MemberID) error {
	d.At = w.now()
	return w.issue(ctx, orderReviewDraft, d, by)
}

func (x *writing) keepReviewDraft(d crisis.ReviewDraft, by team.MemberID) error {
	m, err := x.member(by)
	if err != nil {
		return err
	}
	run, err := storedRun(x, d.Run)
	if err != nil {
		return err
	}
	plan := &crisis.Plan{}
	if run.State != "" {
		if plan, err = planOf(x, run.Book.Hash); err != nil {
			return err
		}
	}
	if err := crisis.DecideDraft(plan, run, d, m); err != nil {
		return err
	}
	d.Member = by
	if d.At.After(x.now) { // a clock that is ahead does not win for ever
		d.At = x.now
	}
	_, err = x.exec(`INSERT INTO retex_draft (`+reviewDraftColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (run, field, member) DO UPDATE SET text = excluded.text, at = excluded.at
		WHERE excluded.at >= retex_draft.at`, d.Run, d.Field, d.Member, d.Text, millis(d.At))
	if err != nil {
		return fmt.Errorf("write a draft of the retrospective: %w", err)
	}
	x.put("retex_draft", keyOf(string(d.Run), d.Field, string(d.Member)))
	x.notice.Team = true
	return nil
}

// toldReview is the event by which a lead is reminded of retrospectives.
const toldReview = "retex.remind"

// remindedWithin is how long one reminder stands for every retrospective that
// the lead owes: a week's runs do not make a week's notices.
const remindedWithin = 12 * time.Hour

// remindReview tells the lead of a run, once, that retrospectives are missing:
// how many of theirs in all. An exercise reminds too; nothing of it leaves.
func (x *writing) remindReview(run *crisis.Run, e crisis.Event) error {
	var a crisis.Passed
	if err := json.Unmarshal(e.Payload, &a); err != nil {
		return fmt.Errorf("read what passed: %w", err)
	}
	if !slices.ContainsFunc(a.Passed, func(t crisis.Passing) bool { return t.What == crisis.ReviewOwed }) || run.Lead == "" {
		return nil
	}
	told, err := x.remindedOfLate(run.Lead)
	if err != nil || told {
		return err
	}
	runs, err := all(x, body[*crisis.Run], `SELECT body FROM crisis_run WHERE state IN ('closed', 'stood_down') ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read runs: %w", err)
	}
	n := 0
	for _, r := range runs {
		if r.Lead == run.Lead {
			n++
		}
	}
	return x.record(inbox.Event{
		ID: inbox.CommandID(x.w.newID(x.now)), Name: toldReview, At: x.now, Tell: []team.MemberID{run.Lead},
		Facts: map[string]string{"run": string(run.ID), "title": run.Book.Title, "count": strconv.Itoa(n)},
	})
}

func (x *writing) remindedOfLate(lead team.MemberID) (bool, error) {
	tells, err := all(x, plain[string], `SELECT tell FROM event WHERE name = ? AND at > ?`, toldReview, millis(x.now.Add(-remindedWithin)))
	if err != nil {
		return false, fmt.Errorf("read reminders: %w", err)
	}
	for _, tell := range tells {
		var to []team.MemberID
		if tell != "" {
			if err := unpack([]byte(tell), &to); err != nil {
				return false, err
			}
		}
		if slices.Contains(to, lead) {
			return true, nil
		}
	}
	return false, nil
}
