package retex

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	change "vigie/crisis/retex"
	"vigie/ui/kit"
)

// mostDiff bounds the lines of a comparison that are drawn.
const mostDiff = 160

// drawSide shows what the run suggests for its playbook.
func (s *Screen) drawSide() {
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("retex.book")).Flush()}
	if s.room.Open() {
		objs = append(objs, s.proposals()...)
	} else {
		objs = append(objs, s.outcome()...)
	}
	s.side.Set(objs...)
	s.sideBox.Refresh()
}

// proposals are the changes, each to be accepted or refused, and the text that
// would come of it.
func (s *Screen) proposals() []fyne.CanvasObject {
	f := s.formats()
	changes := f.Changes(s.room)
	yes, open := Accepted(changes)
	var objs []fyne.CanvasObject
	help := "retex.book-help"
	if len(changes) == 0 {
		help = "retex.book-none"
	}
	objs = append(objs, kit.NewParagraph(s.t(help), kit.Small(), kit.Mute))
	if open > 0 {
		objs = append(objs, kit.NewParagraph(s.host.Texts().N("retex.book-open", open, nil), kit.Small(), kit.Amber))
	}
	for _, c := range changes {
		field := ChangeField(c.BookChange)
		chips := kit.NewChoiceChips([]kit.Option{
			{ID: Yes, Text: s.t("retex.accept")}, {ID: No, Text: s.t("retex.refuse")},
		}, c.Verdict, func(id string) { s.judge(field, id) })
		objs = append(objs, kit.NewBox(kit.NewColumn(6, kit.NewParagraph(c.Text, kit.Body(), kit.Ink), chips)))
	}
	if yes == 0 && !s.room.Short() {
		objs = append(objs, s.refusal()...)
	}
	return append(objs, s.comparison(changes, yes)...)
}

// judge keeps a verdict on a change, and writes the comparison anew.
func (s *Screen) judge(field, verdict string) {
	s.wrote(field, verdict)
	s.flush()
	s.drawSide()
	s.host.Hint()
}

// refusal asks why the playbook stays as it is.
func (s *Screen) refusal() []fyne.CanvasObject {
	f := s.fields[FieldRefused]
	if f == nil {
		f = s.newField(FieldRefused, s.t("retex.refused"), 2)
		shown, _ := crisis.DraftOf(s.room.Drafts, FieldRefused)
		f.mute = true
		f.entry.SetText(shown.Text)
		f.mute = false
	}
	return []fyne.CanvasObject{kit.NewParagraph(s.t("retex.refused"), kit.Strong(), kit.Ink), f.entry, f.others}
}

// comparison is the playbook before and after.
func (s *Screen) comparison(changes []Change, yes int) []fyne.CanvasObject {
	if yes == 0 {
		return nil
	}
	s.revise(changes)
	switch after := s.after; {
	case after.of != s.run: // the first is being written
		return nil
	case after.err != nil:
		return []fyne.CanvasObject{kit.NewParagraph(s.t("retex.not-fitting"), kit.Body(), kit.Red)}
	default:
		objs := []fyne.CanvasObject{kit.NewHeading(s.tt("retex.next-version", "Version", after.version)).Flush()}
		return append(objs, differences(after.lines)...)
	}
}

// revision is the playbook of a run with the changes that were accepted, beside
// the one before.
type revision struct {
	of            crisis.RunID
	text, version string
	lines         []change.Line
	err           error
}

// revision writes the playbook with the changes that were accepted. It reads a
// playbook, so that it is not for the UI goroutine.
func (r Room) revision(changes []Change) revision {
	after := revision{of: r.Run.ID}
	if after.text, after.version, after.err = r.Revised(changes); after.err == nil {
		after.lines = change.Hunks(change.Diff(r.Book, after.text), 1)
	}
	return after
}

// revise writes the playbook anew, off the UI goroutine, when other changes are
// accepted. What was written before is shown meanwhile.
func (s *Screen) revise(changes []Change) {
	key := string(s.run)
	for _, c := range changes {
		if c.Accepted {
			key += fmt.Sprintf("\n%q %q %q", c.ID, c.From, c.To)
		}
	}
	if s.revising == key {
		return
	}
	s.revising = key
	room := s.room
	s.host.Scheduler().Go(func(context.Context) {
		after := room.revision(changes)
		s.host.Scheduler().UI(func() {
			if s.revising != key {
				return // other changes are accepted by now
			}
			s.after = after
			if s.room.Run != nil && s.room.Run.ID == after.of {
				s.drawSide()
			}
		})
	})
}

// differences draws what goes and what comes. The sign says it, not only the
// colour.
func differences(lines []change.Line) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, l := range lines[:min(mostDiff, len(lines))] {
		text := strings.ReplaceAll(l.Text, " ", "\u00a0")
		if n := len(l.Text) - len(strings.TrimLeft(l.Text, " ")); n < len(l.Text) {
			text = strings.Repeat("\u00a0", min(n, 12)) + l.Text[n:]
		}
		switch {
		case l.Op == '-':
			objs = append(objs, kit.NewSheet(kit.RedSoft, kit.NewParagraph("− "+text, kit.Small(), kit.Red)).Pad(8, 1))
		case l.Op == '+':
			objs = append(objs, kit.NewSheet(kit.GreenSoft, kit.NewParagraph("+ "+text, kit.Small(), kit.Green)).Pad(8, 1))
		case l.Old == 0:
			objs = append(objs, kit.NewSheet(kit.Panel, kit.NewParagraph("…", kit.Small(), kit.Mute)).Pad(8, 1))
		default:
			objs = append(objs, kit.NewSheet(kit.Panel, kit.NewParagraph("\u00a0\u00a0"+text, kit.Small(), kit.Mute)).Pad(8, 1))
		}
	}
	return []fyne.CanvasObject{kit.NewColumn(0, objs...)}
}

// outcome is what was made of the proposals when it was published.
func (s *Screen) outcome() []fyne.CanvasObject {
	a, _, _, ok := s.room.Published()
	if !ok {
		return nil
	}
	var objs []fyne.CanvasObject
	switch {
	case a.NewVersion != "":
		objs = append(objs, kit.NewParagraph(s.tt("retex.became", "Version", a.NewVersion), kit.Body(), kit.Green))
	case a.Refused != "":
		objs = append(objs, kit.NewParagraph(s.tt("retex.stays", "Reason", a.Refused), kit.Body(), kit.Ink))
	}
	for _, c := range a.Changes {
		chip := kit.ChipSpec{Text: s.t("retex.refused-chip"), Tone: kit.Caution}
		if c.Accepted {
			chip = kit.ChipSpec{Text: s.t("retex.accepted-chip"), Tone: kit.Good}
		}
		objs = append(objs, kit.NewBox(kit.NewColumn(6, kit.NewParagraph(s.formats().ChangeText(s.room, c), kit.Body(), kit.Ink), kit.Chips(chip))))
	}
	return objs
}

// cutKey takes the key of a draft apart.
func cutKey(key string) (run crisis.RunID, field string, ok bool) {
	before, after, ok := strings.Cut(key, "\n")
	return crisis.RunID(before), after, ok
}
