package vm

import "vigie/inbox"

// Deed is something that a person did, as the guided tour hears of it: DeedMove,
// DeedFind, or the name of an act of the inbox.
type Deed string

// The deeds that are no acts of the inbox.
const (
	DeedMove Deed = "move" // to another conversation of the list
	DeedFind Deed = "find" // the palette was opened
)

// Spot is a place of the window that the tour talks about.
type Spot string

// The places, from left to right.
const (
	SpotList     Spot = "list"
	SpotTake     Spot = "take"
	SpotComposer Spot = "composer"
	SpotHandOver Spot = "hand-over"
	SpotUndo     Spot = "undo"
	SpotFind     Spot = "find"
)

// TourStep is one step of the tour. It ends when the person does its deed, by
// whichever way; nothing is done for them.
type TourStep struct {
	ID       string // "move": its texts are tour.move and tour.move-text
	Deed     Deed
	Spot     Spot
	Commands []string // whose first keys are shown, in their order
}

// TourSteps are the six steps, each on what the one before left behind: what is
// taken is answered, what is answered is handed over, and that is taken back.
func TourSteps() []TourStep {
	return []TourStep{
		{ID: "move", Deed: DeedMove, Spot: SpotList, Commands: []string{"triage.next", "triage.previous"}},
		{ID: "take", Deed: Deed(inbox.Claim{}.Name()), Spot: SpotTake, Commands: []string{"triage.take"}},
		{ID: "reply", Deed: Deed(inbox.Reply{}.Name()), Spot: SpotComposer, Commands: []string{"triage.reply", "triage.send"}},
		{ID: "hand-over", Deed: Deed(inbox.Propose{}.Name()), Spot: SpotHandOver, Commands: []string{"triage.hand-over", "triage.send"}},
		{ID: "undo", Deed: Deed(inbox.Undo{}.Name()), Spot: SpotUndo, Commands: []string{"triage.undo"}},
		{ID: "find", Deed: DeedFind, Spot: SpotFind, Commands: []string{"shell.palette"}},
	}
}

// Tour is how far the guided tour has come. The zero value stands at no step.
type Tour struct {
	at int // 1 is the first step; one more than the last is the farewell
}

// Start begins the tour at its first step, whatever was before.
func (t *Tour) Start() { t.at = 1 }

// Leave ends it, from any step.
func (t *Tour) Leave() { t.at = 0 }

// On reports whether the tour is going on, its farewell included.
func (t *Tour) On() bool { return t.at > 0 }

// Over reports whether all steps are done and only the farewell is shown.
func (t *Tour) Over() bool { return t.at > len(TourSteps()) }

// Step gives the step that waits for its deed, and its number from 1; false
// when none does.
func (t *Tour) Step() (step TourStep, number int, ok bool) {
	if !t.On() || t.Over() {
		return TourStep{}, 0, false
	}
	return TourSteps()[t.at-1], t.at, true
}

// Hear is told of everything that the person does. It reports whether the step
// was done by it; another deed than the step's leaves the tour where it is.
func (t *Tour) Hear(d Deed) bool {
	s, _, ok := t.Step()
	if !ok || s.Deed != d {
		return false
	}
	t.at++
	return true
}
