package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// exerciseSetting makes a workspace one of an exercise, for good. It is the
// store's own: no order of a member reaches it.
const exerciseSetting = "exercise"

// rehearsedPrefix begins the settings that say when a playbook was last
// rehearsed, in an exercise's own workspace.
const rehearsedPrefix = "rehearsed."

// Rehearsed begins the native id of a reply that reached nobody because it was
// written in an exercise.
const Rehearsed = "exercise-"

// MarkExercise makes an empty workspace one of an exercise, by its id. There is
// no way back: nothing ever leaves it, and each of its runs is an exercise. One
// that holds an account or a message is refused.
func (w *Workspace) MarkExercise(ctx context.Context, id string) error {
	return w.write(ctx, func(x *writing) error {
		used, err := first(x, plain[bool], `SELECT EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM conversation) OR EXISTS (SELECT 1 FROM crisis_run)`)
		if err != nil {
			return fmt.Errorf("look whether the workspace is empty: %w", err)
		}
		if used || id == "" {
			return fault.New(fault.Invalid, "exercise.not-empty")
		}
		return x.set(exerciseSetting, id)
	})
}

// Exercise gives the id of the exercise whose workspace this is; "" is a real
// one.
func (w *Workspace) Exercise(ctx context.Context) (string, error) {
	id, err := exerciseOf(w.glance(ctx))
	return id, explain(err)
}

func exerciseOf(r reading) (string, error) {
	id, err := maybe(r, plain[string], `SELECT value FROM setting WHERE name = ?`, exerciseSetting)
	if err != nil {
		return "", fmt.Errorf("read whether it is an exercise: %w", err)
	}
	return id, nil
}

// nothingLeaves refuses in an exercise what would touch a network.
func (x *writing) nothingLeaves() error {
	id, err := exerciseOf(x)
	if err == nil && id != "" {
		err = fault.New(fault.Forbidden, "exercise.nothing-leaves")
	}
	return err
}

// rehearsing makes of a start in an exercise the start of an exercise, whatever
// the order says.
func (x *writing) rehearsing(start crisis.Start) (crisis.Start, error) {
	id, err := exerciseOf(x)
	start.Exercise = start.Exercise || id != ""
	return start, err
}

// RehearseSending records in an exercise that a queued reply would have left
// now. No sender ever sees it; the conversation shows it as sent, with an id
// that begins with Rehearsed. What a freeze holds is a Conflict.
func (w *Workspace) RehearseSending(ctx context.Context, id inbox.OutboxID) error {
	return w.endSending(ctx, func(x *writing) error {
		if err := x.onlyInExercise(); err != nil {
			return err
		}
		e, err := entryByID(x, id)
		if err != nil {
			return err
		}
		if e, err = e.Begin(x.now); err != nil {
			return err
		}
		if err := x.frozen(id); err != nil {
			return err
		}
		return x.sent(e, channel.Receipt{Native: Rehearsed + string(e.ID), At: x.now}, nil)
	})
}

// rehearsal is that a playbook was rehearsed in an exercise.
type rehearsal struct {
	Playbook string `json:"playbook"`
	At       int64  `json:"at"`
}

// PutRehearsal notes that a playbook was rehearsed. It is all that an exercise
// ever writes into the real workspace.
func (w *Workspace) PutRehearsal(ctx context.Context, playbook string, at time.Time, by team.MemberID) error {
	return w.issue(ctx, orderRehearsed, rehearsal{playbook, millis(at)}, by)
}

func (x *writing) putRehearsal(a rehearsal, by team.MemberID) error {
	if a.Playbook == "" || len(a.Playbook) > 200 || a.At <= 0 || a.At > millis(x.now)+int64(time.Hour/time.Millisecond) {
		return fault.New(fault.Invalid, "fault.command-incomplete")
	}
	m, err := x.member(by)
	if err != nil {
		return err
	}
	if crisis.MayStart(m, true) != crisis.Freely {
		return fault.New(fault.Forbidden, "crisis.may-not-start")
	}
	before, err := maybe(x, plain[string], `SELECT value FROM setting WHERE name = ?`, rehearsedPrefix+a.Playbook)
	if err != nil {
		return fmt.Errorf("read the last rehearsal: %w", err)
	}
	if last, err := strconv.ParseInt(before, 10, 64); err == nil && last >= a.At {
		return nil // a desktop that was offline tells of an older one
	}
	x.notice.Team = true
	return x.set(rehearsedPrefix+a.Playbook, strconv.FormatInt(a.At, 10))
}

// Rehearsals gives when each playbook was last rehearsed in an exercise, by its
// id.
func (w *Workspace) Rehearsals(ctx context.Context) (map[string]time.Time, error) {
	read := func(s scanner) (p [2]string, err error) {
		err = s.Scan(&p[0], &p[1])
		return p, err
	}
	list, err := all(w.glance(ctx), read, `SELECT name, value FROM setting WHERE name LIKE ?`, rehearsedPrefix+"%")
	out := map[string]time.Time{}
	for _, p := range list {
		if ms, bad := strconv.ParseInt(p[1], 10, 64); bad == nil {
			out[strings.TrimPrefix(p[0], rehearsedPrefix)] = moment(ms)
		}
	}
	return out, explain(err)
}
