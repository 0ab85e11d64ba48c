package exercise

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
	"vigie/ui/place"
)

// drawOffer shows the form of a new exercise, and at the side those that are
// kept.
func (s *Screen) drawOffer() {
	start := kit.NewButton(kit.Primary, s.t("exercise.start"), s.start).WithKey("Ctrl ⏎")
	objs := []fyne.CanvasObject{
		kit.NewTitled(s.t("exercise.title")),
		kit.NewParagraph(s.t("exercise.what"), kit.Body(), kit.Ink),
		kit.NewFormRow(s.t("exercise.book"), s.bookField()).Column(labels).Help(s.rehearsed()),
		kit.NewFormRow(s.t("exercise.storm"), s.stormField()).Column(labels).Help(s.stormHelp()),
		kit.NewFormRow(s.t("exercise.product"), s.productField()).Column(labels).Help(s.t("exercise.product-help")),
		kit.NewFormRow(s.t("exercise.pace-label"), s.paceField(s.offer.Paces, s.chosen.Pace, func(p int) { s.chosen.Pace = p; s.draw() })).Column(labels).Help(s.paceHelp()),
	}
	if s.offer.Team {
		objs = append(objs, kit.NewFormRow(s.t("exercise.with"), s.withField()).Column(labels).Help(s.withHelp()))
	}
	objs = append(objs, kit.NewActs().Left(start), kit.NewParagraph(s.t("exercise.promise"), kit.Small(), kit.Mute))
	s.column.Set(objs...)
	s.stage.SetCentre(s.scroll)
	s.drawKept()
}

// labels is the width of the first column.
const labels = 190

func (s *Screen) bookField() fyne.CanvasObject {
	var list []kit.Option
	for _, b := range s.offer.Books {
		list = append(list, kit.Option{ID: b.Hash, Text: b.Title, Note: b.Version})
	}
	return kit.NewSelect(list, s.chosen.Hash, s.t("exercise.book"), s.t("exercise.filter"), func(hash string) {
		s.chosen.Hash = hash
		if i := s.choice(); i >= 0 {
			s.chosen.Storm = s.offer.Books[i].Storm
		}
		s.draw()
	})
}

// rehearsed says when the chosen playbook was rehearsed last.
func (s *Screen) rehearsed() string {
	i := s.choice()
	if i < 0 || s.offer.Books[i].Rehearsed.IsZero() {
		return s.t("exercise.never")
	}
	return s.tt("exercise.rehearsed-on", map[string]any{"Day": s.formats().Day(s.offer.Books[i].Rehearsed, s.host.Now())})
}

func (s *Screen) stormField() fyne.CanvasObject {
	var list []kit.Option
	for _, m := range s.offer.Storms {
		list = append(list, kit.Option{ID: m.ID, Text: m.Title})
	}
	return kit.NewSelect(list, s.chosen.Storm, s.t("exercise.storm"), s.t("exercise.filter"), func(id string) {
		s.chosen.Storm = id
		s.draw()
	})
}

// The two ways to rehearse.
const (
	withTeam  = "team"
	withAlone = "alone"
)

// withField chooses who takes part.
func (s *Screen) withField() *kit.ChoiceChips {
	chosen := withAlone
	if s.chosen.Team {
		chosen = withTeam
	}
	list := []kit.Option{{ID: withTeam, Text: s.t("exercise.with-team")}, {ID: withAlone, Text: s.t("exercise.with-alone")}}
	return kit.NewChoiceChips(list, chosen, func(id string) { s.chosen.Team = id == withTeam; s.draw() })
}

func (s *Screen) withHelp() string {
	if s.chosen.Team {
		return s.t("exercise.with-team-help")
	}
	return s.t("exercise.with-alone-help")
}

func (s *Screen) storm() (Storm, bool) {
	for _, m := range s.offer.Storms {
		if m.ID == s.chosen.Storm {
			return m, true
		}
	}
	return Storm{}, false
}

func (s *Screen) stormHelp() string {
	m, _ := s.storm()
	return m.Summary
}

func (s *Screen) productField() fyne.CanvasObject {
	m, _ := s.storm()
	e := kit.NewEntry(m.Product)
	e.SetText(s.typed["product"])
	e.OnChanged = func(text string) { s.typed["product"] = text }
	return e
}

