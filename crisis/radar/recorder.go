package radar

import "slices"

// Recorder notes what a detector is fed. The mentions must come in the order of
// their time.
type Recorder struct {
	bins  []tapeBin
	begun []tapePart
	parts [][]byte
	cur   *partWriter
	open  tapeBin // of which at and first are known
	n     int     // mentions so far
	most  int
	size  int // mentions of a part
}

// Record begins to note what a detector is fed that was fed nothing yet, until
// there are more than most mentions: a tape is held in memory while it is made,
// some 25 bytes a mention once pack made a part small. pack may be nil.
func (d *Detector) Record(most int, pack func([]byte) []byte) *Recorder {
	d.recorder = &Recorder{most: most, size: usualPart, cur: newPartWriter(pack)}
	return d.recorder
}

// Full reports that there were more mentions than a tape may have: it has none.
func (r *Recorder) Full() bool { return r.n > r.most }

// Stop gives up the tape.
func (r *Recorder) Stop() {
	*r = Recorder{n: r.n + 1, most: -1, size: r.size, cur: newPartWriter(nil)}
}

// Tape is what was noted so far; with the head as it is, and the parts as pack
// made them.
func (r *Recorder) Tape(d *Detector) Tape {
	bins := r.bins
	if !r.open.first.IsZero() { // nobody judged it
		bins = append(slices.Clip(bins), r.binOf(d))
	}
	parts := slices.Clip(r.parts)
	if r.cur.n > 0 {
		parts = append(parts, r.cur.packed())
	}
	return Tape{Head: r.headOf(bins), Parts: parts}
}

// mention notes a mention that was just fed.
func (r *Recorder) mention(d *Detector, m recent) {
	if r.Full() {
		return
	}
	if r.n++; r.Full() {
		r.Stop()
		return
	}
	if !r.open.at.Equal(d.bin) || r.open.first.IsZero() {
		r.open = tapeBin{at: d.bin, first: m.At}
	}
	if r.cur.n == r.size {
		r.parts = append(r.parts, r.cur.packed())
		r.cur = newPartWriter(r.cur.pack)
	}
	step := d.stories.Step()
	if r.cur.n == 0 {
		before := d.stories.Begun()
		if m.story.Posts == 1 {
			before--
		}
		r.begun = append(r.begun, tapePart{stories: before})
		r.cur.stories = before
	}
	r.cur.add(m, step)
}

// bin notes the open bin of a detector, which ends.
func (r *Recorder) bin(d *Detector) {
	if r.Full() || !r.open.at.Equal(d.bin) || r.open.first.IsZero() {
		return
	}
	r.bins = append(r.bins, r.binOf(d))
	r.open = tapeBin{}
}

func (r *Recorder) binOf(d *Detector) tapeBin {
	b := r.open
	for i, s := range Streams() {
		b.counts[i] = d.open[s]
	}
	for _, n := range d.grown {
		b.counts[storiesColumn] = max(b.counts[storiesColumn], n)
	}
	b.reached, b.wide, b.end = d.reached, d.oneWide(Point{At: d.bin}), r.n
	return b
}
