package story

import "slices"

// mostOfRun is how many samples are found by one run of three words. A run that
// more of them have is a phrase of the language ("il y a un"), and tells no
// copies apart.
const mostOfRun = 64

// index finds the samples that share runs with a text. Its memory is flat
// numbers, so that copying it and looking through it cost little. A sample has
// a small number, which is given again once the sample was forgotten. Runs are
// hashes already: those that fall into one slot share its list, and what is
// found by it is compared run by run.
type index struct {
	slots   []slot // a power of two of them, twice as many as there are links
	links   []link // the lists of all slots; links[0] is never used
	free    int32  // of links that are not used, 0 is none
	used    int
	samples []indexed
	idle    []int32 // numbers of samples to be given again
	touched []int32 // scratch
}

// slot is a list: where it begins, and how long it is.
type slot struct{ head, n int32 }

type link struct{ sample, next int32 }

// indexed is a sample as it is looked for.
type indexed struct {
	story *Story
	runs  []uint64 // sorted
	hits  int32    // scratch: runs in common with what is looked for
}

const fewestSlots = 1 << 10

func newIndex() *index {
	return &index{slots: make([]slot, fewestSlots), links: make([]link, 1)}
}

func (x *index) slot(run uint64) *slot { return &x.slots[run&uint64(len(x.slots)-1)] }

// put takes a sample in and gives its number.
func (x *index) put(s *Story, runs []uint64) int32 {
	if 2*(x.used+len(runs)) > len(x.slots) {
		x.grow()
	}
	var n int32
	if last := len(x.idle) - 1; last >= 0 {
		n, x.idle = x.idle[last], x.idle[:last]
	} else {
		n = int32(len(x.samples))
		x.samples = append(x.samples, indexed{})
	}
	x.samples[n] = indexed{story: s, runs: runs}
	for _, r := range runs {
		x.link(n, x.slot(r))
	}
	return n
}

func (x *index) link(sample int32, s *slot) {
	if s.n >= mostOfRun {
		return
	}
	at := x.free
	if at == 0 {
		at = int32(len(x.links))
		x.links = append(x.links, link{})
	} else {
		x.free = x.links[at].next
	}
	x.links[at] = link{sample, s.head}
	s.head, s.n = at, s.n+1
	x.used++
}

// grow makes twice the room and links every sample again, in the order of their
// numbers.
func (x *index) grow() {
	x.slots, x.links, x.free, x.used = make([]slot, 2*len(x.slots)), x.links[:1], 0, 0
	for n, s := range x.samples {
		for _, r := range s.runs {
			x.link(int32(n), x.slot(r))
		}
	}
}

// drop forgets a sample.
func (x *index) drop(n int32) {
	for _, r := range x.samples[n].runs {
		s := x.slot(r)
		for at := &s.head; *at != 0; at = &x.links[*at].next {
			if x.links[*at].sample != n {
				continue
			}
			gone := *at
			*at = x.links[gone].next
			x.links[gone], x.free = link{next: x.free}, gone
			s.n--
			x.used--
			break
		}
	}
	x.samples[n] = indexed{}
	x.idle = append(x.idle, n)
}

// near calls found with each sample that belongs together with a text, and how
// much of the shorter one they share.
func (x *index) near(runs []uint64, found func(s *Story, contained float64)) {
	for _, r := range runs {
		for at := x.slot(r).head; at != 0; at = x.links[at].next {
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
	c := &index{slots: slices.Clone(x.slots), links: slices.Clone(x.links), free: x.free, used: x.used, samples: slices.Clone(x.samples), idle: slices.Clone(x.idle)}
	for i, s := range c.samples {
		if s.story != nil {
			c.samples[i].story = to(s.story)
		}
	}
	return c
}
