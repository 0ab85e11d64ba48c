package store

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vigie/inbox"
)

// The limits of a tsvector: PostgreSQL's documentation, "Limitations" of text
// search. A message that is longer is found by what fits.
const (
	longestLexeme   = 2000    // bytes; 2 KB is refused
	mostVectorBytes = 900_000 // 1 MB is refused
	lastPosition    = 16383
	mostPositions   = 255 // of one word
)

// The weights that stand for the fields.
const (
	weightSubject = "A"
	weightPeople  = "B"
	weightBody    = "C"
)

// lexemes cuts a text into words as SQLite's unicode61 tokenizer does, so that
// both engines find the same: runs of letters and digits, without capitals and
// accents.
func lexemes(text string) []string {
	var out []string
	begin := -1
	for i, r := range text {
		inside := ofWord(r) || begin >= 0 && accent(r)
		switch {
		case inside && begin < 0:
			begin = i
		case !inside && begin >= 0:
			out, begin = append(out, lexeme(text[begin:i])), -1
		}
	}
	if begin >= 0 {
		out = append(out, lexeme(text[begin:]))
	}
	return out
}

// ofWord reports whether a rune is a letter or a digit.
func ofWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.Co)
}

// accent reports whether a rune is written over the letter before it.
func accent(r rune) bool { return r >= 0x300 && r <= 0x36F }

func lexeme(word string) string {
	plain := word
	if strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
		plain = bareLetters(word)
	} else {
		plain = strings.ToLower(word)
	}
	if len(plain) > longestLexeme {
		plain = strings.ToValidUTF8(plain[:longestLexeme], "")
	}
	return plain
}

// bareLetters writes a word without capitals and accents.
func bareLetters(word string) string {
	return strings.Map(func(r rune) rune {
		if accent(r) {
			return -1
		}
		// Only Latin letters lose what is written over them.
		if r >= utf8.RuneSelf {
			if base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r))); base < utf8.RuneSelf {
				r = base
			}
		}
		return unicode.ToLower(r)
	}, word)
}

// vector gathers the words of a message with their places.
type vector struct {
	known map[string]int // where in words
	words []placed
	last  int // the place of the last word
	size  int
}

// placed is a word with where it stands: the places, each with its weight, as
// they are written.
type placed struct {
	lexeme string
	places []byte
	n      int // how many
	last   int // the last of them
	weight string
}

// add takes in a field. Fields lie apart, so that no phrase spans two.
func (v *vector) add(weight string, texts ...string) {
	for _, text := range texts {
		for _, l := range lexemes(text) {
			v.last++
			v.word(l, weight)
		}
	}
	v.last++
}

func (v *vector) word(l, weight string) {
	at, known := v.known[l]
	if v.size > mostVectorBytes || known && v.words[at].n >= mostPositions {
		return
	}
	place := min(v.last, lastPosition)
	if known && v.words[at].last == place && v.words[at].weight == weight {
		return
	}
	if !known {
		at = len(v.words)
		v.known[l] = at
		v.words = append(v.words, placed{lexeme: l})
		v.size += len(l) + 8
	}
	w := &v.words[at]
	if w.n > 0 {
		w.places = append(w.places, ',')
	}
	w.places = append(strconv.AppendInt(w.places, int64(place), 10), weight...)
	w.n, w.last, w.weight = w.n+1, place, weight
	v.size += 2
}

// String writes it as PostgreSQL reads it. Words hold letters and digits only,
// so that nothing in them has to be escaped.
func (v *vector) String() string {
	var out strings.Builder
	out.Grow(2 * v.size)
	for _, w := range v.words {
		out.WriteByte('\'')
		out.WriteString(w.lexeme)
		out.WriteString("':")
		out.Write(w.places)
		out.WriteByte(' ')
	}
	return out.String()
}

// tsquery writes words as a query: all of them, in one message. A word without
// a letter or digit is nowhere, as it is for SQLite.
func tsquery(words []inbox.Word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = phrase(w)
		if parts[i] == "" {
			return ""
		}
	}
	return strings.Join(parts, " & ")
}

func phrase(w inbox.Word) string {
	weight := map[inbox.Field]string{inbox.Subject: weightSubject, inbox.People: weightPeople}[w.Field]
	list := lexemes(w.Text)
	for i, l := range list {
		star := ""
		if w.Prefix && i == len(list)-1 {
			star = "*"
		}
		if list[i] = "'" + l + "'"; star+weight != "" {
			list[i] += ":" + star + weight
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, " <-> ") + ")"
}

// vectorOf gathers what a message is found by.
func vectorOf(m inbox.Message) *vector {
	v := &vector{known: map[string]int{}}
	v.add(weightSubject, m.Subject)
	v.add(weightPeople, append([]string{m.Author.Handle, m.Author.Name}, m.Recipients...)...)
	body := []string{m.Text, m.Quoted, m.Signature}
	for _, a := range m.Attachments {
		body = append(body, a.Name)
	}
	v.add(weightBody, body...)
	return v
}

func readQueuedText(s scanner) (queued, error) {
	var q queued
	var m inbox.Message
	var rest []byte
	if err := s.Scan(&q.num, &m.Subject, &m.Author.Handle, &m.Author.Name, &rest, &m.Text, &m.Quoted, &m.Signature); err != nil {
		return q, err
	}
	var e more
	if err := unpack(rest, &e); err != nil {
		return q, err
	}
	e.into(&m)
	q.words = vectorOf(m).String()
	return q, nil
}

func (p server) index(x *writing, last int64) error {
	list, err := all(x, readQueuedText, `SELECT m.num, m.subject, m.handle, m.name, m.more, t.text, t.quoted, t.signature
		FROM search_queue q
		JOIN message m ON m.num = q.num
		JOIN message_text t ON t.num = q.num
		WHERE q.num <= ?
		ORDER BY q.num`, last)
	if err != nil {
		return err
	}
	return p.found(x, list)
}

// found writes words into the full text.
func (p server) found(x *writing, list []queued) error {
	for rest := list; len(rest) > 0; {
		var nums []int64
		var words []string
		for bytes := 0; len(rest) > 0 && bytes < mostBytesAtOnce; rest = rest[1:] {
			nums, words = append(nums, rest[0].num), append(words, rest[0].words)
			bytes += len(rest[0].words)
		}
		_, err := x.exec(`INSERT INTO message_search (num, words)
			SELECT r.num, CAST(r.words AS tsvector) FROM unnest(CAST(? AS bigint[]), CAST(? AS text[])) AS r (num, words)
			ON CONFLICT (num) DO UPDATE SET words = excluded.words`, nums, words)
		if err != nil {
			return err
		}
	}
	if !p.kept.grown(len(list)) {
		return nil
	}
	// The server looks by itself how large tables are, but too late for a first
	// reading, which would go through all of a table for every mail.
	_, err := x.exec(`ANALYZE message, message_text, conversation, contact, identity, mail_ref, message_search`)
	return err
}
