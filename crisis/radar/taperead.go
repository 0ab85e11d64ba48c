package radar

import (
	"encoding/binary"
	"math"
	"time"
)

// tapeReader reads what was written; bad is set where it cannot have been.
type tapeReader struct {
	raw []byte
	bad bool
}

func (r *tapeReader) uint() uint64 {
	v, n := binary.Uvarint(r.raw)
	r.took(n)
	return v
}

func (r *tapeReader) int() int64 {
	v, n := binary.Varint(r.raw)
	r.took(n)
	return v
}

// took passes over what a number took; none is no number.
func (r *tapeReader) took(n int) {
	if n <= 0 {
		r.bad, r.raw = true, nil
		return
	}
	r.raw = r.raw[n:]
}

// size reads how many of something follow that have so many bytes each at least.
func (r *tapeReader) size(each int) int {
	v := r.uint()
	if v > uint64(len(r.raw)/each) {
		r.bad = true
		return 0
	}
	return int(v)
}

func (r *tapeReader) bytes(n int) []byte {
	if n > len(r.raw) {
		r.bad, n = true, len(r.raw)
	}
	out := r.raw[:n]
	r.raw = r.raw[n:]
	return out
}

func (r *tapeReader) byte() byte {
	if raw := r.bytes(1); len(raw) == 1 {
		return raw[0]
	}
	return 0
}

func (r *tapeReader) float() float64 {
	raw := r.bytes(8)
	if len(raw) < 8 {
		return 0
	}
	return math.Float64frombits(binary.BigEndian.Uint64(raw))
}

// tapeHead is what headOf wrote.
type tapeHead struct {
	bins    []tapeBin
	parts   []tapePart
	n, size int // mentions, and those of a part
}

func (r *tapeReader) head() (tapeHead, error) {
	var h tapeHead
	if r.uint() != TapeVersion {
		return h, errTape
	}
	n, size := r.uint(), r.uint()
	h.parts = make([]tapePart, r.size(1))
	many := r.uint()
	if n > 1<<40 || size == 0 || size > mostOfPart || (n+size-1)/size != uint64(len(h.parts)) || many > uint64(len(r.raw)/16) {
		return h, errTape
	}
	h.n, h.size = int(n), int(size)
	for i := range h.parts {
		h.parts[i].stories = int(min(r.uint(), n))
	}
	at := int64(0)
	for range many {
		at += r.int()
		b := tapeBin{at: moment(at), first: moment(at + int64(r.uint()))}
		for i := range b.counts {
			b.counts[i] = float64(r.uint())
		}
		b.reached, b.wide, b.end = r.float(), r.uint() == 1, int(min(r.uint(), n))
		if last := len(h.bins) - 1; last >= 0 && (b.end < h.bins[last].end || !b.at.After(h.bins[last].at)) || !b.sound() {
			return h, errTape
		}
		h.bins = append(h.bins, b)
	}
	if r.bad || len(h.bins) > 0 && h.bins[len(h.bins)-1].end != h.n {
		return h, errTape
	}
	return h, nil
}

func (b *tapeBin) sound() bool {
	return b.first.Truncate(Bin).Equal(b.at) && b.reached >= 0 && b.reached < math.MaxFloat32
}

// columns reads what is common to all uses of a part: how many mentions there
// are, the names and words, and the columns.
func (r *tapeReader) columns() (n int, texts []string, columns [10]tapeReader) {
	n = r.size(5)
	texts = make([]string, r.size(1))
	for i := range texts {
		texts[i] = string(r.bytes(r.size(1)))
	}
	for i := range columns {
		columns[i].raw = r.bytes(r.size(1))
	}
	return n, texts, columns
}

// begun gives the ids of the posts that began a story in a part.
func (r *tapeReader) begun() []string {
	n, _, columns := r.columns()
	out := []string{}
	for range n {
		id, flags := columns[columnID].bytes(columns[columnID].size(1)), columns[columnFlags].byte()
		if flags&entryBegins != 0 {
			out = append(out, string(id))
		}
	}
	return out
}

// part reads what a partWriter wrote, and numbers what began in it.
func (r *tapeReader) part(stories int) ([]tapeEntry, error) {
	n, texts, columns := r.columns()
	p := partReader{columns: &columns, texts: texts, stories: stories}
	out := make([]tapeEntry, n)
	for i := range out {
		p.entry(&out[i])
	}
	p.joined(out)
	for i := range columns {
		p.bad = p.bad || columns[i].bad
	}
	if r.bad || p.bad || n > mostOfPart {
		return nil, errTape
	}
	return out, nil
}

type partReader struct {
	columns *[10]tapeReader
	texts   []string
	stories int
	at      int64
	bad     bool
}

func (p *partReader) text(column int) string {
	n := p.columns[column].uint()
	if n >= uint64(len(p.texts)) {
		p.bad = true
		return ""
	}
	return p.texts[n]
}

func (p *partReader) words() []string {
	n := p.columns[columnWords].size(1)
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = p.text(columnWords)
	}
	return out
}

func (p *partReader) entry(e *tapeEntry) {
	c := p.columns
	e.ID = string(c[columnID].bytes(c[columnID].size(1)))
	p.at += c[columnAt].int()
	e.At = time.UnixMicro(p.at).UTC()
	e.Author, e.Channel = p.text(columnAuthor), p.text(columnChannel)
	e.Words, e.Risk = p.words(), p.words()
	flags := c[columnFlags].byte()
	if flags&entryFollowed != 0 {
		n := c[columnFollowers].int()
		e.Followers, e.reach = &n, reachBy(n)
	} else {
		e.reach = c[columnReach].float()
	}
	e.Negative, e.Unsure, e.Weighty = flags&entryNegative != 0, flags&entryUnsure != 0, flags&entryWeighty != 0
	e.short, e.sampled = flags&entryShort != 0, flags&entrySampled != 0
	if flags&entryBegins != 0 {
		e.story = p.stories
		p.stories++
		return
	}
	e.story = int(c[columnStory].uint())
	if e.story < 0 || e.story >= p.stories {
		p.bad = true
	}
}

// joined gives the entries the stories that they joined.
func (p *partReader) joined(list []tapeEntry) {
	c := &p.columns[columnJoined]
	for len(c.raw) > 0 && !c.bad {
		at, from := c.uint(), c.uint()
		if at >= uint64(len(list)) || from >= uint64(p.stories) || int(from) == list[at].story {
			p.bad = true
			return
		}
		list[at].joined = append(list[at].joined, int(from))
	}
}
