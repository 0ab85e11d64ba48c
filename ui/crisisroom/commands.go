package crisisroom

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// commands puts the screen's part into the one table.
func (s *Screen) commands() {
	group := "crisisroom.title"
	list := []vm.Command{
		{ID: "crisisroom.next", Keys: []vm.Key{{Rune: 'j'}, {Name: "Down"}}, Enabled: s.onBoard, Run: func() { s.move(1) }},
		{ID: "crisisroom.previous", Keys: []vm.Key{{Rune: 'k'}, {Name: "Up"}}, Enabled: s.onBoard, Run: func() { s.move(-1) }},
		{ID: "crisisroom.first", Keys: []vm.Key{{Name: "Home"}}, Enabled: s.onBoard, Run: func() { s.step = ""; s.drawRun(); s.host.Hint() }},
		{ID: "crisisroom.do", Keys: []vm.Key{{Rune: 'e'}, {Rune: ' '}, {Name: "Return"}}, Footer: true, Enabled: s.canTick, Run: s.tickStep},
		{ID: "crisisroom.claim", Keys: []vm.Key{{Rune: 'c'}}, Footer: true, Enabled: s.may(crisis.Claim{}), Run: s.claim},
		{ID: "crisisroom.skip", Keys: []vm.Key{{Rune: 's'}}, Footer: true, Enabled: s.may(crisis.Skip{Reason: "-"}), Run: s.skip},
		{ID: "crisisroom.decide", Keys: []vm.Key{{Rune: 'd'}}, Footer: true, Enabled: s.canDecide, Run: s.decide},
		{ID: "crisisroom.approve", Keys: []vm.Key{{Rune: 'a'}}, Footer: true, Enabled: s.canApprove, Run: s.approve},
		{ID: "crisisroom.reject", Keys: []vm.Key{{Rune: 'x'}}, Footer: true, Enabled: s.canReject, Run: s.reject},
		{ID: "crisisroom.edit", Keys: []vm.Key{{Rune: 't'}}, Enabled: s.hasText, Run: s.edit},
		{ID: "crisisroom.edit-book", Keys: []vm.Key{{Rune: 't'}}, Enabled: s.onBook, Run: s.editBook},
		{ID: "crisisroom.reopen", Keys: []vm.Key{{Rune: 'o'}}, Enabled: s.may(crisis.ReopenStep{Reason: "-"}), Run: s.reopen},
		{ID: "crisisroom.severity-act", Keys: []vm.Key{{Rune: '+'}, {Rune: 'g'}}, Enabled: s.goesOn, Run: s.severity},
		{ID: "crisisroom.update", Keys: []vm.Key{{Rune: 'u'}}, Footer: true, Enabled: s.of(crisis.Update{Known: "-"}), Run: s.update},
		{ID: "crisisroom.note-act", Keys: []vm.Key{{Rune: 'n'}}, Enabled: s.of(crisis.Note{Text: "-"}), Run: s.note},
		{ID: "crisisroom.lead", Keys: []vm.Key{{Rune: 'l'}}, Enabled: s.goesOn, Run: func() { s.rebind(s.room.Plan.LeadRole()) }},
		{ID: "crisisact.pause", Keys: []vm.Key{{Rune: 'f'}}, Footer: true, Enabled: s.canPause, Run: s.pauseKey},
		{ID: "crisisroom.lift", Enabled: s.isFrozen, Run: s.lift},
		{ID: "crisisact.tools", Enabled: s.maySettle, Run: s.nameTools},
		{ID: "crisisroom.stand-down", Keys: []vm.Key{{Rune: 'w'}}, Enabled: s.of(crisis.StandDown{Reason: "-", Anyway: true}), Run: s.standDown},
		{ID: "crisisroom.start", Keys: []vm.Key{{Rune: 'b'}}, Footer: true, Enabled: s.canStart, Run: s.start},
		{ID: "crisisroom.rehearse", Keys: []vm.Key{{Rune: 'r'}}, Enabled: s.canRehearse, Run: s.rehearseShown},
		{ID: "crisisroom.save", Keys: []vm.Key{{Name: "Return", Ctrl: true}}, Footer: true, Enabled: s.writing, Run: s.saveBook},
		{ID: "crisisroom.publish-book", Keys: []vm.Key{{Name: "Return", Ctrl: true, Shift: true}}, Footer: true, Enabled: s.canPublishBook, Run: s.publishBook},
		{ID: "crisisact.confirm-contacts", Enabled: s.canConfirm, Run: s.confirmContacts},
		{ID: "crisisroom.leave", Keys: []vm.Key{{Name: "Escape"}}, Enabled: s.writing, Run: s.leaveEditor},
	}
	list = append(list, s.runActs()...)
	list = append(list, s.linkedActs()...)
	list = append(list, s.retexCommand())
	for i := range list {
		list[i].Group = group
		id, run := list[i].ID, list[i].Run
		list[i].Run = func() { s.doing(id, run) }
	}
	s.host.Commands().Add(list...)
}

func (s *Screen) onRun() vm.Verdict {
	if s.live() {
		return vm.Can()
	}
	return vm.Cannot("")
}

// goesOn is the verdict of what only a run that has not ended can do.
func (s *Screen) goesOn() vm.Verdict {
	if v := s.onRun(); !v.OK || s.room.Live() {
		return v
	}
	return vm.Cannot("crisis.run-closed")
}

func (s *Screen) onBoard() vm.Verdict { return s.onRun() }

func (s *Screen) onBook() vm.Verdict {
	if _, ok := s.shown(); ok && s.form == nil {
		return vm.Can()
	}
	return vm.Cannot("")
}

