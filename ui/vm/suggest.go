package vm

import (
	"context"
	"strings"
	"unicode/utf8"

	"vigie/inbox"
)

// Suggestion is how a search that is being typed may go on.
type Suggestion struct {
	Text   string // what is offered: "status:open"
	Note   string // what it means
	Search string // the whole search with it
	// Done searches at once; else a person goes on typing.
	Done bool
}

// The most of each that is suggested.
const (
	mostValues   = 8
	mostMarks    = 4
	mostRecent   = 4
	MostContacts = 8
	MostTalks    = 5
)

// Suggest gives ways to go on with a search: earlier ones, marks, and the values
// of the mark that is being typed. recent are earlier searches, the last first.
func (t *Triage) Suggest(typed string, recent []string) []Suggestion {
	u := inbox.Typing(typed)
	if u.Mark != "" {
		return t.values(u)
	}
	out := earlier(typed, recent)
	return append(out, t.marks(u, strings.TrimSpace(typed) == "")...)
}

// earlier are the earlier searches with what was typed in them.
func earlier(typed string, recent []string) []Suggestion {
	var out []Suggestion
	typed = strings.TrimSpace(typed)
	for _, r := range recent {
		if r != typed && strings.Contains(inbox.Fold(r), inbox.Fold(typed)) && len(out) < mostRecent {
			out = append(out, Suggestion{Text: r, Search: r, Done: true})
		}
	}
	return out
}

// marks are the marks that begin like the word, and the tags.
func (t *Triage) marks(u inbox.Unfinished, all bool) []Suggestion {
	begun := inbox.Fold(u.Text)
	if begun == "" && !all {
		return nil
	}
	var out []Suggestion
	for _, m := range inbox.Marks() {
		name := m.Typed(t.Formats.Texts.Language())[0]
		match := strings.HasPrefix(inbox.Fold(name), begun) || begun != "" && strings.HasPrefix(string(m), begun)
		if match && (all || len(out) < mostMarks) {
			out = append(out, Suggestion{Text: name + ":", Note: t.Formats.Texts.T("find.mark-"+string(m), nil), Search: u.With(name, "")})
		}
	}
	if utf8.RuneCountInString(begun) < 2 {
		return out
	}
	name := inbox.MarkTag.Typed(t.Formats.Texts.Language())[0]
	for _, tag := range t.house.Tags {
		if strings.HasPrefix(inbox.Fold(tag), begun) && len(out) < mostValues {
			out = append(out, Suggestion{Text: name + ":" + tag, Search: u.With(name, tag)})
		}
	}
	return out
}

// values are those of the mark that is being typed.
func (t *Triage) values(u inbox.Unfinished) []Suggestion {
	var out, byNote []Suggestion
	begun := inbox.Fold(strings.TrimLeft(u.Text, "@#"))
	add := func(value, note string) {
		s := Suggestion{Text: u.Typed + ":" + value, Note: note, Search: u.With(u.Typed, value)}
		switch {
		case begins(value, begun):
			out = append(out, s)
		case begins(note, begun):
			byNote = append(byNote, s)
		}
	}
	switch u.Mark {
	case inbox.MarkTag:
		for _, tag := range t.house.Tags {
			add(tag, "")
		}
	case inbox.MarkAssignee:
		add(t.word("me"), t.house.Me.Name)
		add(t.word("nobody"), "")
		for _, m := range t.house.Roster.Members {
			if !m.Retired {
				add("@"+m.Handle, m.Name)
			}
		}
	case inbox.MarkDepartment:
		for _, d := range t.house.Departments() {
			add(d.Name, "")
		}
	case inbox.MarkAccount:
		for _, a := range t.house.Accounts {
			add(a.Name, a.Address)
		}
	default:
		t.fixed(u.Mark, add)
	}
	out = append(out, byNote...)
	return out[:min(mostValues, len(out))]
}

// fixed are the values that are the same in every house.
func (t *Triage) fixed(m inbox.Mark, add func(value, note string)) {
	french := t.Formats.Texts.Language() == "fr"
	switch m {
	case inbox.MarkStatus:
		for _, s := range inbox.Statuses() {
			if french {
				add(inbox.FrenchStatus(s), t.Formats.StatusText(s))
			} else {
				add(string(s), "")
			}
		}
	case inbox.MarkKind:
		for _, k := range inbox.Kinds() {
			if french {
				add(inbox.FrenchKind(k), "")
			} else {
				add(string(k), "")
			}
		}
	case inbox.MarkChannel:
		for _, c := range inbox.Channels() {
			add(string(c), t.Formats.ChannelText(c))
		}
	case inbox.MarkBefore, inbox.MarkAfter:
		for _, d := range []string{"today", "yesterday", "week", "month"} {
			value := t.word(d)
			note := ""
			if at, ok := inbox.Day(value, t.Desk.Now()); ok {
				note = t.Formats.Date(at)
			}
			add(value, note)
		}
	case inbox.MarkHas:
		add(t.word("attachment"), "")
	}
}

// word is a value as it is typed in the language.
func (t *Triage) word(name string) string { return t.Formats.Texts.T("find.word-"+name, nil) }

// begins reports whether a text, or a word of it, begins so.
func begins(text, begun string) bool {
	text = inbox.Fold(strings.TrimLeft(text, "@"))
	return text != "" && (strings.HasPrefix(text, begun) || strings.Contains(text, " "+begun))
}

// CheckSearch says what is wrong with a search; nil is nothing.
func (t *Triage) CheckSearch(typed string) error {
	terms, err := inbox.ParseTerms(typed)
	if err == nil {
		_, err = terms.Resolve(inbox.Asker{Me: t.house.Me.ID, Roster: t.house.Roster, Accounts: t.house.Accounts, Now: t.Desk.Now()})
	}
	return err
}

// Hits are the contacts and conversations that what was typed may mean.
type Hits struct {
	Contacts []Suggestion
	Talks    []inbox.Row // newest first
}

// Hits prepares to read what was typed may mean; what it gives is called off
// the window's goroutine. contacts asks for people, too.
func (t *Triage) Hits(typed string, contacts bool) func(context.Context) (Hits, error) {
	view := inbox.View{Search: strings.TrimSpace(typed), As: t.house.Me.ID}
	u, from := inbox.Typing(typed), inbox.MarkFrom.Typed(t.Formats.Texts.Language())[0]
	if u.Mark == inbox.MarkFrom || u.Mark == inbox.MarkTo {
		from = u.Typed
	} else if u.Mark != "" {
		contacts = false
	}
	desk, broken := t.Desk, t.CheckSearch(typed) != nil
	return func(ctx context.Context) (h Hits, err error) {
		if f, ok := desk.(Finder); ok && contacts && utf8.RuneCountInString(u.Text) >= 2 {
			found, err := f.FindContacts(ctx, u.Text, MostContacts)
			if err != nil {
				return h, err
			}
			for _, i := range found {
				h.Contacts = append(h.Contacts, Suggestion{Text: contactText(i), Note: from + ":" + i.Handle, Search: u.With(from, i.Handle)})
			}
		}
		if utf8.RuneCountInString(view.Search) >= 2 && !broken {
			h.Talks, err = desk.Rows(ctx, view, inbox.Place{}, MostTalks)
		}
		return h, err
	}
}

func contactText(i inbox.Identity) string {
	if i.Name == "" || i.Name == i.Handle {
		return i.Handle
	}
	return i.Name
}
