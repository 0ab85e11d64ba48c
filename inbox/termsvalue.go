package inbox

import (
	"slices"
	"strings"
	"unicode"

	"vigie/inbox/fault"
)

func (t *Terms) add(p piece, last bool) error {
	text := strings.TrimSpace(p.text)
	if text == "" {
		return nil // begun and not finished
	}
	switch p.mark {
	case MarkTag:
		t.addTag(strings.ToLower(strings.TrimPrefix(text, "#")), p.not)
	case MarkStatus:
		return t.addStatus(p)
	case MarkKind:
		return t.addKind(p)
	case MarkHas:
		return t.addHas(p)
	case MarkAccount, MarkChannel, MarkDepartment, MarkAssignee, MarkBefore, MarkAfter:
		t.Names = append(t.Names, Name{Mark: p.mark, Typed: p.typed, Text: text, Not: p.not, At: p.at})
	default:
		t.addWord(p, text, last)
	}
	return nil
}

func (t *Terms) addWord(p piece, text string, last bool) {
	if p.mark == MarkFrom || p.mark == MarkTo {
		text = strings.TrimLeft(text, "@")
	}
	if !strings.ContainsFunc(text, counts) {
		return
	}
	w := Word{Text: text, Field: map[Mark]Field{MarkFrom: People, MarkTo: People, MarkSubject: Subject}[p.mark]}
	if p.not {
		t.Not = append(t.Not, w)
		return
	}
	w.Prefix = last && len([]rune(text)) >= leastPrefix
	t.Words = append(t.Words, w)
}

// counts reports whether a rune is part of a word for the index.
func counts(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Co, r)
}

func (t *Terms) addTag(tag string, not bool) {
	switch {
	case tag == "":
	case not:
		t.NoTags = append(t.NoTags, tag)
	default:
		t.Tags = append(t.Tags, tag)
	}
}

// wrong is the refusal of a term, with the mark and where it stands.
func (p piece) wrong(key string) error {
	return fault.New(fault.Invalid, key, "Mark", p.typed, "Value", p.text, "Column", p.at)
}

func (t *Terms) addStatus(p piece) error {
	s, ok := statusOf(p.text)
	if !ok {
		return p.wrong("fault.search-status")
	}
	t.Status = either(t.Status, Statuses(), s, p.not)
	return nil
}

func (t *Terms) addKind(p piece) error {
	k, ok := kindOf(p.text)
	if !ok {
		return p.wrong("fault.search-kind")
	}
	t.Kinds = either(t.Kinds, Kinds(), k, p.not)
	return nil
}

// either adds a value to those of which any will do; or takes it from them all.
func either[T comparable](have, all []T, v T, not bool) []T {
	if !not {
		return append(have, v)
	}
	if len(have) == 0 {
		have = all
	}
	return slices.DeleteFunc(have, func(k T) bool { return k == v })
}

func (t *Terms) addHas(p piece) error {
	if !slices.Contains([]string{"attachment", "attachments", "file", "piece-jointe", "pieces-jointes", "pj", "fichier"}, Fold(p.text)) {
		return p.wrong("fault.search-has")
	}
	has := !p.not
	t.Attachment = &has
	return nil
}

// Kinds lists every kind in the order in which they are offered.
func Kinds() []Kind { return []Kind{Email, Mention, Comment, Direct, Review, Clip} }

// FrenchStatus is how a status is typed in French.
func FrenchStatus(s Status) string {
	return map[Status]string{
		New: "nouvelle", Open: "ouverte", Waiting: "attente", Snoozed: "reportée", Resolved: "résolue", Ignored: "ignorée",
	}[s]
}

// FrenchKind is how a kind is typed in French.
func FrenchKind(k Kind) string {
	return map[Kind]string{
		Email: "e-mail", Mention: "mention", Comment: "commentaire", Direct: "privé", Review: "avis", Clip: "relevé",
	}[k]
}

// statusOf finds a status by its English name or its French one in either
// gender.
func statusOf(typed string) (Status, bool) {
	typed = Fold(typed)
	for _, s := range Statuses() {
		french := Fold(FrenchStatus(s))
		if typed == string(s) || typed == french || typed == strings.TrimSuffix(french, "e") || s == New && typed == "nouveau" {
			return s, true
		}
	}
	return "", false
}

func kindOf(typed string) (Kind, bool) {
	typed = Fold(typed)
	for _, k := range Kinds() {
		if typed == string(k) || typed == Fold(FrenchKind(k)) || k == Email && typed == "mail" {
			return k, true
		}
	}
	return "", false
}
