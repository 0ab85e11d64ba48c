package store

import (
	"fmt"
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
		inside := unicode.In(r, unicode.L, unicode.N, unicode.Co) || begin >= 0 && accent(r)
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

// accent reports whether a rune is written over the letter before it.
func accent(r rune) bool { return r >= 0x300 && r <= 0x36F }

func lexeme(word string) string {
	plain := strings.Map(func(r rune) rune {
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
	if len(plain) > longestLexeme {
		plain = strings.ToValidUTF8(plain[:longestLexeme], "")
	}
	return plain
}

// vector gathers the words of a message with their places.
type vector struct {
	places map[string][]string
	order  []string
	last   int // the place of the last word
	size   int
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
	at, known := v.places[l]
	if len(at) >= mostPositions || v.size > mostVectorBytes {
		return
	}
	place := strconv.Itoa(min(v.last, lastPosition)) + weight
	if known && at[len(at)-1] == place {
		return
	}
	if !known {
		v.order = append(v.order, l)
		v.size += len(l) + 8
	}
	v.places[l] = append(at, place)
	v.size += 2
}

// String writes it as PostgreSQL reads it. Words hold letters and digits only,
// so that nothing in them has to be escaped.
func (v *vector) String() string {
	var out strings.Builder
	for _, l := range v.order {
		fmt.Fprintf(&out, "'%s':%s ", l, strings.Join(v.places[l], ","))
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

// queuedText is what the full text wants of a message.
type queuedText struct {
	num    int64
	vector vector
}

func readQueuedText(s scanner) (queuedText, error) {
	q := queuedText{vector: vector{places: map[string][]string{}}}
	var subject, handle, name, text, quoted, signature string
	var rest []byte
	if err := s.Scan(&q.num, &subject, &handle, &name, &rest, &text, &quoted, &signature); err != nil {
		return q, err
	}
	var m more
	if err := unpack(rest, &m); err != nil {
		return q, err
	}
	q.vector.add(weightSubject, subject)
	q.vector.add(weightPeople, append([]string{handle, name}, m.Recipients...)...)
	body := []string{text, quoted, signature}
	for _, a := range m.Attachments {
		body = append(body, a.Name)
	}
	q.vector.add(weightBody, body...)
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
	rows := make([][]any, len(list))
	for i, q := range list {
		rows[i] = []any{q.num, q.vector.String()}
	}
	if err := x.insertOr(`INSERT INTO message_search (num, words) VALUES `, rows, ` ON CONFLICT (num) DO UPDATE SET words = excluded.words`); err != nil {
		return err
	}
	if !p.kept.grown(len(list)) {
		return nil
	}
	// The server looks by itself how large tables are, but too late for a first
	// reading, which would go through all of a table for every mail.
	_, err = x.exec(`ANALYZE message, message_text, conversation, contact, identity, mail_ref, message_search`)
	return err
}
