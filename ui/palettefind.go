package ui

import (
	"context"
	"strings"
	"time"

	"vigie/ui/kit"
)

// The most lines of what is read and of whole acts, so that commands and places
// have room beside them.
const (
	mostHits = 8
	mostActs = 5
)

// pauseToRead is how long typing pauses before anything is read.
const pauseToRead = 90 * time.Millisecond

// narrow shows what matches, and has the rest read when typing pauses.
func (p *palette) narrow(words string) {
	p.entry.SetError("")
	p.show(words)
	p.lookUp(words)
}

// show puts the lines together: of a search the search itself, how it may go on
// and its hits; else what can be done and where one can go first.
func (p *palette) show(words string) {
	find, searches := p.searchFor(words)
	hits := unmarked(p.hits[:min(len(p.hits), mostHits)])
	if p.search {
		p.shown = nil
		if searches {
			p.shown = []found{find}
		}
		offered := unmarked(p.suggestions(words))
		p.explain(find.entry.Off, len(offered) > 0)
		p.shown = append(p.shown, offered...)
		p.shown = append(p.shown, hits...)
		if searches {
			p.shown = append(p.shown, matching(p.entries, words)...)
		}
		p.shown = p.shown[:min(len(p.shown), paletteRows)]
	} else {
		p.explain("", false)
		p.shown = fewActs(matching(p.all(words), words), p.actsGroup())
		room := paletteRows - len(hits)
		if searches {
			room--
		}
		p.shown = append(p.shown[:min(len(p.shown), room)], hits...)
		if searches {
			p.shown = append(p.shown, find)
		}
	}
	p.current = 0
	p.Refresh()
}

// explain tells the operators, or what is wrong with the search, unless it may
// only be half typed.
func (p *palette) explain(wrong string, going bool) {
	p.wrong = wrong != "" && !going
	if !p.wrong {
		p.hint.Set(p.window.texts.T("shell.search-hint", nil), kit.Mute)
		return
	}
	p.hint.Set(wrong, kit.Red)
}

func (p *palette) actsGroup() string { return p.window.texts.T("find.acts", nil) }

// fewActs keeps the best of the whole acts.
func fewActs(list []found, group string) []found {
	var out []found
	n := 0
	for _, f := range list {
		if f.entry.Group == group {
			if n++; n > mostActs {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// all are the commands and places, and with words the whole acts.
func (p *palette) all(words string) []paletteEntry {
	g, ok := p.window.guide()
	if !ok || strings.TrimSpace(words) == "" || screenOf(p.window.place) != "inbox" {
		return p.entries
	}
	return append(wrapped(g.Acts(words)), p.entries...)
}

func (p *palette) suggestions(words string) []paletteEntry {
	g, ok := p.window.guide()
	if !ok {
		return nil
	}
	return wrapped(g.Suggest(words, p.window.prefs.Searches))
}

func wrapped(list []PaletteEntry) []paletteEntry {
	out := make([]paletteEntry, len(list))
	for i, e := range list {
		out[i] = paletteEntry{PaletteEntry: e}
	}
	return out
}

// unmarked are entries that were found by other means than their letters.
func unmarked(list []paletteEntry) []found {
	out := make([]found, len(list))
	for i, e := range list {
		out[i] = found{entry: e}
	}
	return out
}

// lookUp reads people and conversations when typing pauses; only the answer to
// the newest words is shown, and the person's place in the list is kept.
func (p *palette) lookUp(words string) {
	p.turn++
	if p.wait != nil {
		p.wait()
		p.wait = nil
	}
	g, ok := p.window.guide()
	if !ok || strings.TrimSpace(words) == "" {
		p.hits = nil
		return
	}
	turn, s := p.turn, p.window.env.Sched
	p.wait = s.After(pauseToRead, func() {
		p.wait = nil
		read := g.Hits(words, p.search)
		s.Go(func(ctx context.Context) {
			entries, err := read(ctx)
			s.UI(func() {
				if turn != p.turn {
					return
				}
				if err != nil {
					p.entry.SetError(p.window.texts.Fault(err))
					return
				}
				p.hits = wrapped(entries())
				p.keepCurrent(func() { p.show(words) })
			})
		})
	})
}

// keepCurrent changes the lines and stays on the one that Return would choose:
// what comes late must not slip under a person's finger.
func (p *palette) keepCurrent(change func()) {
	var was PaletteEntry
	if p.current < len(p.shown) {
		was = p.shown[p.current].entry.PaletteEntry
	}
	change()
	for i, f := range p.shown {
		if f.entry.Text == was.Text && f.entry.Group == was.Group {
			p.move(i)
			return
		}
	}
}

// searchFor is the entry that searches the conversations. What is wrong with
// the search is said when it is chosen: a mark may be half typed until then.
func (p *palette) searchFor(words string) (found, bool) {
	words = strings.TrimSpace(words)
	w := p.window
	if _, ok := w.finder(); !ok || words == "" {
		return found{}, false
	}
	e := PaletteEntry{
		Group: w.texts.T("shell.palette-search", nil), Text: w.texts.T("shell.search-for", map[string]any{"Words": words}), Hint: "⏎", Key: true,
		Run: func() { w.search(words) },
	}
	if g, ok := w.guide(); ok {
		if err := g.Check(words); err != nil {
			e.Off, e.Key = w.texts.Fault(err), false
		}
	}
	return found{entry: paletteEntry{PaletteEntry: e, quiet: true}}, true
}

// complete takes the current suggestion, or else the first.
func (p *palette) complete() {
	for i := range p.shown {
		at := (p.current + i) % len(p.shown)
		if fill := p.shown[at].entry.Fill; fill != "" {
			p.fill(fill)
			return
		}
	}
}

// fill writes words into the field, with the caret behind them.
func (p *palette) fill(words string) {
	p.entry.SetText(words)
	p.entry.CaretToEnd()
}
