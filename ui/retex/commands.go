package retex

import (
	"vigie/crisis"
	"vigie/ui/vm"
)

// commands puts the screen's part into the one table.
func (s *Screen) commands() {
	list := []vm.Command{
		{ID: "retex.next", Keys: []vm.Key{{Rune: 'j'}, {Name: "Down"}}, Enabled: s.hasRuns, Run: func() { s.move(1) }},
		{ID: "retex.previous", Keys: []vm.Key{{Rune: 'k'}, {Name: "Up"}}, Enabled: s.hasRuns, Run: func() { s.move(-1) }},
		{ID: "retex.answer", Keys: []vm.Key{{Rune: 'e'}, {Name: "Return"}}, Footer: true, Enabled: s.canWrite, Run: s.firstEmpty},
		{ID: "retex.add-action", Keys: []vm.Key{{Rune: 'n'}}, Footer: true, Enabled: s.canAdd, Run: s.addAction},
		{ID: "retex.mark-done", Keys: []vm.Key{{Rune: 'd'}}, Footer: true, Enabled: s.canDone, Run: s.chooseDone},
		{ID: "retex.export", Keys: []vm.Key{{Rune: 'x'}}, Footer: true, Enabled: s.onRun, Run: s.export},
		{ID: "retex.all", Keys: []vm.Key{{Rune: 'a'}}, Enabled: s.hasRuns, Run: func() { s.open("") }},
		{ID: "retex.publish", Keys: []vm.Key{{Name: "Return", Ctrl: true}}, Footer: true, Enabled: s.canWrite, Run: s.publish},
		{ID: "retex.back", Keys: []vm.Key{{Name: "Escape"}}, Enabled: vm.Can, Run: func() { s.host.GoTo("crisis") }},
	}
	for i := range list {
		list[i].Group = "retex.title"
	}
	s.host.Commands().Add(list...)
}

func (s *Screen) hasRuns() vm.Verdict {
	if len(s.runs) == 0 {
		return vm.Cannot("retex.none")
	}
	return vm.Can()
}

func (s *Screen) onRun() vm.Verdict {
	if s.room.Run == nil {
		return vm.Cannot("retex.none")
	}
	return vm.Can()
}

func (s *Screen) canAdd() vm.Verdict {
	if v := s.onRun(); !v.OK {
		return v
	}
	return s.room.Try(crisis.Action{Text: "-", Owner: s.me.ID, Due: s.host.Now()}, s.host.Now())
}

// move shows the next of the list: the open actions, what is missing, what is
// published.
func (s *Screen) move(by int) {
	ids := []crisis.RunID{""}
	for _, missing := range []bool{true, false} {
		for _, r := range s.runs {
			if r.LacksReview() == missing {
				ids = append(ids, r.ID)
			}
		}
	}
	for i, id := range ids {
		if to := i + by; id == s.run && to >= 0 && to < len(ids) {
			s.open(ids[to])
			return
		}
	}
}
