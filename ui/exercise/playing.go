package exercise

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
	"vigie/ui/place"
)

// animator is the animator's place as it was built: what changes while one is
// played is set, so that nobody loses the focus.
type animator struct {
	over, follows, mayEnd bool // what it was built for

	state *kit.Column // how it stands
	pace  *kit.ChoiceChips
	pause *kit.Button
	next  *kit.Column // what comes
}

// drawPlaying shows the animator's place: what comes next, at which pace, and
// how far the people are.
func (s *Screen) drawPlaying() {
	p := s.playing
	if s.acts == nil || s.acts.over != p.Over || s.acts.follows != p.Follows || s.acts.mayEnd != p.MayEnd {
		s.build()
	}
	s.acts.state.Set(kit.NewChipRow(s.chips()...))
	if s.acts.pace != nil {
		s.acts.pace.SetSelected(strconv.Itoa(s.playing.Pace))
		s.acts.pause.SetText(s.t(s.pauseID()))
		s.acts.next.Set(s.coming()...)
	}
	s.column.Refresh()
	s.side.Set(s.facts()...)
}

// build makes the animator's place, without what changes; for who follows, what
// they are in.
func (s *Screen) build() {
	p := s.playing
	a := &animator{over: p.Over, follows: p.Follows, mayEnd: p.MayEnd, state: kit.NewColumn(0), next: kit.NewColumn(12)}
	s.acts = a
	title, leave := "exercise.animator", s.button(kit.Secondary, "exercise.leave")
	if p.Follows {
		title = "exercise.taking-part"
	}
	objs := []fyne.CanvasObject{kit.NewTitled(s.t(title)), a.state}
	switch {
	case p.Over:
		objs = append(objs, kit.NewParagraph(s.t("exercise.over-text"), kit.Body(), kit.Ink), kit.NewActs().Left(s.button(kit.Primary, "exercise.leave")))
	case p.Follows:
		acts := []fyne.CanvasObject{leave}
		if p.MayEnd {
			acts = append(acts, s.button(kit.Danger, "exercise.end"))
		}
		objs = append(objs, kit.NewParagraph(s.tt("exercise.taking-part-text", map[string]any{"Leader": p.Leader}), kit.Body(), kit.Ink), kit.NewActs().Left(acts...))
	default:
		a.pause = s.button(kit.Primary, s.pauseID()) // one key pauses and goes on
		a.pace = s.paceField(p.Paces, p.Pace, func(n int) {
			s.do("", func(ctx context.Context) error { return s.desk.SetExercisePace(ctx, n) })
		})
		objs = append(objs,
			kit.NewParagraph(s.animating(), kit.Body(), kit.Mute),
			kit.NewFormRow(s.t("exercise.pace-label"), a.pace).Column(labels),
			kit.NewActs().Left(a.pause, s.button(kit.Secondary, "exercise.next"), s.button(kit.Secondary, "exercise.say")),
			kit.NewActs().Left(s.button(kit.Danger, "exercise.end"), leave),
			kit.NewHeading(s.t("exercise.coming")).Flush(), a.next)
	}
	s.column.Set(objs...)
	s.stage.SetCentre(s.scroll)
}

// animating says what the animator does.
func (s *Screen) animating() string {
	if s.playing.Team {
		return s.t("exercise.animator-team")
	}
	return s.t("exercise.animator-text")
}

func (s *Screen) pauseID() string {
	if s.playing.Paused {
		return "exercise.resume"
	}
	return "exercise.pause-messages"
}

func (s *Screen) button(kind kit.Kind, id string) *kit.Button { return place.Button(s.host, kind, id) }

func (s *Screen) chips() []fyne.CanvasObject {
	p := s.playing
	state := kit.ChipSpec{Text: s.t("exercise.runs"), Tone: kit.Good}
	switch {
	case p.Over:
		state = kit.ChipSpec{Text: s.t("exercise.ended"), Tone: kit.Plain}
	case p.Prepared:
		state = kit.ChipSpec{Text: s.t("exercise.prepared"), Tone: kit.Caution}
	case p.Paused:
		state = kit.ChipSpec{Text: s.t("exercise.paused"), Tone: kit.Caution}
	case p.Sent >= p.All && !p.Follows:
		state = kit.ChipSpec{Text: s.t("exercise.all-came"), Tone: kit.Plain}
	}
	chips := []fyne.CanvasObject{
		kit.NewChip(kit.ChipSpec{Text: s.t("exercise.word"), Tone: kit.Special}), kit.NewChip(state),
		kit.NewChip(kit.ChipSpec{Text: p.Title}), kit.NewChip(kit.ChipSpec{Text: p.Book}),
	}
	if p.Follows { // how much is to come would be told too
		return chips
	}
	return append(chips, kit.NewChip(kit.ChipSpec{Text: s.tt("exercise.count", map[string]any{"Sent": p.Sent, "All": p.All})}))
}

