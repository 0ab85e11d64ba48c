package radar

import (
	"fmt"
	"sort"
	"time"

	"vigie/crisis/radar/story"
)

// Player runs a detector over a tape as if its mentions were fed, under any
// settings: bin by bin, and the mentions only where an alert is judged by them.
// It is not safe for concurrent use.
type Player struct {
	tapeHead
	d     *Detector
	from  Source
	next  int // bin
	upto  int // mentions that were said by now
	have  int // mentions up to here were put into d.recent
	read  []readPart
	begun map[int][]string     // ids of the posts that began the stories of a part
	known map[int]*story.Story // by number: the first post's id, and whether it is one
	told  map[int]*retold      // by number
	err   error
}

// Source is where a Player has the parts of a tape and the texts of messages
// from.
type Source interface {
	Part(i int) ([]byte, error)
	Text(id string) (string, error)
}

// readPart is a part that is at hand.
type readPart struct {
	i       int
	entries []tapeEntry
}

// partsHeld is how many parts are held at once.
const partsHeld = 6

// retold is a story as it was when so many mentions had been said.
type retold struct {
	story *story.Story
	upto  int
}

// Play begins to run a detector over a tape. A head that is damaged or of
// another version is an error.
func Play(s Settings, head []byte, from Source) (*Player, error) {
	r := tapeReader{raw: head}
	p := &Player{d: New(s), from: from, begun: map[int][]string{}, known: map[int]*story.Story{}, told: map[int]*retold{}}
	var err error
	if p.tapeHead, err = r.head(); err != nil {
		return nil, err
	}
	p.d.player = p
	return p, nil
}

// Detector is the detector that is run. Advance closes what is left open.
func (p *Player) Detector() *Detector { return p.d }

// Err is what went wrong: then nothing that the detector said holds.
func (p *Player) Err() error { return p.err }

// Next is when the first mention of the next bin came; false is the end.
func (p *Player) Next() (time.Time, bool) {
	if p.next == len(p.bins) {
		return time.Time{}, false
	}
	return p.bins[p.next].first, true
}

// Feed feeds the mentions of the next bin and gives the alerts that changed
// before them.
func (p *Player) Feed() []Alert {
	b := p.bins[p.next]
	changed := p.d.Advance(b.first)
	for i, s := range Streams() {
		if b.counts[i] > 0 {
			p.d.open[s] = b.counts[i]
		}
	}
	p.d.reached, p.upto = b.reached, b.end
	p.next++
	return changed
}

// wide is oneWide of the bin that begins at a time.
func (p *Player) wide(at time.Time) bool {
	return p.next > 0 && p.bins[p.next-1].at.Equal(at) && p.bins[p.next-1].wide
}

// fill gives the detector the mentions of the last two hours.
func (p *Player) fill(d *Detector) {
	if p.have >= p.upto || p.err != nil {
		return
	}
	oldest := d.bin.Add(Bin).Add(-window)
	i := sort.Search(p.next, func(i int) bool { return !p.bins[i].at.Add(Bin).Before(oldest) })
	if i > 0 {
		p.have = max(p.have, p.bins[i-1].end)
	}
	for ; p.have < p.upto; p.have++ {
		e := p.entry(p.have)
		if e == nil {
			return
		}
		if e.At.Before(oldest) {
			continue
		}
		d.recent = append(d.recent, recent{Mention: e.Mention, story: p.storyOf(e.story, e.short), reach: e.reach})
	}
}

// entry gives a mention; nil when its part cannot be read.
func (p *Player) entry(n int) *tapeEntry {
	i := n / p.size
	for _, r := range p.read {
		if r.i == i {
			if n -= i * p.size; n < len(r.entries) {
				return &r.entries[n]
			}
			return p.fail(errTape)
		}
	}
	raw, err := p.part(i)
	if err != nil {
		return p.fail(err)
	}
	r := tapeReader{raw: raw}
	entries, err := r.part(p.parts[i].stories)
	if err != nil {
		return p.fail(err)
	}
	if len(p.read) == partsHeld {
		p.read = append(p.read[:0], p.read[1:]...)
	}
	p.read = append(p.read, readPart{i, entries})
	return p.entry(n)
}

func (p *Player) part(i int) ([]byte, error) {
	raw, err := p.from.Part(i)
	if err != nil {
		return nil, fmt.Errorf("read a part of a tape: %w", err)
	}
	return raw, nil
}

func (p *Player) fail(err error) *tapeEntry {
	if p.err == nil {
		p.err = err
	}
	return nil
}

// storyOf gives a story by its number, of which its name is known and no more.
func (p *Player) storyOf(number int, short bool) *story.Story {
	if s := p.known[number]; s != nil {
		return s
	}
	s := story.Begin(story.Post{ID: p.firstOf(number)}, number, short)
	p.known[number] = s
	return s
}

// partOf is the part in which a story began.
func (p *Player) partOf(number int) int {
	return sort.Search(len(p.parts), func(i int) bool { return p.parts[i].stories > number }) - 1
}

// firstOf is the id of the post that began a story.
func (p *Player) firstOf(number int) string {
	i := p.partOf(number)
	if i < 0 {
		p.fail(errTape)
		return ""
	}
	if p.begun[i] == nil {
		raw, err := p.part(i)
		if err != nil {
			p.fail(err)
			return ""
		}
		r := tapeReader{raw: raw}
		p.begun[i] = r.begun()
	}
	if n := number - p.parts[i].stories; n < len(p.begun[i]) {
		return p.begun[i][n]
	}
	p.fail(errTape)
	return ""
}

// tell gives a story as it began, or as far as it was told already.
func (p *Player) tell(number int) *retold {
	if t := p.told[number]; t != nil {
		return t
	}
	i := max(p.partOf(number), 0)
	for n := i * p.size; n < min((i+1)*p.size, p.n); n++ {
		e := p.entry(n)
		if e == nil {
			return nil
		}
		if e.story == number {
			t := &retold{story: story.Begin(e.post(), number, e.short), upto: n}
			p.told[number] = t
			return t
		}
	}
	p.fail(errTape)
	return nil
}

func (e *tapeEntry) post() story.Post {
	return story.Post{ID: e.ID, Author: e.Author, Channel: e.Channel, At: e.At, Followers: e.Followers}
}

// whole is a story as it was when the mentions up to now had been said, with
// its texts.
func (p *Player) whole(s *story.Story) *story.Story {
	t := p.tell(s.Number())
	if t == nil {
		return s
	}
	p.retell(t, p.upto)
	return t.story.Worded(func(id string) string {
		text, err := p.from.Text(id)
		if err != nil {
			p.fail(fmt.Errorf("read the text of a message: %w", err))
		}
		return text
	})
}

// retell tells a story on until so many mentions had been said.
func (p *Player) retell(t *retold, upto int) {
	number := t.story.Number()
	for ; t.upto < upto; t.upto++ {
		e := p.entry(t.upto)
		if e == nil {
			return
		}
		if e.story != number {
			continue
		}
		for _, other := range e.joined {
			from := p.tell(other)
			if from == nil {
				return
			}
			p.retell(from, t.upto)
			t.story.Absorb(from.story)
		}
		t.story.Take(e.post(), e.sampled)
	}
}
