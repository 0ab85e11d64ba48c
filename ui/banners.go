package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
	"vigie/ui/vm"
)

// banners are what is drawn of the warnings, between the top bar and the screen.
type banners struct {
	column   *kit.Column
	box      *kit.Scroll
	more     *kit.MoreLine // names the others; shown when there are more than fit
	drawn    []string      // the ids of those that are drawn whole
	marks    int           // how many of those are marks, which stand first
	unfolded bool          // all of them are whole
}

func newBanners(w *Window) *banners {
	b := &banners{column: kit.NewColumn(0), more: kit.NewMoreLine(w.foldWarnings)}
	b.box = kit.NewScroll(b.column)
	return b
}

// high is how high they are: never more than half of the window, so that the
// list that a person unfolded leaves them their work.
func (b *banners) high(s fyne.Size) float32 { return min(b.column.HeightFor(s.Width), s.Height/2) }

// first is the first thing to press about what is grave; what marks say comes
// last. It is nil where there is none.
func (b *banners) first() fyne.Focusable {
	objs := b.column.Objects()
	marks := min(b.marks, len(objs))
	for _, o := range slices.Concat(objs[marks:], objs[:marks]) {
		switch o := o.(type) {
		case *kit.Banner:
			if f := o.Focusable(); f != nil {
				return f
			}
		case *kit.MoreLine:
			return o
		}
	}
	return nil
}

// showBanners draws what there is to warn of, the gravest first. Banners that
// are there already only change their words.
func (w *Window) showBanners() {
	all := w.warnings()
	w.forget(all)
	seen := slices.DeleteFunc(all, func(one warning) bool { return !one.grave && w.putAway[one.id] })
	whole, named := stacked(seen, false)
	b := w.frame.banners
	b.unfolded = b.unfolded && len(named) > 0 // there is nothing more to unfold
	if b.unfolded {
		whole, _ = stacked(seen, true)
	}
	w.nameOthers(named)
	if w.sameBanners(whole, len(named) > 0) {
		return
	}
	held := w.inBanners()
	b.drawn, b.marks = nil, 0
	var objs []fyne.CanvasObject
	for _, one := range whole {
		objs = append(objs, w.banner(one))
		b.drawn = append(b.drawn, one.id)
		if one.rank == vm.Mark {
			b.marks++
		}
	}
	if len(named) > 0 {
		objs = append(objs, b.more)
	}
	b.column.Set(objs...)
	w.frame.Refresh()
	b.box.Refresh()
	if held { // what had the keys may be gone
		w.toBanners()
	}
}

// stacked parts warnings into those that are shown whole and those that are
// only named.
func stacked(list []warning, unfolded bool) (whole, named []warning) {
	var ranks []vm.Gravity
	for _, one := range list {
		ranks = append(ranks, one.rank)
	}
	first, rest := vm.Stack(ranks, unfolded)
	for _, i := range first {
		whole = append(whole, list[i])
	}
	for _, i := range rest {
		named = append(named, list[i])
	}
	return whole, named
}

// nameOthers writes the line that names those which are not whole, in the tone
// of the gravest of them.
func (w *Window) nameOthers(named []warning) {
	if len(named) == 0 {
		return
	}
	b, key := w.frame.banners, w.keyOf("shell.warnings")
	if b.unfolded {
		b.more.Set(kit.Plain, w.texts.T("shell.warnings-all", nil), w.texts.T("shell.warnings-fewer", nil)+"  "+key, true)
		return
	}
	var names []string
	for _, one := range named {
		names = append(names, one.brief)
	}
	text := w.texts.N("shell.warnings-more", len(named), map[string]any{"List": strings.Join(names, " · ")})
	b.more.Set(named[0].tone, text, w.texts.T("shell.warnings-show", nil)+"  "+key, false)
}

// sameBanners writes new words into the banners when they are the same ones.
func (w *Window) sameBanners(whole []warning, more bool) bool {
	b := w.frame.banners
	objs := b.column.Objects()
	if len(whole) != len(b.drawn) || more != (len(objs) > len(whole)) {
		return false
	}
	for i, one := range whole {
		if b.drawn[i] != one.id {
			return false
		}
	}
	for i, one := range whole {
		objs[i].(*kit.Banner).Set(one.tone, one.text)
	}
	return true
}

func (w *Window) banner(one warning) *kit.Banner {
	var acts []kit.BannerAct
	for _, a := range one.acts {
		acts = append(acts, kit.BannerAct{Text: w.texts.T(a.key, nil), Do: func() { w.fold(); a.do(w) }})
	}
	b := kit.NewBanner(one.tone, one.text, acts...)
	if !one.grave {
		b.Closable(w.texts.T("shell.put-away", nil), func() {
			w.putAway[one.id] = true
			w.showBanners()
		})
	}
	return b
}

// forget lets a warning show again that was put away and is over.
func (w *Window) forget(all []warning) {
	now := map[string]bool{}
	for _, one := range all {
		now[one.id] = true
	}
	for id := range w.putAway {
		if !now[id] {
			delete(w.putAway, id)
		}
	}
}

// goWarnings leads the keys to the banners, all of them in sight; from there
// back to the screen.
func (w *Window) goWarnings() {
	if w.inBanners() || w.frame.banners.unfolded {
		w.fold()
		w.Canvas().Unfocus()
		return
	}
	w.frame.banners.unfolded = true
	w.showBanners()
	w.toBanners()
}

func (w *Window) canGoWarnings() vm.Verdict {
	if w.frame == nil || len(w.frame.banners.drawn) == 0 {
		return vm.Cannot("shell.warnings-none")
	}
	return vm.Can()
}

// foldWarnings shows all of the banners, or only the gravest again.
func (w *Window) foldWarnings() {
	w.frame.banners.unfolded = !w.frame.banners.unfolded
	w.showBanners()
}

// fold shows only the gravest again.
func (w *Window) fold() {
	if w.frame.banners.unfolded {
		w.foldWarnings()
	}
}

// foldsBy reports whether a key puts the unfolded banners away: Escape does,
// once nothing is being typed.
func (w *Window) foldsBy(k vm.Key) bool {
	return w.frame != nil && w.frame.banners.unfolded && k == vm.Key{Name: string(fyne.KeyEscape)} && !w.typing()
}

// inBanners reports whether the keys go to a banner.
func (w *Window) inBanners() bool {
	focused, ok := w.Canvas().Focused().(fyne.CanvasObject)
	if !ok {
		return false
	}
	for _, o := range w.frame.banners.column.Objects() {
		if b, is := o.(*kit.Banner); o == focused || is && b.Has(focused) {
			return true
		}
	}
	return false
}

// toBanners gives the keys to the first thing to press in the banners; where
// there is none, to the screen.
func (w *Window) toBanners() {
	if f := w.frame.banners.first(); f != nil {
		w.Canvas().Focus(f)
		return
	}
	w.Canvas().Unfocus()
}
