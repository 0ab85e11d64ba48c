package inbox

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"vigie/inbox/team"
)

// Terms is a search as it was meant. A conversation is found when one of its
// messages has all the words (and people) and stands in the time asked for, and
// the conversation has all the rest and none of what is excluded.
type Terms struct {
	Words  []Word   // anywhere in a message; of the author or recipients with From and To
	Not    []Word   // in no message of the conversation
	Tags   []string // all of them
	NoTags []string // none of them
	Status []Status // any of them
	Kinds  []Kind   // any of them
	// Attachment asks for a conversation with (true) or without (false) a
	// file; nil does not ask.
	Attachment *bool
	// Names are what only the house can tell the meaning of: Resolve turns
	// them into the fields below.
	Names []Name

	Accounts    Among[AccountID]
	Channels    Among[Channel]
	Departments Among[team.DepartmentID] // "" is none
	Assignees   Among[team.MemberID]     // "" is nobody
	// After and Before bound the time of a message: from After on, and earlier
	// than Before. Zero does not.
	After, Before time.Time
}

// Among narrows to any of In, and to none of Out.
type Among[T comparable] struct{ In, Out []T }

func (a *Among[T]) add(v T, not bool) {
	if not {
		a.Out = append(a.Out, v)
	} else {
		a.In = append(a.In, v)
	}
}

// Empty reports whether it does not narrow.
func (a Among[T]) Empty() bool { return len(a.In)+len(a.Out) == 0 }

// Name is a value that was typed and that only the house can make sense of: an
// account, a department, a member, a day.
type Name struct {
	Mark  Mark
	Typed string // the mark as it was typed
	Text  string
	Not   bool
	At    int // the column of the mark, from 1
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
	return len(t.Words) == 0 && len(t.Not) == 0 && len(t.Tags) == 0 && len(t.NoTags) == 0 && len(t.Status) == 0 && len(t.Kinds) == 0 &&
		t.Attachment == nil && len(t.Names) == 0 && t.Accounts.Empty() && t.Channels.Empty() && t.Departments.Empty() && t.Assignees.Empty() &&
		t.After.IsZero() && t.Before.IsZero()
}

// leastPrefix is the number of runes from which the last word is taken for a
// beginning: shorter ones find half the inbox.
const leastPrefix = 3

// ParseTerms reads what a person typed: words, "phrases", -not, and the marks of
// Marks in English or French. What is no such mark is a word; an unknown status,
// kind or has: is refused. The last word may be unfinished. What the terms name
// still has to be resolved.
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
	mark   Mark
	typed  string // the mark as it was typed
	text   string
	quoted bool
	at     int // the column where it begins, from 1
	begin  int // the rune where its text begins, its quote with it
}

// cut splits a query at spaces outside quotes. An open quote ends with the
// text.
func cut(typed string) []piece {
	var out []piece
	all := []rune(typed)
	rest := all
	for {
		for len(rest) > 0 && unicode.IsSpace(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return out
		}
		at := len(all) - len(rest)
		var p piece
		p, rest = cutOne(rest)
		p.at, p.begin = at+1, p.begin+at
		out = append(out, p)
	}
}

func cutOne(rest []rune) (piece, []rune) {
	var p piece
	n := len(rest)
	if len(rest) > 1 && rest[0] == '-' {
		p.not, rest = true, rest[1:]
	}
	p.mark, p.typed, rest = cutMark(rest)
	p.begin = n - len(rest)
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

func isQuote(r rune) bool { return strings.ContainsRune("\"“”«»„", r) }
