package main

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/server/engine"
	"vigie/store"
)

// mostTaped is how many mentions a tape may have: what is larger is read anew
// each time, so that a replay's memory stays bounded.
const mostTaped = 4_000_000

// taping is the tape of a replay, which the next one reads in the place of the
// messages. It is nil where none can be.
type taping struct {
	kept  store.RadarTape // without its body
	hours []tapedHour
	parts [][]byte
	fed   int // mentions, about
}

// tapedHour is an hour in which anything was said, whether the replay looks for
// it or not: the first and the last message of it, in ms since 1970.
type tapedHour struct{ First, Last int64 }

// tapedReplay is what is kept besides the parts.
type tapedReplay struct {
	Hours  []tapedHour
	Groups []tapedGroup
}

type tapedGroup struct {
	Name string
	Head []byte
	Part int // its first one
}

// taping says under which name the tape of this replay is, and what it is made
// from. Tags of conversations change too often for one.
func (x *replaying) taping(w *store.Workspace, own *tone.Own, before time.Time) (*taping, error) {
	if x.by == "tag" {
		return nil, nil
	}
	state, ok, err := w.TapeState(x.ctx, engine.Weighs)
	if err != nil || !ok {
		return nil, err
	}
	begins, err := w.FirstSaid(x.ctx, before)
	if err != nil {
		return nil, err
	}
	what := []any{x.by, x.whole, begins.UnixMilli(), x.set.Deaf}
	if x.wanted != nil {
		what = append(what, x.wanted.Query.String(), x.wanted.Accounts)
	}
	t := &taping{kept: store.RadarTape{State: state, Until: x.to}}
	if t.kept.Name, err = engine.MarkOf(what); err != nil {
		return nil, err
	}
	t.kept.Mark, err = engine.MarkOf([]any{state.Mark, own, engine.ListsMark(), radar.TapeVersion, version})
	return t, err
}

// more reports that a tape may have another portion.
func (t *taping) more() bool {
	t.fed += portion
	return t.fed <= mostTaped
}

// hear notes when something was said.
func (t *taping) hear(at time.Time) {
	ms := at.UnixMilli()
	if last := len(t.hours) - 1; last >= 0 && t.hours[last].First/hourMillis == ms/hourMillis {
		t.hours[last].Last = ms
		return
	}
	t.hours = append(t.hours, tapedHour{ms, ms})
}

const hourMillis = int64(time.Hour / time.Millisecond)

// wind makes the tape of what was fed, unless it is too large.
func (x *replaying) wind() error {
	t, all := x.tape, tapedReplay{Hours: x.tape.hours}
	for _, name := range slices.Sorted(maps.Keys(x.groups)) {
		g := x.groups[name]
		if g.recorder.Full() {
			return nil
		}
		tape := g.recorder.Tape(g.detector)
		all.Groups = append(all.Groups, tapedGroup{Name: name, Head: tape.Head, Part: len(t.parts)})
		t.parts = append(t.parts, tape.Parts...)
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(all); err != nil {
		return fmt.Errorf("write the tape of a replay: %w", err)
	}
	t.kept.Body = out.Bytes()
	return nil
}

// keep keeps the tape where that can be: not while another program has the
// workspace. A replay without one takes longer and says the same.
func (x *replaying) keep() {
	err := x.with(x.open, func(w *store.Workspace) error { return w.PutRadarTape(x.ctx, x.tape.kept, x.tape.parts) })
	if err != nil {
		x.log().Debug("the tape of the replay is not kept", "err", err)
	}
}

// play runs the detectors over the tape; false where there is none that holds.
func (x *replaying) play(w *store.Workspace) (bool, error) {
	kept, ok, err := w.RadarTape(x.ctx, x.tape.kept.Name, x.tape.kept.Mark, x.to)
	if err != nil || !ok {
		return false, err
	}
	var all tapedReplay
	if err := gob.NewDecoder(bytes.NewReader(kept.Body)).Decode(&all); err != nil {
		x.log().Warn("the tape of a replay is damaged", "err", err)
		return false, nil
	}
	marks := x.listen(all.Hours)
	for _, g := range all.Groups {
		if err = x.playGroup(g, marks, &tapeSource{x, w, kept.Name, g.Part}); err != nil {
			break
		}
	}
	if err == nil {
		x.finish()
		for _, g := range x.groups {
			err = errors.Join(err, g.player.Err())
		}
	}
	if x.ctx.Err() != nil {
		return false, x.ctx.Err()
	}
	if err == nil {
		x.log().Debug("the replay is of a tape", "name", kept.Name)
		return true, nil
	}
	x.log().Warn("the tape of a replay cannot be read", "err", err)
	x.first, x.last, x.ears, x.groups = time.Time{}, time.Time{}, replayEars{}, map[string]*replayed{}
	return false, nil
}

// listened is what is known from a moment on: when the history began, and how
// many gaps there were.
type listened struct {
	at, first time.Time
	gaps      int
}

// listen hears again when something was said.
func (x *replaying) listen(hours []tapedHour) []listened {
	var out []listened
	for _, h := range hours {
		at, last := time.UnixMilli(h.First).UTC(), time.UnixMilli(h.Last).UTC()
		if !x.to.IsZero() && !at.Before(x.to) {
			break
		}
		x.follow(at)
		if x.last = last; !x.to.IsZero() && !last.Before(x.to) {
			x.last = at // the last of the period itself is not known; nothing after it counts
		}
		out = append(out, listened{at: at, first: x.first, gaps: len(x.ears.gaps)})
	}
	return out
}

func (x *replaying) playGroup(t tapedGroup, marks []listened, from radar.Source) error {
	p, err := radar.Play(x.settings, t.Head, from)
	if err != nil {
		return err
	}
	g := &replayed{detector: p.Detector(), player: p}
	now := 0
	for at, ok := p.Next(); ok && (x.to.IsZero() || at.Before(x.to)); at, ok = p.Next() {
		for now+1 < len(marks) && !marks[now+1].at.After(at) {
			now++
		}
		if now >= len(marks) {
			return errors.New("the tape of a replay has no hours")
		}
		if x.groups[t.Name] == nil {
			x.add(t.Name, g, marks[now].first)
		}
		g.hear(x.ears.gaps[:marks[now].gaps])
		g.take(p.Feed())
		if p.Err() != nil || x.ctx.Err() != nil {
			return errors.Join(p.Err(), x.ctx.Err())
		}
	}
	return nil
}

// tapeSource is where the player of a group reads.
type tapeSource struct {
	x    *replaying
	w    *store.Workspace
	name string
	part int
}

func (s *tapeSource) Part(i int) ([]byte, error) { return s.w.TapePart(s.x.ctx, s.name, s.part+i) }

func (s *tapeSource) Text(id string) (string, error) {
	subject, text, err := s.w.TextOf(s.x.ctx, inbox.MessageID(id))
	return engine.Spoken(inbox.Message{Subject: subject, Text: text}), err
}
