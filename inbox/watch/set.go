package watch

import (
	"maps"
	"slices"
	"strings"

	"vigie/inbox"
)

// Set is several watches made ready to be asked of each message as it comes:
// its text is read and folded once, whatever the number of watches. The zero
// value has none. Making one costs as much as parsing its queries.
type Set struct {
	watches []Watch
	roots   []*node
	index   *index
}

// NewSet makes watches ready.
func NewSet(list []Watch) Set {
	s := Set{watches: slices.Clone(list), index: &index{exact: map[string][]int{}, begins: map[string][]int{}}}
	for _, w := range list {
		root := w.Query.root.copied()
		if root != nil {
			s.index.add(root)
		}
		s.roots = append(s.roots, root)
	}
	slices.Sort(s.index.lengths)
	s.index.lengths = slices.Compact(s.index.lengths)
	return s
}

// copied gives a node with no ids yet; they belong to one index.
func (n *node) copied() *node {
	if n == nil {
		return nil
	}
	c := *n
	c.ids, c.kids = nil, nil
	for _, k := range n.kids {
		c.kids = append(c.kids, k.copied())
	}
	return &c
}

// Len is how many watches there are.
func (s Set) Len() int { return len(s.watches) }

// Watches gives them.
func (s Set) Watches() []Watch { return slices.Clone(s.watches) }

// Hits gives the watches that a message of an account on a channel is a hit
// of. What programs send back by themselves (a bounce, an answer out of office)
// and what the house writes is none of any watch.
func (s Set) Hits(m inbox.Message, on inbox.Channel) []Watch {
	if len(s.watches) == 0 || !Heard(m) {
		return nil
	}
	r := reading{message: m, channel: on, places: make([][]int, s.index.count), counting: true}
	r.read(s.index, 0, m.Subject)
	r.read(s.index, 1, m.Text)
	var out []Watch
	for i, w := range s.watches {
		if s.roots[i] == nil || !w.reads(m.Account) {
			continue
		}
		if ok, _ := r.eval(s.roots[i]); ok {
			out = append(out, w)
		}
	}
	return out
}

// Heard reports whether watches look at a message at all: it is whole, others
// wrote it, and it is no bounce and no automatic answer.
func Heard(m inbox.Message) bool {
	return !m.Pending && m.Direction == inbox.Inbound && (m.Class == inbox.Person || m.Class == inbox.Newsletter)
}

// WantedInside reports whether one of the watches brings its hits to the
// inbox.
func WantedInside(hit []Watch) bool {
	return slices.ContainsFunc(hit, func(w Watch) bool { return w.Into == Inbox && !w.Competitor })
}

// Needs gives what a message must hold to be a hit, for a search that narrows
// down before Match decides: one of the alternatives, and of that one every
// word. Nil is that nothing can be said. The words are folded as Fold does; a
// text may write them with letters that a search folds otherwise (ø, ł), and is
// missed then.
func (q Query) Needs() [][]inbox.Word {
	if q.root == nil {
		return nil
	}
	return q.root.needs()
}

// mostNeeds is how many alternatives are worth asking for one by one.
const mostNeeds = 24

func (n *node) needs() [][]inbox.Word {
	switch n.op {
	case opWords:
		return n.wordNeeds()
	case opAnd, opNear:
		return allNeeds(n.kids)
	case opOr:
		var out [][]inbox.Word
		for _, k := range n.kids {
			of := k.needs()
			if of == nil || len(out)+len(of) > mostNeeds {
				return nil
			}
			out = append(out, of...)
		}
		return out
	default:
		return nil
	}
}

// allNeeds joins what several parts need; a part of which nothing is known
// narrows nothing.
func allNeeds(kids []*node) [][]inbox.Word {
	var out [][]inbox.Word
	for _, k := range kids {
		of := k.needs()
		switch {
		case of == nil || len(out)*len(of) > mostNeeds:
		case out == nil:
			out = of
		default:
			var both [][]inbox.Word
			for _, a := range out {
				for _, b := range of {
					both = append(both, slices.Concat(a, b))
				}
			}
			out = both
		}
	}
	return out
}

// wordNeeds gives the words of a node; those with "oe" or "ae" also as they are
// written in one letter.
func (n *node) wordNeeds() [][]inbox.Word {
	out := [][]inbox.Word{nil}
	for i, w := range n.words {
		prefix := n.prefix && i == len(n.words)-1
		spelled := spellings(w.text)
		if spelled == nil || len(out)*len(spelled) > mostNeeds {
			continue // the others must narrow down
		}
		var next [][]inbox.Word
		for _, before := range out {
			for _, text := range spelled {
				next = append(next, append(slices.Clone(before), inbox.Word{Text: text, Prefix: prefix}))
			}
		}
		out = next
	}
	if len(out[0]) == 0 {
		return nil
	}
	return out
}

// spellings gives the ways in which a folded word may stand in a text, as far
// as a full-text index keeps them apart; nil when it may not know the word.
func spellings(word string) []string {
	for _, r := range word {
		if kindOf(r) != inWord {
			return nil
		}
	}
	out := map[string]bool{word: true}
	for long, short := range map[string]string{"oe": "œ", "ae": "æ", "ss": "ß"} {
		for _, w := range slices.Collect(maps.Keys(out)) {
			out[strings.ReplaceAll(w, long, short)] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}
