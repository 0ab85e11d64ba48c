package triage

import (
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/vm"
)

// Commands are the acts of the screen, for the window's table.
func (s *Screen) Commands() []vm.Command {
	var out []vm.Command
	out = append(out, s.moves()...)
	out = append(out, s.acts()...)
	out = append(out, s.writing()...)
	out = append(out, s.finding()...)
	out = append(out, s.handovers()...)
	out = append(out, s.crises()...)
	return append(out, s.views()...)
}

func letter(r rune) []vm.Key { return []vm.Key{{Rune: r}} }

func ctrl(name string) []vm.Key { return []vm.Key{{Name: name, Ctrl: true}} }

func (s *Screen) moves() []vm.Command {
	const group = "triage.group-moving"
	list := s.triage.List
	return []vm.Command{
		{ID: "triage.next", Group: group, Keys: []vm.Key{{Rune: 'j'}}, Footer: true, Run: func() { list.Move(1) }},
		{ID: "triage.previous", Group: group, Keys: []vm.Key{{Rune: 'k'}}, Footer: true, Run: func() { list.Move(-1) }},
		{ID: "triage.mark-all", Group: group, Keys: []vm.Key{{Rune: 'a', Ctrl: true}}, Run: list.MarkAll},
		{ID: "triage.next-hit", Group: group, Keys: []vm.Key{{Name: "F3"}}, Enabled: s.canToHit, Run: func() { s.toHit(1) }},
		{ID: "triage.previous-hit", Group: group, Keys: []vm.Key{{Name: "F3", Shift: true}}, Enabled: s.canToHit, Run: func() { s.toHit(-1) }},
		{ID: "triage.earlier-texts", Group: group, Keys: letter('q'), Enabled: s.triage.CanSeeEarlier, Run: s.showEdited},
		{ID: "triage.open-page", Group: group, Keys: []vm.Key{{Rune: 'o', Ctrl: true}}, Enabled: s.canOpenPage, Run: s.openPage},
		{ID: "triage.to-list", Group: group, Keys: []vm.Key{{Name: "Escape"}}, Run: s.focusList},
		{ID: "triage.details", Group: group, Keys: []vm.Key{{Rune: 'd', Ctrl: true}}, Enabled: s.open1, Run: s.toggleDetails},
	}
}

func (s *Screen) acts() []vm.Command {
	const group = "triage.group-triage"
	t := s.triage
	may := func() vm.Verdict { return t.May(team.Triage) }
	do := func(a inbox.Act) func() { return func() { t.Act(a) } }
	return []vm.Command{
		{ID: "triage.take", Group: group, Keys: letter('t'), Enabled: may, Run: s.take},
		{ID: "triage.assign", Group: group, Keys: letter('a'), Footer: true, Enabled: may, Run: func() { s.pickAssignee(s.talk.head.more) }},
		{ID: "triage.release", Group: group, Keys: letter('f'), Enabled: may, Run: do(inbox.Release{})},
		{ID: "triage.hand-over", Group: group, Keys: letter('h'), Footer: true, Enabled: t.CanHandOver, Run: s.handOver},
		{ID: "triage.resolve", Group: group, Keys: letter('e'), Footer: true, Enabled: t.MayEnd, Run: do(inbox.Resolve{})},
		{ID: "triage.snooze", Group: group, Keys: letter('s'), Footer: true, Enabled: may, Run: func() { s.pickSnooze(s.talk.head.snooze) }},
		{ID: "triage.wait", Group: group, Keys: letter('w'), Enabled: may, Run: do(inbox.Wait{})},
		{ID: "triage.ignore", Group: group, Keys: letter('i'), Enabled: t.MayEnd, Run: do(inbox.Ignore{})},
		{ID: "triage.reopen", Group: group, Keys: letter('o'), Enabled: may, Run: do(inbox.Reopen{})},
		{ID: "triage.tags", Group: group, Keys: letter('l'), Enabled: may, Run: s.pickTags},
		{ID: "triage.priority", Group: group, Keys: letter('p'), Enabled: may, Run: func() { s.pickPriority(s.talk.head.more) }},
		{ID: "tone.correct", Group: group, Keys: letter('!'), Enabled: t.CanCorrectTone, Run: s.toneKey},
		{ID: "moderation.menu", Group: group, Keys: letter('m'), Enabled: t.CanModerate, Run: s.moderateKey},
		{ID: "triage.merge", Group: group, Keys: letter('g'), Enabled: may, Run: s.merge},
		{ID: "triage.split", Group: group, Keys: letter('x'), Enabled: t.CanSplit, Run: t.SplitOff},
		{ID: "triage.undo", Group: group, Keys: letter('u'), Enabled: t.CanUndo, Run: t.Undo},
	}
}