func (s *Screen) canStart() vm.Verdict {
	if len(s.books) == 0 {
		return vm.Cannot("crisisroom.no-books")
	}
	return vm.Can()
}

func (s *Screen) writing() vm.Verdict {
	if s.form == nil {
		return vm.Cannot("")
	}
	return vm.Can()
}

// may asks the authority's rule for an act on the chosen step; of asks it for
// an act in the run.
func (s *Screen) may(a crisis.Act) func() vm.Verdict {
	return func() vm.Verdict {
		if v := s.onRun(); !v.OK {
			return v
		}
		return s.room.Try(s.step, a, s.host.Now())
	}
}

func (s *Screen) of(a crisis.Act) func() vm.Verdict {
	return func() vm.Verdict {
		if v := s.onRun(); !v.OK {
			return v
		}
		return s.room.Try("", a, s.host.Now())
	}
}

// canTick says whether the chosen step can be done: what a question will ask
// for is taken as given.
func (s *Screen) canTick() vm.Verdict {
	l, ok := s.line()
	if !ok {
		return vm.Cannot("")
	}
	given := crisis.Complete{Evidence: []crisis.Evidence{{Kind: "text", Text: "-"}}, Child: "-"}
	switch {
	case l.Step.Unsigned:
		return s.may(crisis.SignAlso{})()
	case l.Def.Type == playbook.Decision:
		return s.canDecide()
	case l.Def.Type == playbook.Approval:
		return s.canApprove()
	case l.Def.Type == playbook.Notify && l.Step.State == crisis.Awaiting:
		return s.may(crisis.Acknowledge{})()
	case l.Def.Type == playbook.StatementStep || l.Def.Type == playbook.Publish: // the question fills what is missing
		return s.may(crisis.Claim{})()
	}
	return s.may(given)()
}

func (s *Screen) canDecide() vm.Verdict {
	l, ok := s.line()
	if !ok || l.Def.Type != playbook.Decision || len(l.Def.Options) == 0 {
		return vm.Cannot("crisisroom.no-decision")
	}
	option := l.Def.Options[0].ID
	if l.Step.State == crisis.Disputed {
		return s.may(crisis.Settle{Option: option, Reason: "-"})()
	}
	if len(l.Step.Choices) > 0 {
		if v := s.may(crisis.ConfirmChoice{Option: l.Step.Choices[0].Option})(); v.OK {
			return v
		}
		option = l.Step.Choices[0].Option
	}
	return s.may(crisis.Choose{Option: option})()
}

func (s *Screen) hasText() vm.Verdict {
	if _, ok := s.text(); ok {
		return vm.Can()
	}
	return vm.Cannot("crisisroom.no-text")
}

func (s *Screen) canApprove() vm.Verdict {
	st, ok := s.text()
	if !ok {
		return vm.Cannot("crisisroom.no-text")
	}
	return s.of(crisis.Approve{Statement: st.ID, Hash: st.Hash})()
}

func (s *Screen) canReject() vm.Verdict {
	st, ok := s.text()
	if !ok {
		return vm.Cannot("crisisroom.no-text")
	}
	return s.of(crisis.Reject{Statement: st.ID, Hash: st.Hash, Reason: "-"})()
}

func (s *Screen) isFrozen() vm.Verdict {
	if s.live() && slices.ContainsFunc(s.room.Run.Freezes, crisis.Freeze.On) {
		return vm.Can()
	}
	return vm.Cannot("crisis.no-freeze")
}

// move goes to another step of the board.
func (s *Screen) move(by int) {
	var ids []string
	for _, g := range s.formats().Board(s.room, s.host.Now()) {
		for _, l := range g.Lines {
			ids = append(ids, l.ID)
		}
	}
	if at := slices.Index(ids, s.step) + by; at >= 0 && at < len(ids) {
		s.pick(ids[at])
	}
}

func (s *Screen) claim() {
	s.give(s.t("crisisroom.claimed"), crisis.Order{Step: s.step, Act: crisis.Claim{}})
}

// standDown ends a false alarm; a run that is only watched is closed.
func (s *Screen) standDown() {
	s.reason("stand-down", s.t("crisisroom.stand-title"), s.t("crisisroom.stand-act"), s.t("crisisroom.stood-down"), func(why string) crisis.Order {
		return crisis.Order{Act: crisis.StandDown{Reason: why}}
	})
}

// stepActs are the buttons of the chosen step, with their keys.
func (s *Screen) stepActs(l StepLine) fyne.CanvasObject {
	button := func(kind kit.Kind, id string) fyne.CanvasObject {
		c, _ := s.host.Commands().ByID(id)
		b := kit.NewButton(kind, s.t(id), func() { s.host.Press(c.Keys[0]) }).WithKey(c.Keys[0].Label())
		if v := c.Verdict(); !v.OK {
			b.DisableFor(s.host.Texts().T(v.Key, v.Args))
		}
		return b
	}
	ids := []string{"crisisroom.claim", "crisisroom.skip"}
	primary := "crisisroom.do"
	switch l.Def.Type {
	case playbook.Decision:
		primary, ids = "crisisroom.decide", nil
	case playbook.Approval:
		primary, ids = "crisisroom.approve", []string{"crisisroom.reject", "crisisroom.edit"}
	case playbook.StatementStep, playbook.Publish:
		ids = append(ids, "crisisroom.edit")
	}
	objs := []fyne.CanvasObject{button(kit.Primary, primary)}
	for _, id := range ids {
		objs = append(objs, button(kit.Secondary, id))
	}
	return kit.NewActs().Left(objs...)
}
