package story

import (
	"maps"
	"slices"
	"time"
)

// Memory is a Grouping in plain columns, to be kept and taken up again: a row a
// story in the first columns, and behind them what each has several of. It is
// for encoding/gob; a grouping made of it finds what the first one found.
type Memory struct {
	Window, Swept int64 // nanoseconds, microseconds since 1970
	First         Posts
	Wider         Posts // the widest posts that are not the first ones
	Last, Aged    []int64
	Posts, Known  []int
	Reach         []float64
	Words         []uint64
	Flags         []byte
	Authors       []int // how many of those below each has
	AuthorNames   []string
	AuthorTimes   []int64
	Channels      []int
	ChannelNames  []string
	ChannelPosts  []int
	Samples       []int
	SampleTexts   []string // "" is the first post's
	Begun         int
	Numbers       []int // of the stories; a memory of before them has none
}

// Posts are posts in columns. Followers are one more, 0 is unknown.
type Posts struct {
	ID, Author, Channel, Text []string
	At, Followers             []int64
}

// What the flags of a story say.
const (
	isShort = 1 << iota
	isExact // its whole text is looked for
	widestFirst
	widestOther
	isLoose // joined into another story or forgotten, but still spoken of
)

func (c *Posts) put(p Post) {
	c.ID, c.Author, c.Channel, c.Text = append(c.ID, p.ID), append(c.Author, p.Author), append(c.Channel, p.Channel), append(c.Text, p.Text)
	followers := int64(0)
	if p.Followers != nil {
		followers = max(*p.Followers, 0) + 1
	}
	c.At, c.Followers = append(c.At, p.At.UnixMicro()), append(c.Followers, followers)
}

func (c *Posts) at(i int) Post {
	p := Post{ID: c.ID[i], Author: c.Author[i], Channel: c.Channel[i], Text: c.Text[i], At: moment(c.At[i])}
	if n := c.Followers[i] - 1; n >= 0 {
		p.Followers = &n
	}
	return p
}

func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// Remember gives what is to be kept. loose are stories that the grouping has no
// more and that the caller still speaks of; the rows of all stories are numbered
// in what comes back.
func (g *Grouping) Remember(loose []*Story) (Memory, map[*Story]int) {
	m := Memory{Window: int64(g.window), Swept: g.swept.UnixMicro(), Begun: g.begun}
	rows := make(map[*Story]int, len(g.stories))
	for _, a := range g.ageing {
		if g.stories[a.story.ID] == a.story {
			rows[a.story] = m.add(a.story, a.last, g.byWords[a.story.words] == a.story.ID)
		}
	}
	for _, s := range loose {
		if _, there := rows[s]; !there {
			rows[s] = m.add(s, s.Last, false)
			m.Flags[rows[s]] |= isLoose
		}
	}
	return m, rows
}

func (m *Memory) add(s *Story, aged time.Time, exact bool) (row int) {
	row = len(m.Last)
	m.First.put(s.First)
	m.Last, m.Aged = append(m.Last, s.Last.UnixMicro()), append(m.Aged, aged.UnixMicro())
	m.Posts, m.Known = append(m.Posts, s.Posts), append(m.Known, s.known)
	m.Reach, m.Words = append(m.Reach, s.Reach), append(m.Words, s.words)
	m.Flags = append(m.Flags, m.flags(s, exact))
	m.Numbers = append(m.Numbers, s.number)
	m.Authors, m.Channels, m.Samples = append(m.Authors, len(s.Authors)), append(m.Channels, len(s.Channels)), append(m.Samples, len(s.samples))
	for _, name := range slices.Sorted(maps.Keys(s.Authors)) {
		m.AuthorNames, m.AuthorTimes = append(m.AuthorNames, name), append(m.AuthorTimes, s.Authors[name].UnixMicro())
	}
	for _, name := range slices.Sorted(maps.Keys(s.Channels)) {
		m.ChannelNames, m.ChannelPosts = append(m.ChannelNames, name), append(m.ChannelPosts, s.Channels[name])
	}
	for _, x := range s.samples {
		text := x.text
		if text == s.First.Text {
			text = ""
		}
		m.SampleTexts = append(m.SampleTexts, text)
	}
	return row
}

