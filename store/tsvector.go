package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
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
	usualWords      = 128 // of a message
)

// The weights that stand for the fields.
const (
	weightSubject = pgtype.TSVectorWeightA
	weightPeople  = pgtype.TSVectorWeightB
	weightBody    = pgtype.TSVectorWeightC
)

// lexemes cuts a text into words as SQLite's unicode61 tokenizer does, so that
// both engines find the same: runs of letters and digits, without capitals and
// accents.
func lexemes(text string, each func(string)) {
	begin := -1
	for i, r := range text {
		inside := ofWord(r) || begin >= 0 && accent(r)
		switch {
		case inside && begin < 0:
			begin = i
		case !inside && begin >= 0:
			each(lexeme(text[begin:i]))
			begin = -1
		}
	}
	if begin >= 0 {
		each(lexeme(text[begin:]))
	}
}

// ofWord reports whether a rune is a letter or a digit.
func ofWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Co, r)
}

// accent reports whether a rune is written over the letter before it.
func accent(r rune) bool { return r >= 0x300 && r <= 0x36F }

func lexeme(word string) string {
	plain := word
	if strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
		plain = strings.Map(bareLetter, word)
	} else {
		plain = strings.ToLower(word)
	}
	if len(plain) > longestLexeme {
		plain = strings.ToValidUTF8(plain[:longestLexeme], "")
	}
	return plain
}

// bareLetter is a letter without capitals and accents; -1 is what is written
// over one. Only Latin letters lose what is written over them.
func bareLetter(r rune) rune {
	if accent(r) {
		return -1
	}
	if r >= utf8.RuneSelf {
		var raw [utf8.UTFMax]byte
		n := utf8.EncodeRune(raw[:], r)
		if base := norm.NFD.Properties(raw[:n]).Decomposition(); len(base) > 0 && base[0] < utf8.RuneSelf {
			r = rune(base[0])
		}
	}
	return unicode.ToLower(r)
}

// vector gathers the words of a message with their places.
type vector struct {
	known map[string]int // where in words
	words []pgtype.TSVectorLexeme
	last  int // the place of the last word
	size  int // in bytes, about
	spare []pgtype.TSVectorPosition
}

// add takes in a field. Fields lie apart, so that no phrase spans two.
func (v *vector) add(weight pgtype.TSVectorWeight, texts ...string) {
	for _, text := range texts {
		lexemes(text, func(l string) {
			v.last++
			v.word(l, weight)
		})
	}
	v.last++
}

func (v *vector) word(l string, weight pgtype.TSVectorWeight) {
	at, known := v.known[l]
	if v.size > mostVectorBytes || known && len(v.words[at].Positions) >= mostPositions {
		return
	}
	place := pgtype.TSVectorPosition{Position: uint16(min(v.last, lastPosition)), Weight: weight}
	v.size += 2
	if !known {
		v.known[l] = len(v.words)
		v.words = append(v.words, pgtype.TSVectorLexeme{Word: l, Positions: v.first(place)})
		v.size += len(l) + 8
		return
	}
	w := &v.words[at]
	// The server refuses a word that stands in one place twice, as words beyond
	// the last place do.
	if before := w.Positions; before[len(before)-1].Position < place.Position {
		w.Positions = append(before, place)
	}
}

// first makes the places of a word of its first one. Most words have no other, so
// that those of many lie in one piece of memory.
func (v *vector) first(place pgtype.TSVectorPosition) []pgtype.TSVectorPosition {
	if len(v.spare) == 0 {
		v.spare = make([]pgtype.TSVectorPosition, 64)
	}
	out := v.spare[:1:1]
	v.spare = v.spare[1:]
	out[0] = place
	return out
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
	weight := map[inbox.Field]string{inbox.Subject: string(weightSubject), inbox.People: string(weightPeople)}[w.Field]
	var list []string
	lexemes(w.Text, func(l string) { list = append(list, l) })
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
	v := &vector{known: make(map[string]int, usualWords), words: make([]pgtype.TSVectorLexeme, 0, usualWords)}
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
	q.words = vectorOf(m)
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
		var words []pgtype.TSVector // not texts: the server reads these in half the time
		for bytes := 0; len(rest) > 0 && bytes < mostBytesAtOnce; rest = rest[1:] {
			nums, words = append(nums, rest[0].num), append(words, pgtype.TSVector{Lexemes: rest[0].words.words, Valid: true})
			bytes += rest[0].words.size
		}
		_, err := x.exec(`INSERT INTO message_search (num, words)
			SELECT r.num, r.words FROM unnest(CAST(? AS bigint[]), CAST(? AS tsvector[])) AS r (num, words)
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
