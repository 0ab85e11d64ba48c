// Package exercise is the screen on which a crisis is rehearsed: what is
// offered and kept while none is played, and the animator's place while one is.
package exercise

import (
	"context"
	"time"

	"vigie/ui/place"
)

// Desk is what the screen asks of the programme. Every call may block and is
// made off the UI goroutine.
type Desk interface {
	// ExerciseOffer gives what can be played in a language, and what is kept.
	ExerciseOffer(ctx context.Context, lang string) (Offer, error)
	// StartExercise makes an exercise beside the workspace that is open and
	// goes into it. The workspace goes on working behind it.
	StartExercise(ctx context.Context, s Start) error
	// JoinExercise goes into the one that the team takes part in.
	JoinExercise(ctx context.Context) error
	// OpenExercise goes into one that is kept.
	OpenExercise(ctx context.Context, id string) error
	// DeleteExercise removes one that is kept, for good.
	DeleteExercise(ctx context.Context, id string) error
	// ExercisePlaying gives how the exercise that is open stands; On is false
	// when none is.
	ExercisePlaying(ctx context.Context) (Playing, error)
	Animator
}

// Animator is what the person does who plays the public.
type Animator interface {
	SetExercisePace(ctx context.Context, pace int) error
	PauseExercise(ctx context.Context, on bool) error
	// SayInExercise has somebody say something now.
	SayInExercise(ctx context.Context, w Word) error
	// NextInExercise has the next message come now.
	NextInExercise(ctx context.Context) error
	// EndExercise stops the messages, has what runs stand down and notes in the
	// real workspace when the playbook was rehearsed.
	EndExercise(ctx context.Context) error
	// LeaveExercise goes back to the real workspace.
	LeaveExercise(ctx context.Context) error
}

// Mark is what the window says everywhere while an exercise is open.
type Mark struct {
	On          bool
	Title, Book string // of the storm and of the playbook
	Sent, All   int    // messages
	Pace        int    // minutes of the story in one
	Paused      bool
	Over        bool
	// Team is set for one that the team takes part in. Until its Leader lets the
	// messages come, it is Prepared. Follows is set for who does not lead it.
	Team     bool
	Leader   string
	Prepared bool
	Follows  bool
}

// Invited is an exercise of the team that can be joined.
type Invited struct {
	On                  bool
	Title, Book, Leader string
	Prepared            bool // no message came yet
}

// Person is who takes part in an exercise of the team.
type Person struct {
	Name string
	Here bool // connected now
}

// Storm is a set of invented messages.
type Storm struct {
	ID, Title, Summary string
	Product            string // what it is about, unless somebody says otherwise
	Messages           int
	Lasts              time.Duration // at pace 1
}

// Book is a playbook that can be rehearsed.
type Book struct {
	Hash, ID, Title, Version string
	Rehearsed                time.Time // zero is never
	Storm                    string    // the one that suits it
}

// Kept is an exercise that was made before.
type Kept struct {
	ID, Title, Book string
	Made, Ended     time.Time // Ended is zero while it goes on
	Team            bool      // the server keeps it, for all
}

// Offer is what there is to play.
type Offer struct {
	Books  []Book
	Storms []Storm
	Kept   []Kept
	Paces  []int
	// Team is set where the whole team can take part; Invited is the one that it
	// takes part in now.
	Team    bool
	Invited Invited
}

// Start is what a person wants to play.
type Start struct {
	Hash    string // of the playbook
	Lang    string // of the playbook and of the messages
	Storm   string
	Product string
	Pace    int
	Team    bool // the whole team takes part
}

// Word is what the animator has somebody say.
type Word struct {
	Who, On, Subject, Text string
}

// Coming is a message that is still to come.
type Coming struct {
	In            time.Duration // of the story's time
	Who, On, Name string
	Text          string
}

// Playing is how an exercise stands. A time that did not come is zero.
type Playing struct {
	Mark
	Elapsed                              time.Duration // of the story
	Coming                               []Coming
	First, Rang, Begun, Ready, Approved  time.Time
	Spoke, Ended                         time.Time
	Messages, Replies, Late, SkippedStep int
	Voices, Places                       []string
	Present                              []Person // of the team
	MayEnd                               bool     // who follows may end it all the same
	Paces                                []int
}

// Host is what the screen needs of the window around it.
type Host interface {
	place.Host
	// Depart saves what was typed anywhere, does the work off the UI goroutine
	// and shows the window anew: another workspace is open.
	Depart(work func(ctx context.Context) error)
}
