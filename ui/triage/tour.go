package triage

import (
	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/vm"
)

// Guided has the screen tell what the person does, for the guided tour; nil
// ends it.
func (s *Screen) Guided(hear func(vm.Deed)) {
	t := s.triage
	t.OnDone, t.List.OnMoved = hear, nil
	if hear != nil {
		t.List.OnMoved = func() { hear(vm.DeedMove) }
	}
}

// CanAnswer reports whether the open conversation can be answered in public;
// true until it was read.
func (s *Screen) CanAnswer() bool {
	_, known := s.triage.Opened.Detail()
	return !known || s.triage.Composer.Tab(inbox.PublicReply).OK
}

// Spot is where a control of the screen is, for the tour to point at; nil when
// the screen has none of that name or does not show it now.
func (s *Screen) Spot(name vm.Spot) fyne.CanvasObject {
	head := s.talk.head
	var o fyne.CanvasObject
	switch name {
	case vm.SpotList:
		o = s.list.content
	case vm.SpotTake:
		o = firstShown(head.take, head)
	case vm.SpotHandOver:
		o = firstShown(head.hand, head)
	case vm.SpotUndo:
		o = head
	case vm.SpotComposer:
		o = s.talk.composer.content
	default:
		return nil
	}
	if !o.Visible() {
		return nil
	}
	return o
}

// firstShown is the first that is to be seen; a button is left out of a line of
// acts that is too narrow for it.
func firstShown(list ...fyne.CanvasObject) fyne.CanvasObject {
	for _, o := range list {
		if o.Visible() && o.Size().Width > 0 {
			return o
		}
	}
	return list[len(list)-1]
}