func (m *Memory) flags(s *Story, exact bool) byte {
	flags := byte(0)
	if s.short {
		flags |= isShort
	}
	if exact {
		flags |= isExact
	}
	switch {
	case s.widest.Followers == nil:
	case s.widest.ID == s.First.ID:
		flags |= widestFirst
	default:
		flags |= widestOther
		m.Wider.put(s.widest)
	}
	return flags
}

// Recall makes the grouping that a memory is of; the stories come back in the
// order of their rows.
func Recall(m *Memory) (*Grouping, []*Story) {
	g := New(time.Duration(m.Window))
	g.swept, g.begun = moment(m.Swept), m.Begun
	c := cursor{m: m}
	out := make([]*Story, len(m.Last))
	for i := range out {
		s := c.story(i)
		out[i] = s
		if m.Flags[i]&isLoose != 0 {
			c.samples(i, nil)
			continue
		}
		g.stories[s.ID] = s
		g.ageing = append(g.ageing, aged{s, moment(m.Aged[i])})
		if m.Flags[i]&isExact != 0 {
			g.byWords[s.words] = s.ID
		}
		c.samples(i, func(text string) {
			g.reader.read(text)
			s.samples = append(s.samples, sample{text, g.index.put(s, slices.Clone(g.reader.runs))})
		})
	}
	return g, out
}

// cursor goes through what stories have several of.
type cursor struct {
	m                              *Memory
	author, channel, sample, wider int
}

func (c *cursor) story(i int) *Story {
	m := c.m
	s := &Story{
		First: m.First.at(i), Posts: m.Posts[i], Reach: m.Reach[i], Last: moment(m.Last[i]), known: m.Known[i], words: m.Words[i],
		short: m.Flags[i]&isShort != 0, Authors: make(map[string]time.Time, m.Authors[i]), Channels: make(map[string]int, m.Channels[i]),
	}
	s.ID = ID(s.First.ID)
	if i < len(m.Numbers) {
		s.number = m.Numbers[i]
	}
	for range m.Authors[i] {
		s.Authors[m.AuthorNames[c.author]] = moment(m.AuthorTimes[c.author])
		c.author++
	}
	for range m.Channels[i] {
		s.Channels[m.ChannelNames[c.channel]] = m.ChannelPosts[c.channel]
		c.channel++
	}
	switch {
	case m.Flags[i]&widestFirst != 0:
		s.widest = s.First
	case m.Flags[i]&widestOther != 0:
		s.widest = m.Wider.at(c.wider)
		c.wider++
	}
	return s
}

// samples calls take with each version of a story; nil passes over them.
func (c *cursor) samples(i int, take func(text string)) {
	for range c.m.Samples[i] {
		text := c.m.SampleTexts[c.sample]
		c.sample++
		if text == "" {
			text = c.m.First.Text[i]
		}
		if take != nil {
			take(text)
		}
	}
}

// Sound reports whether the columns fit each other, as those of a Memory that
// was written whole do.
func (m *Memory) Sound() bool {
	n := len(m.Last)
	return m.First.sound(n) && m.Wider.sound(len(m.Wider.ID)) && equal(n, len(m.Aged), len(m.Posts), len(m.Known), len(m.Reach), len(m.Words), len(m.Flags), len(m.Authors), len(m.Channels), len(m.Samples)) &&
		equal(total(m.Authors), len(m.AuthorNames), len(m.AuthorTimes)) && equal(total(m.Channels), len(m.ChannelNames), len(m.ChannelPosts)) &&
		total(m.Samples) == len(m.SampleTexts) && m.others() == len(m.Wider.ID)
}

func (c *Posts) sound(n int) bool {
	return equal(n, len(c.ID), len(c.Author), len(c.Channel), len(c.Text), len(c.At), len(c.Followers))
}

func (m *Memory) others() int {
	n := 0
	for _, f := range m.Flags {
		if f&widestOther != 0 && f&widestFirst == 0 {
			n++
		}
	}
	return n
}

func equal(n int, of ...int) bool {
	return !slices.ContainsFunc(of, func(v int) bool { return v != n })
}

// total is the sum, -1 where a value cannot be.
func total(of []int) int {
	sum := 0
	for _, v := range of {
		if v < 0 || v > 1<<30 {
			return -1
		}
		sum += v
	}
	return sum
}
