package triage

import (
	"context"
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// finding are the commands of saved views. The digits of the first three follow
// those of the views, with what their keys give on a French keyboard.
func (s *Screen) finding() []vm.Command {
	const group = "find.group"
	ofShown := func(do func(inbox.SavedView)) func() {
		return func() {
			if v, ok := s.triage.Shown(); ok {
				do(v)
			}
		}
	}
	out := []vm.Command{
		{ID: "find.save-view", Group: group, Keys: []vm.Key{{Rune: 's', Ctrl: true}}, Enabled: s.triage.CanSaveView, Run: s.saveView},
		{ID: "find.rename-view", Group: group, Enabled: s.savedShown, Run: ofShown(s.renameView)},
		{ID: "find.remove-view", Group: group, Enabled: s.savedShown, Run: ofShown(func(v inbox.SavedView) { s.triage.RemoveView(v.ID) })},
	}
	out = append(out, vm.Command{ID: "beyond.show-older", Group: group, Keys: []vm.Key{{Rune: 'f', Ctrl: true, Shift: true}}, Enabled: s.canShowOlder, Run: s.showOlder})
	french := []rune{'è', '_', 'ç'}
	for i, r := range french {
		keys := []vm.Key{{Rune: rune('7' + i), Ctrl: true}, {Rune: r, Ctrl: true}}
		out = append(out, vm.Command{
			ID: fmt.Sprintf("find.open-saved-%d", i+1), Group: group, Keys: keys,
			Enabled: func() vm.Verdict { return s.canOpenSaved(i) },
			Run:     func() { s.ShowView("saved:" + s.triage.House().Saved[i].ID) },
		})
	}
	return out
}

func (s *Screen) savedShown() vm.Verdict {
	if _, ok := s.triage.Shown(); !ok {
		return vm.Cannot("find.no-saved-view")
	}
	return vm.Can()
}

func (s *Screen) canOpenSaved(i int) vm.Verdict {
	if i >= len(s.triage.House().Saved) {
		return vm.Cannot("")
	}
	return vm.Can()
}

// savedMenu are the acts on a saved view.
func (s *Screen) savedMenu(id string) []kit.MenuEntry {
	rename := func() {
		for _, v := range s.triage.House().Saved {
			if v.ID == id {
				s.renameView(v)
			}
		}
	}
	return []kit.MenuEntry{
		{Text: s.t("find.rename"), Do: rename},
		{Text: s.t("find.remove"), Do: func() { s.triage.RemoveView(id) }},
	}
}

func (s *Screen) saveView() {
	s.askViewName(s.t("find.save-view"), s.triage.List.View().Search, "", s.triage.SaveView)
}

func (s *Screen) renameView(v inbox.SavedView) {
	s.askViewName(s.t("find.rename-view"), v.Name, v.ID, func(name string) { s.triage.RenameView(v.ID, name) })
}

// askViewName asks for the name of a saved view; id is that of the view that
// has one already.
func (s *Screen) askViewName(title, name, id string, keep func(string)) {
	entry := kit.NewEntry(s.t("find.view-example"))
	entry.SetLabel(s.t("find.view-name"))
	entry.SetText(vm.Clipped(name, inbox.LongestViewName-1))
	entry.CaretToEnd()
	act := func() bool {
		if err := s.triage.ViewNameFault(entry.Text(), id); err != nil {
			entry.SetError(s.env.Texts.Fault(err))
			s.dialog.Fit()
			return false
		}
		keep(strings.Join(strings.Fields(entry.Text()), " "))
		return true
	}
	entry.OnSubmitted = func(string) {
		if act() {
			s.dialog.Close()
		}
	}
	s.open(kit.DialogSpec{
		Title: title, Body: kit.NewColumn(8, entry, kit.NewParagraph(s.t("find.view-what"), kit.Body(), kit.Mute)), First: entry.Focusable(), Width: 420,
		Primary: s.t("find.keep"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"), Act: act,
	})
}

// Phrases are the whole acts that can be said of the targets.
func (s *Screen) Phrases(words string) []vm.Phrase { return s.triage.Phrases(words) }

// Say does a whole act; a handover is confirmed in its form first.
func (s *Screen) Say(p vm.Phrase) {
	if p.Act == nil {
		s.handOverTo(p.To, p.Person)
		return
	}
	s.triage.Act(p.Act)
}

// Suggest gives ways to go on with a search.
func (s *Screen) Suggest(words string, recent []string) []vm.Suggestion {
	return s.triage.Suggest(words, recent)
}

// CheckSearch says what is wrong with a search.
func (s *Screen) CheckSearch(words string) error { return s.triage.CheckSearch(words) }

// Hits prepares to read what words may mean, off the window's goroutine.
func (s *Screen) Hits(words string, contacts bool) func(context.Context) (vm.Hits, error) {
	return s.triage.Hits(words, contacts)
}

// TalkLine is a conversation in one line, and when it was last heard of.
func (s *Screen) TalkLine(r inbox.Row) (text, when string) {
	face, _ := s.triage.Faces().Face(r, s.now())
	said := face.Subject
	if said == "" {
		said = face.Snippet
	}
	return s.env.Texts.T("find.talk", map[string]any{"Text": vm.Clipped(said, 56), "Name": vm.Clipped(face.Name, 24)}), face.Time
}
