package story

import (
	"maps"
	"slices"
)

// mostOfRun is how many samples are found by one run of three words. A run that
// more of them have is a phrase of the language ("il y a un"), and tells no
// copies apart.
const mostOfRun = 64

// index finds the samples that share runs with a text. Its memory is flat
// numbers, so that copying it and looking through it cost little. A sample has
// a small number, which is given again once the sample was forgotten.
type index struct {
	first   map[uint64]posting
	links   []link // the lists of all runs, each linked from its first
	free    int32  // of links that are not used, 0 is none; links[0] is never used
	samples []indexed
	idle    []int32 // numbers of samples to be given again
	touched []int32 // scratch
}

// posting is the list of one run: where it begins, and how long it is.
type posting struct{ head, n int32 }

type link struct{ sample, next int32 }

// indexed is a sample as it is looked for.
type indexed struct {
	story *Story
	runs  []uint64 // sorted
	hits  int32    // scratch: runs in common with what is looked for
}

func newIndex() *index {
	return &index{first: map[uint64]posting{}, links: make([]link, 1)}
}

// put takes a sample in and gives its number.
func (x *index) put(s *Story, runs []uint64) int32 {
	var n int32
	if last := len(x.idle) - 1; last >= 0 {
		n, x.idle = x.idle[last], x.idle[:last]
	} else {
		n = int32(len(x.samples))
		x.samples = append(x.samples, indexed{})
	}
	x.samples[n] = indexed{story: s, runs: runs}
	for _, r := range runs {
		p := x.first[r]
		if p.n >= mostOfRun {
			continue
		}
		x.first[r] = posting{head: x.link(n, p.head), n: p.n + 1}
	}
	return n
}

func (x *index) link(sample, next int32) int32 {
	at := x.free
	if at == 0 {
		x.links = append(x.links, link{sample, next})
		return int32(len(x.links) - 1)
	}
	x.free = x.links[at].next
	x.links[at] = link{sample, next}
	return at
}

// drop forgets a sample.
func (x *index) drop(n int32) {
	for _, r := range x.samples[n].runs {
		p := x.first[r]
		for before, at := int32(0), p.head; at != 0; before, at = at, x.links[at].next {
			if x.links[at].sample != n {
				continue
			}
			next := x.links[at].next
			if before == 0 {
				p.head = next
			} else {
				x.links[before].next = next
			}
			p.n--
			x.links[at], x.free = link{next: x.free}, at
			break
		}
		if p.n == 0 {
			delete(x.first, r)
		} else {
			x.first[r] = p
		}
	}
	x.samples[n] = indexed{}
	x.idle = append(x.idle, n)
}

// near calls found with each sample that belongs together with a text, and how
// much of the shorter one they share.
func (x *index) near(runs []uint64, found func(s *Story, contained float64)) {
	for _, r := range runs {
		for at := x.first[r].head; at != 0; at = x.links[at].next {
			n := x.links[at].sample
			if x.samples[n].hits++; x.samples[n].hits == 1 {
				x.touched = append(x.touched, n)
			}
		}
	}
	for _, n := range x.touched {
		s := &x.samples[n]
		hits := int(s.hits)
		s.hits = 0
		least := min(len(runs), len(s.runs))
		// Phrases of the language may be missing in the count.
		if 2*hits < max(leastShared, (least+1)/2) {
			continue
		}
		shared := common(runs, s.runs)
		if c := float64(shared) / float64(least); shared >= leastShared && c >= leastContained {
			found(s.story, c)
		}
	}
	x.touched = x.touched[:0]
}

// common counts what two sorted lists share.
func common(a, b []uint64) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// clone is an index that goes its own way; to says where each story is in it.
func (x *index) clone(to func(*Story) *Story) *index {
	c := &index{first: maps.Clone(x.first), links: slices.Clone(x.links), free: x.free, samples: slices.Clone(x.samples), idle: slices.Clone(x.idle)}
	for i, s := range c.samples {
		if s.story != nil {
			c.samples[i].story = to(s.story)
		}
	}
	return c
}
