package main

import (
	"slices"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/server/engine"
	"vigie/store"
)

// How many messages are read for their tones at a time, and how many such
// portions wait at most: the memory of a replay does not grow with its history.
const (
	portion = 512
	ahead   = 4
)

// heard is a portion of the history whose tones are being read.
type heard struct {
	first    time.Time    // when the history that it belongs to begins
	gaps     []radar.Span // in which nobody had listened by then
	said     []store.Said
	mentions []radar.Mention
	untaped  bool // there is more than a tape may have
	done     chan struct{}
}

// stream feeds what was said to the detectors in its order, while the tones of
// what comes next are read beside it.
func (x *replaying) stream(said func(emit func(store.Said) error) error) error {
	queue, fed := make(chan *heard, ahead), make(chan struct{})
	go func() {
		defer close(fed)
		for h := range queue {
			<-h.done
			for i, s := range h.said {
				x.feed(s, h.mentions[i], h)
			}
		}
	}()
	var h *heard
	flush := func() {
		if h != nil {
			go h.read(x.tones)
			queue <- h
			h = nil
		}
	}
	err := said(func(s store.Said) error {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		if x.tape != nil {
			x.tape.hear(s.Message.SentAt)
		}
		if x.follow(s.Message.SentAt) {
			flush()
		}
		if !x.counts(s) {
			return nil
		}
		if h == nil {
			h = &heard{first: x.first, gaps: x.ears.gaps, untaped: x.tape == nil || !x.tape.more(), said: make([]store.Said, 0, portion), done: make(chan struct{})}
		}
		if h.said = append(h.said, s); len(h.said) == portion {
			flush()
		}
		return nil
	})
	flush()
	close(queue)
	<-fed
	return err
}

func (h *heard) read(tones *tone.Reader) {
	defer close(h.done)
	h.mentions = make([]radar.Mention, len(h.said))
	for i, s := range h.said {
		h.mentions[i] = engine.MentionOf(s, tones)
	}
}

// follow notes when something was said, and reports that what comes is to be
// judged by something new: a history begins with it, or a gap ends.
func (x *replaying) follow(at time.Time) bool {
	begins := x.first.IsZero() || radar.Forgotten(at.Sub(x.last))
	if x.last = at; begins {
		x.first = at
		x.ears = replayEars{Listening: radar.Listening{Week: x.settings.Week}, hour: at.Truncate(time.Hour).Add(-time.Hour), gaps: x.ears.gaps}
	}
	return x.ears.hear(at) || begins
}

// replayEars tell from all accounts together when nobody listened.
type replayEars struct {
	radar.Listening
	hour time.Time // the last one that was told of
	gaps []radar.Span
}

// hear notes that something was said, and reports that a gap ends with it.
func (e *replayEars) hear(at time.Time) bool {
	ended := false
	for hour := at.Truncate(time.Hour); e.hour.Before(hour); {
		e.hour = e.hour.Add(time.Hour)
		if gap, ok := e.Hour(e.hour, e.hour.Equal(hour)); ok {
			e.gaps, ended = append(e.gaps, gap), true
		}
	}
	return ended
}

// counts reports whether a message is looked for.
func (x *replaying) counts(s store.Said) bool {
	if x.wanted == nil {
		return true
	}
	hit, _ := x.wanted.Hit(s.Message, s.Channel)
	return hit && x.set.Hears(alert.Voice(s.Channel, s.Message.Author.Handle))
}

// feed feeds a message to the detectors of its groups.
func (x *replaying) feed(s store.Said, m radar.Mention, h *heard) {
	for _, name := range x.groupsOf(s) {
		g := x.group(name, h.first)
		if g.recorder != nil && h.untaped {
			g.recorder.Stop()
		}
		g.hear(h.gaps)
		g.take(g.detector.Feed(m))
	}
}

// hear tells a detector of the gaps that it does not know of.
func (g *replayed) hear(gaps []radar.Span) {
	for ; g.told < len(gaps); g.told++ {
		g.detector.Missed(gaps[g.told])
	}
}

// group gives the detector of a group. That a query found nothing before, or
// that nobody gave a tag, is history too; an account or a channel that was
// connected later has none.
func (x *replaying) group(name string, first time.Time) *replayed {
	if g := x.groups[name]; g != nil {
		return g
	}
	g := &replayed{detector: radar.New(x.settings)}
	if x.tape != nil {
		g.recorder = g.detector.Record(mostTaped, x.pack)
	}
	x.add(name, g, first)
	return g
}

func (x *replaying) add(name string, g *replayed, first time.Time) {
	if x.by != "account" && x.by != "channel" {
		g.detector.Advance(first)
	}
	x.groups[name] = g
}

func (x *replaying) groupsOf(s store.Said) []string {
	switch x.by {
	case "account":
		return []string{s.AccountName}
	case "channel":
		return []string{string(s.Channel)}
	case "tag":
		if len(s.Tags) == 0 {
			return []string{""}
		}
		return s.Tags
	default:
		return []string{x.whole}
	}
}

func (g *replayed) take(changed []radar.Alert) {
	for _, a := range changed {
		if i := slices.IndexFunc(g.alerts, func(b radar.Alert) bool { return b.ID == a.ID }); i >= 0 {
			g.alerts[i] = a
		} else {
			g.alerts = append(g.alerts, a)
		}
	}
}
