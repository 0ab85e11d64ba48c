package inbox

import (
	"slices"
	"strings"
	"unicode"

	"vigie/inbox/fault"
)

// Terms is a search as it was meant. A conversation is found when one of its
// messages has all the words (and people), and the conversation has all the
// rest and none of what is excluded.
type Terms struct {
	Words  []Word   // anywhere in a message; of the author or recipients with From and To
	Not    []Word   // in no message of the conversation
	Tags   []string // all of them
	NoTags []string // none of them
	Status []Status // any of them
	// Attachment asks for a conversation with (true) or without (false) a
	// file; nil does not ask.
	Attachment *bool
}

// Word is one word, or several that follow one another.
type Word struct {
	Text string
	// Field narrows where it stands; empty is anywhere.
	Field Field
	// Prefix finds words that begin like it: the last word as it is typed.
	Prefix bool
}

// Field is where a word stands.
type Field string

// The fields.
const (
	Anywhere Field = ""
	People   Field = "people"  // author and recipients
	Subject  Field = "subject" // subject line
)

// Empty reports whether nothing is asked.
func (t Terms) Empty() bool {
	return len(t.Words) == 0 && len(t.Not) == 0 && len(t.Tags) == 0 && len(t.NoTags) == 0 && len(t.Status) == 0 && t.Attachment == nil
}

// leastPrefix is the number of runes from which the last word is taken for a
// beginning: shorter ones find half the inbox.
const leastPrefix = 3

// ParseTerms reads what a person typed: words, "phrases", -not, from:, to:,
// subject:, tag:, status: and has:attachment. What is no such mark is a word;
// only an unknown status or has: is refused. The last word may be unfinished.
func ParseTerms(typed string) (Terms, error) {
	var t Terms
	pieces := cut(typed)
	for i, p := range pieces {
		last := i == len(pieces)-1 && !p.quoted && !strings.HasSuffix(typed, " ")
		if err := t.add(p, last); err != nil {
			return Terms{}, err
		}
	}
	return t, nil
}

// piece is one typed term: -mark:"text".
type piece struct {
	not    bool
	mark   string
	text   string
	quoted bool
}

// cut splits a query at spaces outside quotes. An open quote ends with the
// text.
func cut(typed string) []piece {
	var out []piece
	rest := []rune(typed)
	for {
		for len(rest) > 0 && unicode.IsSpace(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return out
		}
		var p piece
		p, rest = cutOne(rest)
		out = append(out, p)
	}
}

func cutOne(rest []rune) (piece, []rune) {
	var p piece
	if len(rest) > 1 && rest[0] == '-' {
		p.not, rest = true, rest[1:]
	}
	p.mark, rest = cutMark(rest)
	if len(rest) > 0 && isQuote(rest[0]) {
		p.quoted = true
		rest = rest[1:]
		end := slices.IndexFunc(rest, isQuote)
		if end < 0 {
			p.text = string(rest)
			return p, nil
		}
		p.text = string(rest[:end])
		return p, rest[end+1:]
	}
	end := slices.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) })
	if end < 0 {
		end = len(rest)
	}
	p.text = string(rest[:end])
	return p, rest[end:]
}

// cutMark takes a known mark with its colon off the start.
func cutMark(rest []rune) (string, []rune) {
	for _, mark := range []string{"from", "to", "subject", "tag", "status", "has"} {
		n := len(mark)
		if len(rest) > n && rest[n] == ':' && strings.EqualFold(string(rest[:n]), mark) {
			return mark, rest[n+1:]
		}
	}
	return "", rest
}

func isQuote(r rune) bool { return strings.ContainsRune("\"“”«»„", r) }

func (t *Terms) add(p piece, last bool) error {
	text := strings.TrimSpace(p.text)
	switch p.mark {
	case "tag":
		t.addTag(strings.ToLower(text), p.not)
		return nil
	case "status":
		return t.addStatus(Status(strings.ToLower(text)), p.not)
	case "has":
		return t.addHas(strings.ToLower(text), p.not)
	}
	if !strings.ContainsFunc(text, counts) {
		return nil
	}
	w := Word{Text: text, Field: map[string]Field{"from": People, "to": People, "subject": Subject}[p.mark]}
	if p.not {
		t.Not = append(t.Not, w)
		return nil
	}
	w.Prefix = last && len([]rune(text)) >= leastPrefix
	t.Words = append(t.Words, w)
	return nil
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

func (t *Terms) addStatus(s Status, not bool) error {
	if s == "" {
		return nil
	}
	if !slices.Contains(Statuses(), s) {
		return fault.New(fault.Invalid, "fault.search-status", "Status", string(s))
	}
	if !not {
		t.Status = append(t.Status, s)
		return nil
	}
	if len(t.Status) == 0 {
		t.Status = Statuses()
	}
	t.Status = slices.DeleteFunc(t.Status, func(k Status) bool { return k == s })
	return nil
}

func (t *Terms) addHas(what string, not bool) error {
	switch {
	case what == "":
		return nil
	case what != "attachment" && what != "attachments":
		return fault.New(fault.Invalid, "fault.search-has", "Has", what)
	}
	has := !not
	t.Attachment = &has
	return nil
}
