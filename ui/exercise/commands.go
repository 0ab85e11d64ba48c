package exercise

import (
	"context"

	"vigie/ui/vm"
)

// commands puts the screen's part into the one table.
func (s *Screen) commands() {
	pause := func(on bool) func() {
		return func() {
			s.do("", func(ctx context.Context) error { return s.desk.PauseExercise(ctx, on) })
		}
	}
	list := []vm.Command{
		{ID: "exercise.start", Keys: []vm.Key{{Name: "Return", Ctrl: true}}, Footer: true, Enabled: s.outside, Run: s.start},
		{ID: "exercise.pause-messages", Keys: []vm.Key{{Rune: 'p'}}, Footer: true, Enabled: s.when(false), Run: pause(true)},
		{ID: "exercise.resume", Keys: []vm.Key{{Rune: 'p'}}, Footer: true, Enabled: s.when(true), Run: pause(false)},
		{ID: "exercise.next", Keys: []vm.Key{{Rune: 'n'}}, Footer: true, Enabled: s.going, Run: func() { s.do("", s.desk.NextInExercise) }},
		{ID: "exercise.say", Keys: []vm.Key{{Rune: 's'}}, Footer: true, Enabled: s.going, Run: s.say},
		{ID: "exercise.end", Keys: []vm.Key{{Rune: 'w'}}, Footer: true, Enabled: s.ending, Run: s.askEnd},
		{ID: "exercise.leave", Keys: []vm.Key{{Rune: 'q'}}, Enabled: s.inside, Run: func() { s.host.Depart(s.desk.LeaveExercise) }},
	}
	for i := range list {
		list[i].Group = "exercise.title"
	}
	s.host.Commands().Add(list...)
}

// going says whether an exercise is played.
func (s *Screen) going() vm.Verdict {
	switch {
	case !s.playing.On:
		return vm.Cannot("")
	case s.playing.Over:
		return vm.Cannot("exercise.over")
	case s.playing.Follows:
		return vm.Cannot("exercise.not-leader")
	}
	return vm.Can()
}

// ending says whether it can be ended: by who leads it, and by who manages the
// house.
func (s *Screen) ending() vm.Verdict {
	if s.playing.Follows && s.playing.MayEnd && !s.playing.Over {
		return vm.Can()
	}
	return s.going()
}

// when says whether one is played whose messages are paused, or not.
func (s *Screen) when(paused bool) func() vm.Verdict {
	return func() vm.Verdict {
		if v := s.going(); !v.OK || s.playing.Paused != paused {
			return vm.Cannot("")
		}
		return vm.Can()
	}
}

// inside says whether an exercise is open, outside whether one can be begun.
func (s *Screen) inside() vm.Verdict {
	if !s.playing.On {
		return vm.Cannot("")
	}
	return vm.Can()
}

func (s *Screen) outside() vm.Verdict {
	if s.playing.On || len(s.offer.Books) == 0 {
		return vm.Cannot("")
	}
	return vm.Can()
}
