package radar

import (
	"encoding/binary"
	"math"

	"vigie/crisis/radar/story"
)

// storiesColumn is the place of Stories among Streams.
const storiesColumn = 2

// What the flags of an entry say.
const (
	entryNegative = 1 << iota
	entryUnsure
	entryWeighty
	entryShort
	entrySampled
	entryBegins   // its story
	entryFollowed // by how many is known
)

// partWriter writes the mentions of a part by columns, so that they are small
// once they are packed. Names and words are written once and numbered.
type partWriter struct {
	pack    func([]byte) []byte
	n       int
	stories int // before the part
	last    int64
	numbers map[string]uint64
	texts   []byte
	columns [10][]byte
}

// The columns of a part.
const (
	columnID = iota
	columnAt
	columnAuthor
	columnChannel
	columnFollowers
	columnFlags
	columnWords
	columnStory
	columnJoined
	columnReach // of those whose followers are not known
)

func newPartWriter(pack func([]byte) []byte) *partWriter {
	return &partWriter{pack: pack, numbers: map[string]uint64{}}
}

func (w *partWriter) uint(column int, v uint64) {
	w.columns[column] = binary.AppendUvarint(w.columns[column], v)
}

func (w *partWriter) text(column int, text string) {
	n, there := w.numbers[text]
	if !there {
		n = uint64(len(w.numbers))
		w.numbers[text] = n
		w.texts = appendText(w.texts, text)
	}
	w.uint(column, n)
}

func appendText(out []byte, text string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(text))), text...)
}

func (w *partWriter) add(m recent, step story.Step) {
	w.n++
	w.columns[columnID] = appendText(w.columns[columnID], m.ID)
	at := m.At.UnixMicro()
	w.columns[columnAt] = binary.AppendVarint(w.columns[columnAt], at-w.last)
	w.last = at
	w.text(columnAuthor, m.Author)
	w.text(columnChannel, m.Channel)
	if m.Followers == nil {
		w.columns[columnReach] = binary.BigEndian.AppendUint64(w.columns[columnReach], math.Float64bits(m.reach))
	} else {
		w.columns[columnFollowers] = binary.AppendVarint(w.columns[columnFollowers], *m.Followers)
	}
	for _, list := range [][]string{m.Words, m.Risk} {
		w.uint(columnWords, uint64(len(list)))
		for _, word := range list {
			w.text(columnWords, word)
		}
	}
	w.columns[columnFlags] = append(w.columns[columnFlags], flagsOf(m, step))
	if m.story.Posts == 1 {
		w.stories++
	} else {
		w.uint(columnStory, uint64(m.story.Number()))
	}
	for _, from := range step.Joined {
		w.uint(columnJoined, uint64(w.n-1))
		w.uint(columnJoined, uint64(from.Number()))
	}
}

func flagsOf(m recent, step story.Step) byte {
	flags := byte(0)
	set := func(bit byte, is bool) {
		if is {
			flags |= bit
		}
	}
	set(entryNegative, m.Negative)
	set(entryUnsure, m.Unsure)
	set(entryWeighty, m.Weighty)
	set(entryShort, m.story.Short())
	set(entrySampled, step.Sampled)
	set(entryBegins, m.story.Posts == 1)
	set(entryFollowed, m.Followers != nil)
	return flags
}

// packed is the part as it is kept.
func (w *partWriter) packed() []byte {
	out := binary.AppendUvarint(nil, uint64(w.n))
	out = binary.AppendUvarint(out, uint64(len(w.numbers)))
	out = append(out, w.texts...)
	for _, c := range w.columns {
		out = binary.AppendUvarint(out, uint64(len(c)))
		out = append(out, c...)
	}
	if w.pack != nil {
		return w.pack(out)
	}
	return out
}

// headOf writes what every replay reads.
func (r *Recorder) headOf(bins []tapeBin) []byte {
	out := binary.AppendUvarint(nil, TapeVersion)
	for _, v := range []int{r.n, r.size, len(r.begun), len(bins)} {
		out = binary.AppendUvarint(out, uint64(v))
	}
	for _, p := range r.begun {
		out = binary.AppendUvarint(out, uint64(p.stories))
	}
	last := int64(0)
	for _, b := range bins {
		at := b.at.UnixMicro()
		out = binary.AppendVarint(out, at-last)
		last = at
		out = binary.AppendUvarint(out, uint64(b.first.UnixMicro()-at))
		for _, c := range b.counts {
			out = binary.AppendUvarint(out, uint64(c))
		}
		out = binary.BigEndian.AppendUint64(out, math.Float64bits(b.reached))
		wide := uint64(0)
		if b.wide {
			wide = 1
		}
		out = binary.AppendUvarint(out, wide)
		out = binary.AppendUvarint(out, uint64(b.end))
	}
	return out
}
