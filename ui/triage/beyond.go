package triage

import (
	"fyne.io/fyne/v2"

	"vigie/inbox/fault"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// beyondFoot is the line under the list that says what else a search finds on
// the server.
type beyondFoot struct {
	screen *Screen
	says   *kit.Banner // nothing can be done about it
	offers *kit.Banner // what was found can be shown
	failed *kit.Banner // it can be tried again
	text   string
}

func newBeyondFoot(s *Screen) *beyondFoot {
	f := &beyondFoot{screen: s, says: kit.NewBanner(kit.Plain, "")}
	f.offers = kit.NewBanner(kit.Brand, "", kit.BannerAct{Text: s.t("beyond.show"), Do: s.triage.BringOlder})
	f.failed = kit.NewBanner(kit.Caution, "", kit.BannerAct{Text: s.t("triage.try-again"), Do: s.triage.SeekOlder})
	for _, o := range f.objects() {
		o.Hide()
	}
	return f
}

func (f *beyondFoot) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.says, f.offers, f.failed}
}

// refresh says how the search on the server stands, and reports whether the
// line may have another height now.
func (f *beyondFoot) refresh() (moved bool) {
	state, n, more, err := f.screen.triage.Older()
	texts := f.screen.env.Texts
	var shown *kit.Banner
	text := ""
	switch state {
	case vm.BeyondNone:
	case vm.BeyondAsking, vm.BeyondFetches:
		shown, text = f.says, texts.T("beyond."+string(state), nil)
	case vm.BeyondBrought:
		shown, text = f.says, texts.T("beyond.brought", nil)
	case vm.BeyondFailed:
		shown, text = f.failed, texts.T("beyond.offline", nil)
		if fault.KindOf(err) != fault.Unavailable {
			text = texts.Fault(err)
		}
	case vm.BeyondFound:
		shown, text = f.offers, texts.N("beyond.found", n, nil)
		switch {
		case n == 0 && more:
			shown, text = f.says, texts.T("beyond.narrow", nil)
		case n == 0:
			shown, text = f.says, texts.T("beyond.nothing", nil)
		case more:
			text = texts.N("beyond.more", n, nil)
		}
	}
	moved, f.text = text != f.text, text
	for _, b := range []*kit.Banner{f.says, f.offers, f.failed} {
		if b == shown {
			b.Set(f.tone(b), text)
		}
		moved = moved || b.Visible() != (b == shown)
		show(b, b == shown)
	}
	return moved
}

func (f *beyondFoot) tone(b *kit.Banner) kit.Tone {
	switch b {
	case f.offers:
		return kit.Brand
	case f.failed:
		return kit.Caution
	default:
		return kit.Plain
	}
}

// canShowOlder is whether the server has found something that is not here.
func (s *Screen) canShowOlder() vm.Verdict {
	state, n, _, _ := s.triage.Older()
	if state == vm.BeyondFound && n > 0 || state == vm.BeyondFailed {
		return vm.Can()
	}
	return vm.Cannot("beyond.nothing")
}

// showOlder has what the server found come here, or asks it again.
func (s *Screen) showOlder() {
	if state, _, _, _ := s.triage.Older(); state == vm.BeyondFailed {
		s.triage.SeekOlder()
		return
	}
	s.triage.BringOlder()
}
