package alert

import (
	"context"

	domain "vigie/crisis/alert"
	"vigie/ui/vm"
)

// commands puts the screen's part into the one table.
func (s *Screen) commands() {
	add := func(id string, key rune, footer bool, can func() vm.Verdict, run func()) {
		s.host.Commands().Add(vm.Command{ID: id, Group: "alert.title", Keys: []vm.Key{{Rune: key}}, Footer: footer, Enabled: can, Run: run})
	}
	add("alert.acknowledge", 'a', true, s.can(domain.Acknowledged), s.judge(domain.Acknowledged))
	add("alert.watching", 'v', true, s.can(domain.Watching), s.judge(domain.Watching))
	add("alert.dismiss", 'f', true, s.can(domain.Dismissed), s.dismiss)
	add("alert.playbook", 'p', true, s.canPlay, s.play)
	add("alert.declare", 'c', false, s.can(domain.Declared), s.judge(domain.Declared))
	add("alert.reopen", 'o', false, s.can(domain.Raised), s.judge(domain.Raised))
	add("alert.next-reason", 'm', true, s.canRead, s.nextReason)
	add("alert.read-post", 'l', false, s.canOpen, func() { s.host.OpenConversation(s.posts[0].Conversation) })
	add("alert.set", 's', true, s.canSet, s.set)
}

// can says whether the chosen alert may be put into a state.
func (s *Screen) can(to domain.State) func() vm.Verdict {
	return func() vm.Verdict {
		a, ok := s.alert()
		switch {
		case !ok:
			return vm.Cannot("alert.none-chosen")
		case a.State == to:
			return vm.Cannot("alert.already")
		}
		return vm.Can()
	}
}

// canPlay says whether the crisis room can be opened for an alert: there a
// person chooses the playbook, and nothing starts by itself.
func (s *Screen) canPlay() vm.Verdict {
	if _, ok := s.alert(); !ok {
		return vm.Cannot("alert.none-chosen")
	}
	return vm.Can()
}

// play asks in the crisis room which playbook to run for the chosen alert.
func (s *Screen) play() {
	if a, ok := s.alert(); ok {
		s.host.GoTo("crisis/" + string(a.ID))
	}
}

func (s *Screen) canRead() vm.Verdict {
	if len(s.pointing()) == 0 {
		return vm.Cannot("alert.no-reason-posts")
	}
	return vm.Can()
}

func (s *Screen) canOpen() vm.Verdict {
	if len(s.posts) == 0 {
		return vm.Cannot("alert.no-reason-posts")
	}
	return vm.Can()
}

func (s *Screen) canSet() vm.Verdict {
	if _, ok := s.watch(); !ok {
		return vm.Cannot("alert.no-watch-chosen")
	}
	return vm.Can()
}

// judge puts the chosen alert into a state.
func (s *Screen) judge(to domain.State) func() {
	return func() {
		if a, ok := s.alert(); ok {
			v := domain.Verdict{ID: a.ID, State: to}
			s.do(s.t("alert.done-"+string(to)), func(ctx context.Context) error { return s.desk.JudgeAlert(ctx, v) })
		}
	}
}
