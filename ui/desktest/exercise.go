package desktest

import (
	"context"
	"fmt"

	"vigie/inbox"
	"vigie/ui/exercise"
)

// Rehearsal is what a house of a test has of exercises.
type Rehearsal struct {
	Offer   exercise.Offer
	Playing exercise.Playing
	Started exercise.Start
	Words   []exercise.Word
	Invited exercise.Invited
}

// ExerciseInvited is the exercise of the team that a test wants.
func (d *Desk) ExerciseInvited(context.Context) (exercise.Invited, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Rehearse.Invited, d.Fail["ExerciseInvited"]
}

// JoinExercise opens the exercise of the team.
func (d *Desk) JoinExercise(context.Context) error {
	if err := d.did("JoinExercise", d.Rehearse.Invited.Title); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.Rehearse.Invited
	d.Rehearse.Playing.Mark = exercise.Mark{On: true, Team: true, Follows: true, Title: i.Title, Book: i.Book, Leader: i.Leader, Prepared: i.Prepared}
	d.In.Exercise = d.Rehearse.Playing.Mark
	return nil
}

// Rehearsing reports an exercise that is open.
func (d *Desk) Rehearsing() bool { return d.In.Exercise.On }

// ExerciseOffer gives the offer with the playbooks that are built in.
func (d *Desk) ExerciseOffer(ctx context.Context, lang string) (exercise.Offer, error) {
	books, err := d.CrisisBooks(ctx, lang)
	if err != nil {
		return exercise.Offer{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.Rehearse.Offer
	for _, b := range books {
		o.Books = append(o.Books, exercise.Book{Hash: b.Hash, ID: b.ID, Title: b.Title, Version: b.Version, Storm: "rumeur-produit"})
	}
	return o, d.Fail["ExerciseOffer"]
}

// StartExercise records the start and opens it.
func (d *Desk) StartExercise(_ context.Context, s exercise.Start) error {
	if err := d.did("StartExercise", s.Storm); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Rehearse.Started, d.Rehearse.Playing.On, d.Rehearse.Playing.Pace = s, true, s.Pace
	d.In.Exercise = d.Rehearse.Playing.Mark
	return nil
}

// OpenExercise opens a kept one.
func (d *Desk) OpenExercise(_ context.Context, id string) error { return d.did("OpenExercise", id) }

// DeleteExercise forgets a kept one.
func (d *Desk) DeleteExercise(_ context.Context, id string) error {
	d.mu.Lock()
	kept := d.Rehearse.Offer.Kept
	d.Rehearse.Offer.Kept = nil
	for _, k := range kept {
		if k.ID != id {
			d.Rehearse.Offer.Kept = append(d.Rehearse.Offer.Kept, k)
		}
	}
	d.mu.Unlock()
	return d.did("DeleteExercise", id)
}

// ExercisePlaying gives how it stands.
func (d *Desk) ExercisePlaying(context.Context) (exercise.Playing, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Rehearse.Playing, d.Fail["ExercisePlaying"]
}

// animate records an act of the animator.
func (d *Desk) animate(call, what string, how func(*exercise.Playing)) error {
	if err := d.did(call, what); err != nil {
		return err
	}
	d.mu.Lock()
	how(&d.Rehearse.Playing)
	d.In.Exercise = d.Rehearse.Playing.Mark
	d.mu.Unlock()
	d.Notice(inbox.Notice{})
	return nil
}

// SetExercisePace changes the pace.
func (d *Desk) SetExercisePace(_ context.Context, pace int) error {
	return d.animate("SetExercisePace", fmt.Sprint(pace), func(p *exercise.Playing) { p.Pace = pace })
}

// PauseExercise pauses the messages.
func (d *Desk) PauseExercise(_ context.Context, on bool) error {
	return d.animate("PauseExercise", fmt.Sprint(on), func(p *exercise.Playing) { p.Paused = on })
}

// SayInExercise records the word.
func (d *Desk) SayInExercise(_ context.Context, w exercise.Word) error {
	return d.animate("SayInExercise", w.Text, func(*exercise.Playing) { d.Rehearse.Words = append(d.Rehearse.Words, w) })
}

// NextInExercise has the next message come.
func (d *Desk) NextInExercise(context.Context) error {
	return d.animate("NextInExercise", "", func(p *exercise.Playing) { p.Sent++ })
}

// EndExercise ends it.
func (d *Desk) EndExercise(context.Context) error {
	return d.animate("EndExercise", "", func(p *exercise.Playing) { p.Over = true })
}

// LeaveExercise goes back to the real workspace.
func (d *Desk) LeaveExercise(context.Context) error {
	return d.animate("LeaveExercise", "", func(p *exercise.Playing) { p.On = false })
}
