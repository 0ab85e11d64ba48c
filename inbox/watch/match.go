package watch

import (
	"net/url"
	"slices"
	"strings"

	"vigie/inbox"
)

// Part is a text of a message.
type Part string

// The parts that are looked at. What a message quotes of others is not.
const (
	InSubject Part = "subject"
	InText    Part = "text"
)

// Span is a passage that made a query match: byte offsets in the part.
type Span struct {
	Part  Part `json:"part"`
	Start int  `json:"start"`
	End   int  `json:"end"`
}

// index finds the words of a query in the words of a text.
type index struct {
	count   int
	exact   map[string][]int // ids of the terms
	begins  map[string][]int
	lengths []int     // of the keys of begins, in bytes
	sigils  []rune    // by id; 0 is any
	first   [256]bool // the bytes with which a term begins: most words begin otherwise
}

func newIndex(root *node) *index {
	x := &index{exact: map[string][]int{}, begins: map[string][]int{}}
	x.add(root)
	slices.Sort(x.lengths)
	x.lengths = slices.Compact(x.lengths)
	return x
}

func (x *index) add(n *node) {
	for _, k := range n.kids {
		x.add(k)
	}
	if n.op != opWords {
		return
	}
	for i, w := range n.words {
		x.first[w.text[0]] = true
		if n.prefix && i == len(n.words)-1 {
			x.begins[w.text] = append(x.begins[w.text], x.count)
			x.lengths = append(x.lengths, len(w.text))
		} else {
			x.exact[w.text] = append(x.exact[w.text], x.count)
		}
		n.ids = append(n.ids, x.count)
		x.sigils = append(x.sigils, w.sigil)
		x.count++
	}
}

// textAt is the place of the first word of the text: far behind the subject,
// so that nothing is near or in a row across the two.
const textAt = 1 << 40

// reading is a message as a query sees it.
type reading struct {
	message inbox.Message
	channel inbox.Channel
	places  [][]int // by the id of a term, in order
	tokens  [2][]token
	// counting leaves the tokens out: nobody asks for the passages.
	counting bool
}

// run is a passage by the places of its first and last word.
type run struct{ first, last int }

// Match tells whether a message is meant by a query, and which passages of it
// made it so, in order and without overlaps; a match by author, language or
// site alone has none. channel: matches nothing here: use MatchOn where the
// account is known. It takes time in proportion to the message's length.
func Match(q Query, m inbox.Message) (bool, []Span) { return MatchOn(q, m, "") }

// MatchOn is Match for a message of an account on a channel.
func MatchOn(q Query, m inbox.Message, on inbox.Channel) (bool, []Span) {
	if q.root == nil {
		return false, nil
	}
	r := reading{message: m, channel: on, places: make([][]int, q.index.count)}
	r.read(q.index, 0, m.Subject)
	r.read(q.index, 1, m.Text)
	ok, runs := r.eval(q.root)
	if !ok {
		return false, nil
	}
	return true, r.spans(runs)
}

// read notes where the terms of the index stand in a text.
func (r *reading) read(x *index, part int, text string) {
	place := part * textAt
	words(text, func(t token, form []byte) {
		if x.first[form[0]] {
			r.term(x, form, place, t)
		}
		if !r.counting {
			r.tokens[part] = append(r.tokens[part], t)
		}
		place++
	})
}

// term notes a word that may be one of the index.
func (r *reading) term(x *index, form []byte, place int, t token) {
	for _, id := range x.exact[string(form)] {
		r.note(x, id, place, t)
	}
	for _, n := range x.lengths {
		if n > len(form) {
			break
		}
		for _, id := range x.begins[string(form[:n])] {
			r.note(x, id, place, t)
		}
	}
}

func (r *reading) note(x *index, id, place int, t token) {
	if s := x.sigils[id]; s == 0 || s == t.sigil {
		r.places[id] = append(r.places[id], place)
	}
}

// eval decides a node and gives the passages that speak for it.
func (r *reading) eval(n *node) (bool, []run) {
	switch n.op {
	case opWords:
		runs := r.inARow(n)
		return len(runs) > 0, runs
	case opField:
		return r.field(n), nil
	case opNot:
		ok, _ := r.eval(n.kids[0])
		return !ok, nil
	case opNear:
		_, left := r.eval(n.kids[0])
		_, right := r.eval(n.kids[1])
		runs := near(left, right, n.apart)
		return len(runs) > 0, runs
	}
	var all []run
	found := n.op == opAnd
	for _, k := range n.kids {
		ok, runs := r.eval(k)
		if n.op == opAnd && !ok {
			return false, nil
		}
		found = found || ok
		if ok {
			all = append(all, runs...)
		}
	}
	if n.op == opOr {
		slices.SortFunc(all, byPlace) // near wants them in order
	}
	return found, all
}