// take claims the open conversation; what a colleague has is taken over only
// after asking.
func (s *Screen) take() {
	d, ok := s.triage.Opened.Detail()
	me := s.triage.House().Me
	if !ok && s.triage.Opened.ID() != "" && s.triage.List.Marks() == 0 {
		s.triage.Opened.Once(s.take)
		return
	}
	if holder := d.Conversation.Assignee; ok && holder != "" && holder != me.ID && s.triage.List.Marks() == 0 {
		s.askTakeOver(holder)
		return
	}
	s.triage.Act(inbox.Claim{})
}

func (s *Screen) writing() []vm.Command {
	const group = "triage.group-writing"
	c := s.talk.composer
	release := func(how vm.Release) func() {
		return func() { c.release(how) }
	}
	return []vm.Command{
		{ID: "triage.reply", Group: group, Keys: letter('r'), Footer: true, Enabled: s.open1, Run: func() { c.focus(inbox.PublicReply) }},
		{ID: "clip.new", Group: group, Keys: letter('c'), Enabled: s.triage.CanClip, Run: s.newClip},
		{ID: "triage.note", Group: group, Keys: letter('n'), Footer: true, Enabled: s.open1, Run: func() { c.focus(inbox.NoteDraft) }},
		{ID: "triage.attach", Group: group, Keys: []vm.Key{{Rune: 'j', Ctrl: true}}, Enabled: c.canAttach, Run: s.pickFile},
		{ID: "triage.send", Group: group, Keys: ctrl("Return"), Enabled: s.triage.Composer.CanRelease, Run: release(vm.Release{})},
		{ID: "triage.send-and-resolve", Group: group, Keys: []vm.Key{{Name: "Return", Ctrl: true, Shift: true}}, Enabled: s.triage.Composer.CanRelease, Run: release(vm.Release{Then: inbox.Resolved})},
	}
}

func (s *Screen) open1() vm.Verdict {
	if s.triage.Opened.ID() == "" {
		return vm.Cannot("triage.nothing-selected")
	}
	return vm.Can() // also while it is being read: what is typed next is a text
}

// handovers answer the leg that the bar over the conversation tells of.
func (s *Screen) handovers() []vm.Command {
	const group = "triage.group-handover"
	leg := s.talk.leg
	may := func(what func(vm.LegFace) bool) func() vm.Verdict {
		return func() vm.Verdict {
			if leg.Visible() && what(leg.face) {
				return vm.Can()
			}
			return vm.Cannot("triage.not-asked")
		}
	}
	accept := may(func(f vm.LegFace) bool { return f.Accept })
	return []vm.Command{
		{ID: "triage.accept", Group: group, Keys: letter('y'), Enabled: accept, Run: func() { s.triage.Act(inbox.Accept{Handover: leg.face.ID}) }},
		{ID: "triage.decline", Group: group, Keys: letter('d'), Enabled: accept, Run: func() { s.decline(leg.face.ID) }},
		{ID: "triage.withdraw", Group: group, Keys: letter('z'), Enabled: may(func(f vm.LegFace) bool { return f.Withdraw }),
			Run: func() { s.triage.Act(inbox.Withdraw{Handover: leg.face.ID}) }},
		{ID: "triage.give-back", Group: group, Keys: letter('v'), Enabled: may(func(f vm.LegFace) bool { return f.Return }),
			Run: func() { s.giveBack(leg.face.ID) }},
	}
}

// views are reached by a digit, or by what its key gives without Shift on a
// French keyboard, and the first from everywhere by Ctrl and the digit.
func (s *Screen) views() []vm.Command {
	const group = "triage.group-views"
	french := []rune{'&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç'}
	var out []vm.Command
	for i, id := range []string{"inbox", "mine", "unassigned", "handed", "waiting", "snoozed", "resolved", "ignored", "automatic"} {
		digit := rune('1' + i)
		keys := []vm.Key{{Rune: digit}, {Rune: french[i]}}
		if i < 6 { // the other digits with Ctrl are the saved views'
			keys = append(keys, vm.Key{Rune: digit, Ctrl: true})
		}
		out = append(out, vm.Command{ID: "view." + id, Group: group, Keys: keys, Run: func() { s.ShowView(id) }})
	}
	return out
}