// present lists who takes part in an exercise of the team.
func (s *Screen) present() []fyne.CanvasObject {
	if !s.playing.Team {
		return nil
	}
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("exercise.present"))}
	for _, one := range s.playing.Present {
		row, is := kit.NewKeyValue(one.Name, ""), "exercise.away"
		if one.Here {
			is = "exercise.here"
		}
		row.Set(s.t(is), kit.Plain)
		objs = append(objs, row)
	}
	if len(s.playing.Present) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("exercise.present-unknown"), kit.Small(), kit.Mute))
	}
	return objs
}

// coming lists what comes next.
func (s *Screen) coming() []fyne.CanvasObject {
	if len(s.playing.Coming) == 0 {
		return []fyne.CanvasObject{kit.NewParagraph(s.t("exercise.no-more"), kit.Body(), kit.Mute)}
	}
	var out []fyne.CanvasObject
	f := s.formats()
	for _, c := range s.playing.Coming {
		in := c.In / time.Duration(max(1, s.playing.Pace))
		when := s.t("exercise.now")
		if in >= time.Minute {
			when = s.tt("exercise.in", map[string]any{"Span": f.Span(in)})
		}
		out = append(out,
			kit.NewChipRow(kit.NewChip(kit.ChipSpec{Text: when, Tone: kit.Brand}), kit.NewChip(kit.ChipSpec{Text: s.t("exercise.voice-" + c.Who)}), kit.NewChip(kit.ChipSpec{Text: s.t("exercise.place-" + c.On)})),
			kit.NewParagraph(c.Name+" – "+c.Text, kit.Body(), kit.Ink))
	}
	return out
}

// facts are the times of the exercise, counted from its first message.
func (s *Screen) facts() []fyne.CanvasObject {
	p, f := s.playing, s.formats()
	objs := append(s.present(), kit.NewHeading(s.t("exercise.facts")), kit.NewSheet(kit.Panel, kit.NewParagraph(s.t("exercise.facts-text"), kit.Small(), kit.Mute)).Pad(8, 0))
	first := kit.NewKeyValue(s.t("exercise.fact-first"), "–")
	if !p.First.IsZero() {
		first.Set(f.Clock(p.First), kit.Plain)
	}
	objs = append(objs, first)
	for _, fact := range []struct {
		key string
		at  time.Time
	}{
		{"exercise.fact-rang", p.Rang}, {"exercise.fact-begun", p.Begun}, {"exercise.fact-ready", p.Ready},
		{"exercise.fact-approved", p.Approved}, {"exercise.fact-spoke", p.Spoke},
	} {
		row := kit.NewKeyValue(s.t(fact.key), "–")
		if !fact.at.IsZero() && !p.First.IsZero() {
			row.Set(s.tt("exercise.after", map[string]any{"Span": stopwatch(fact.at.Sub(p.First))}), kit.Plain)
		}
		objs = append(objs, row)
	}
	objs = append(objs, kit.NewHeading(s.t("exercise.counts")))
	for _, n := range []struct {
		key string
		n   int
	}{{"exercise.fact-messages", p.Messages}, {"exercise.fact-replies", p.Replies}, {"exercise.fact-late", p.Late}, {"exercise.fact-skipped", p.SkippedStep}} {
		row := kit.NewKeyValue(s.t(n.key), "")
		row.Set(strconv.Itoa(n.n), kit.Plain)
		objs = append(objs, row)
	}
	return objs
}

// stopwatch writes a span to the second: 4:05, 1:02:09.
func stopwatch(d time.Duration) string {
	n := int64(max(d, 0) / time.Second)
	if n < 3600 {
		return fmt.Sprintf("%d:%02d", n/60, n%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
}
