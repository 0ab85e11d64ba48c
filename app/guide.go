package app

import (
	"context"
	"strings"

	"vigie/ui"
	"vigie/ui/vm"
)

// Acts are the whole acts that can be said of what is open.
func (m *mainScreen) Acts(words string) []ui.PaletteEntry {
	texts := m.host.Texts()
	var out []ui.PaletteEntry
	for _, p := range m.Phrases(words) {
		e := ui.PaletteEntry{
			Group: texts.T("find.acts", nil), Text: p.Text, Also: p.Also, Hint: strings.ToUpper(p.Key), Key: true, Run: func() { m.Say(p) },
		}
		if !p.May.OK {
			e.Off = texts.T(p.May.Key, p.May.Args)
		}
		out = append(out, e)
	}
	return out
}

// Suggest gives ways to go on with a search.
func (m *mainScreen) Suggest(words string, recent []string) []ui.PaletteEntry {
	return m.offered("find.suggestions", m.Screen.Suggest(words, recent))
}

// offered makes entries that go on with a search, or do one at once.
func (m *mainScreen) offered(group string, list []vm.Suggestion) []ui.PaletteEntry {
	var out []ui.PaletteEntry
	for _, s := range list {
		e := ui.PaletteEntry{Group: m.host.Texts().T(group, nil), Text: s.Text, Hint: s.Note, Fill: s.Search}
		if s.Done {
			e.Fill, e.Run = "", func() { m.host.Find(s.Search) }
		}
		out = append(out, e)
	}
	return out
}

// Check says what is wrong with a search.
func (m *mainScreen) Check(words string) error { return m.CheckSearch(words) }

// mostPeople is how many people are offered beside commands.
const mostPeople = 3

// Hits prepares to read the people and conversations that words may mean.
func (m *mainScreen) Hits(words string, search bool) func(context.Context) (func() []ui.PaletteEntry, error) {
	read := m.Screen.Hits(words, true)
	return func(ctx context.Context) (func() []ui.PaletteEntry, error) {
		hits, err := read(ctx)
		if !search { // whoever types a command goes to all that a person wrote
			hits.Contacts = hits.Contacts[:min(mostPeople, len(hits.Contacts))]
			for i := range hits.Contacts {
				hits.Contacts[i].Done = true
			}
		}
		return func() []ui.PaletteEntry { return m.entriesOf(hits) }, err
	}
}

func (m *mainScreen) entriesOf(hits vm.Hits) []ui.PaletteEntry {
	out := m.offered("find.people", hits.Contacts)
	for _, r := range hits.Talks {
		text, when := m.TalkLine(r)
		out = append(out, ui.PaletteEntry{
			Group: m.host.Texts().T("find.talks", nil), Text: text, Hint: when,
			Run: func() { m.host.GoTo("inbox"); m.Open(r.ID) },
		})
	}
	return out
}

var _ ui.Guide = (*mainScreen)(nil)

var _ vm.Finder = triageDesk{}