func (s *Screen) paceField(paces []int, chosen int, changed func(int)) *kit.ChoiceChips {
	var list []kit.Option
	for _, p := range paces {
		list = append(list, kit.Option{ID: fmt.Sprint(p), Text: s.tt("exercise.pace-times", map[string]any{"N": p})})
	}
	return kit.NewChoiceChips(list, fmt.Sprint(chosen), func(id string) {
		for _, p := range paces {
			if fmt.Sprint(p) == id {
				changed(p)
			}
		}
	})
}

// paceHelp says how many messages come in how long.
func (s *Screen) paceHelp() string {
	m, ok := s.storm()
	if !ok || s.chosen.Pace == 0 {
		return ""
	}
	return s.tt("exercise.pace-help", map[string]any{"Messages": m.Messages, "Span": s.formats().Span(m.Lasts / time.Duration(s.chosen.Pace))})
}

// start begins the exercise that is chosen.
func (s *Screen) start() {
	if s.choice() < 0 || s.chosen.Storm == "" {
		s.host.Toast(s.t("exercise.choose-first"))
		return
	}
	chosen := s.chosen
	chosen.Product, chosen.Team = s.typed["product"], chosen.Team && s.offer.Team
	s.host.Toast(s.t("exercise.making"))
	s.host.Depart(func(ctx context.Context) error { return s.desk.StartExercise(ctx, chosen) })
}

// drawKept lists the exercises that were made before.
func (s *Screen) drawKept() {
	objs := append(s.invited(), kit.NewHeading(s.t("exercise.kept")).Flush())
	if len(s.offer.Kept) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("exercise.none-kept"), kit.Body(), kit.Mute))
	}
	for _, k := range s.offer.Kept {
		objs = append(objs, s.keptCard(k)...)
	}
	s.side.Set(objs...)
}

// invited offers the exercise that the team takes part in.
func (s *Screen) invited() []fyne.CanvasObject {
	i := s.offer.Invited
	if !i.On {
		return nil
	}
	return []fyne.CanvasObject{
		kit.NewHeading(s.t("exercise.on-now")).Flush(),
		kit.NewParagraph(i.Title, kit.Strong(), kit.Ink),
		kit.NewParagraph(s.tt("exercise.led-by", map[string]any{"Leader": i.Leader}), kit.Small(), kit.Mute),
		kit.NewActs().Left(kit.NewButton(kit.Primary, s.t("exercise.join"), func() { s.host.Depart(s.desk.JoinExercise) })),
	}
}

func (s *Screen) keptCard(k Kept) []fyne.CanvasObject {
	f, now := s.formats(), s.host.Now()
	state := kit.ChipSpec{Text: s.t("exercise.going-on"), Tone: kit.Special}
	if !k.Ended.IsZero() {
		state = kit.ChipSpec{Text: s.t("exercise.ended"), Tone: kit.Plain}
	}
	chips := []fyne.CanvasObject{kit.NewChip(state)}
	if k.Team {
		chips = append(chips, kit.NewChip(kit.ChipSpec{Text: s.t("exercise.of-team")}))
	}
	open := kit.NewButton(kit.Secondary, s.t("exercise.open"), func() {
		s.host.Depart(func(ctx context.Context) error { return s.desk.OpenExercise(ctx, k.ID) })
	})
	remove := kit.NewButton(kit.Secondary, s.t("exercise.delete"), func() { s.askDelete(k) })
	return []fyne.CanvasObject{
		kit.NewParagraph(k.Book, kit.Strong(), kit.Ink),
		kit.NewParagraph(k.Title+" · "+f.Moment(k.Made, now), kit.Small(), kit.Mute),
		kit.NewChipRow(chips...),
		kit.NewActs().Left(open, remove),
	}
}

// askDelete asks before an exercise goes for good.
func (s *Screen) askDelete(k Kept) {
	kit.NewDialog(kit.DialogSpec{
		Title: s.t("exercise.delete-title"), Subtitle: k.Book, Width: 480, Body: kit.NewParagraph(s.t("exercise.delete-text"), kit.Body(), kit.Ink),
		Primary: s.t("exercise.delete"), PrimaryKind: kit.Danger, Cancel: s.t("exercise.cancel"),
		Act: func() bool {
			s.do(s.t("exercise.deleted"), func(ctx context.Context) error { return s.desk.DeleteExercise(ctx, k.ID) })
			return true
		},
	}).Open(s.host.Canvas())
}

// do runs work off the UI goroutine, says how it went, and reads again.
func (s *Screen) do(done string, work func(ctx context.Context) error) {
	place.Do(s.host, done, work, s.reload)
}
