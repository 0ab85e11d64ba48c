package app

import (
	"context"
	"time"

	"vigie/server/exercise"
	room "vigie/ui/exercise"
)

// stage is an exercise that is open, as the desk plays it: on this computer
// alone, or with the team.
type stage interface {
	// Mark is what the window says everywhere; it returns at once.
	Mark() room.Mark
	Playing(ctx context.Context) (room.Playing, error)
	SetPace(ctx context.Context, pace int) error
	Pause(ctx context.Context, on bool) error
	Say(ctx context.Context, w room.Word) error
	Next(ctx context.Context) error
	End(ctx context.Context) error
	Close() error
}

// alone is an exercise on this computer.
type alone struct {
	*exercise.Exercise
	d *desk
}

// comingShown is how many messages the animator sees before they come.
const comingShown = 6

// Mark says how it stands.
func (a alone) Mark() room.Mark {
	m := a.Status()
	return room.Mark{On: true, Title: m.Title, Book: m.Book.Title, Sent: m.Sent, All: m.All, Pace: m.Pace, Paused: m.Paused, Over: m.Over()}
}

// Playing gives how it stands, with its times.
func (a alone) Playing(ctx context.Context) (room.Playing, error) {
	r, err := a.Report(ctx)
	p := offered(room.Playing{
		Mark: a.Mark(), Elapsed: a.Status().Elapsed, First: r.First, Rang: r.Rang, Begun: r.Begun, Ready: r.Ready, Approved: r.Approved,
		Spoke: r.Spoke, Ended: r.Ended, Messages: r.Messages, Replies: r.Replies, Late: r.Late, SkippedStep: r.Skipped,
	})
	for _, c := range a.Coming(comingShown) {
		p.Coming = append(p.Coming, room.Coming{In: c.In, Who: string(c.Who), On: string(c.On), Name: c.Name, Text: c.Text})
	}
	return p, err
}

// offered adds what the animator can choose.
func offered(p room.Playing) room.Playing {
	p.Paces = exercise.Paces()
	for _, v := range exercise.Voices() {
		p.Voices = append(p.Voices, string(v))
	}
	for _, on := range exercise.Places() {
		p.Places = append(p.Places, string(on))
	}
	return p
}

// SetPace has the messages come at another pace.
func (a alone) SetPace(_ context.Context, pace int) error { return a.Exercise.SetPace(pace) }

// Pause stops the messages, or lets them go on.
func (a alone) Pause(_ context.Context, on bool) error { return a.Exercise.Pause(on) }

// Say has somebody say something now.
func (a alone) Say(ctx context.Context, w room.Word) error {
	return a.Inject(ctx, exercise.Word{Who: exercise.Voice(w.Who), On: exercise.Place(w.On), Subject: w.Subject, Text: w.Text})
}

// End ends it. Where its playbook was run, the workspace behind it is told that
// it was rehearsed: all that an exercise ever writes there.
func (a alone) End(ctx context.Context) error {
	r, err := a.Report(ctx)
	if err == nil {
		err = a.Exercise.End(ctx, a.d.words().T("exercise.ended-reason", nil))
	}
	if real := a.d.behind(); err == nil && real != nil && r.Run != "" {
		err = real.store.PutRehearsal(ctx, a.Status().Book.ID, time.Now(), real.member())
	}
	return err
}