func byPlace(a, b run) int {
	if a.first != b.first {
		return a.first - b.first
	}
	return a.last - b.last
}

// inARow finds the places where all words of a node follow one another.
func (r *reading) inARow(n *node) []run {
	var runs []run
	at := make([]int, len(n.ids)) // how far each word's places were passed
next:
	for _, first := range r.places[n.ids[0]] {
		for i := 1; i < len(n.ids); i++ {
			places := r.places[n.ids[i]]
			for at[i] < len(places) && places[at[i]] < first+i {
				at[i]++
			}
			if at[i] == len(places) || places[at[i]] != first+i {
				continue next
			}
		}
		runs = append(runs, run{first, first + len(n.ids) - 1})
	}
	return runs
}

// near joins each passage of one list with the closest one of the other that
// is at most so many words apart. Both lists are in order.
func near(left, right []run, apart int) []run {
	var runs []run
	j := 0
	for _, l := range left {
		for j < len(right) && right[j].first <= l.first {
			j++
		}
		best, distance := -1, apart+1
		for k := max(0, j-2); k <= j && k < len(right); k++ { // those before, the first behind
			if d := wordsApart(l, right[k]); d > 0 && d < distance {
				best, distance = k, d
			}
		}
		if best >= 0 {
			runs = append(runs, run{min(l.first, right[best].first), max(l.last, right[best].last)})
		}
	}
	slices.SortFunc(runs, byPlace)
	return runs
}

// wordsApart is how many words two passages are apart: 1 is side by side, 0
// that they share a word.
func wordsApart(a, b run) int {
	if a.first > b.first {
		a, b = b, a
	}
	return max(0, b.first-a.last)
}

// spans gives the passages by their bytes.
func (r *reading) spans(runs []run) []Span {
	slices.SortFunc(runs, byPlace)
	var all []Span
	for _, x := range runs {
		part, name := 0, InSubject
		if x.first >= textAt {
			part, name = 1, InText
		}
		tokens := r.tokens[part]
		s := Span{Part: name, Start: tokens[x.first-part*textAt].start, End: tokens[x.last-part*textAt].end}
		if last := len(all) - 1; last >= 0 && all[last].Part == name && s.Start < all[last].End {
			all[last].End = max(all[last].End, s.End)
			continue
		}
		all = append(all, s)
	}
	return all
}

func (r *reading) field(n *node) bool {
	switch n.field {
	case fieldLang:
		primary, _, _ := strings.Cut(strings.ToLower(r.message.Language), "-")
		return primary == n.text
	case fieldChannel:
		return r.channel != "" && string(r.channel) == n.text
	case fieldSite:
		return onSite(r.message, n.text)
	default:
		return by(r.message.Author, n)
	}
}

// by tells whether an author is meant: the handle, the handle without its
// server, or words in a row of the name.
func by(a inbox.Author, n *node) bool {
	handle := strings.ToLower(strings.TrimPrefix(a.Handle, "@"))
	meant := strings.ToLower(strings.TrimPrefix(n.text, "@"))
	name, _, _ := strings.Cut(handle, "@")
	if handle == meant || name == meant {
		return true
	}
	if strings.HasPrefix(n.text, "@") {
		return false
	}
	words := folded(a.Name)
	for i := range words {
		if len(words)-i >= len(n.words) && slices.EqualFunc(words[i:i+len(n.words)], n.words, func(a, b term) bool { return a.text == b.text }) {
			return true
		}
	}
	return false
}

// siteOf takes a host, with a path or without, as people copy it.
func siteOf(typed string) string {
	typed = strings.ToLower(typed)
	for {
		shorter := strings.Trim(typed, "/. ")
		for _, begin := range []string{"https://", "http://", "www."} {
			shorter = strings.TrimPrefix(shorter, begin)
		}
		if shorter == typed {
			return typed
		}
		typed = shorter
	}
}

// onSite tells whether a message stands on a site or below it: by its
// permalink, or the server of its author's handle.
func onSite(m inbox.Message, site string) bool {
	host, path := "", ""
	if u, err := url.Parse(m.Permalink); err == nil && u.Host != "" {
		host, path = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), strings.ToLower(u.Path)
	} else if at := strings.LastIndexByte(m.Author.Handle, '@'); at > 0 {
		host = strings.ToLower(m.Author.Handle[at+1:])
	}
	want, below, _ := strings.Cut(site, "/")
	if host != want && !strings.HasSuffix(host, "."+want) {
		return false
	}
	path = strings.Trim(path, "/")
	return below == "" || path == below || strings.HasPrefix(path, below+"/")
}
