package retex

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// field is a question with its answer, and what others wrote in its place.
type field struct {
	id     string
	entry  *kit.Entry
	others *kit.Column
	mute   bool // its text is being set by the program
}

// saveAfter is how long a person must pause before what they wrote is kept.
const saveAfter = 600 * time.Millisecond

// questions are the fields to fill in; once published, what was answered.
func (s *Screen) questions() []fyne.CanvasObject {
	if !s.room.Open() {
		return s.answered()
	}
	title, help := "retex.questions", "retex.questions-help"
	if s.room.Short() {
		title, help = "retex.questions-short", "retex.short-help"
	}
	column := kit.NewColumn(6, kit.NewParagraph(s.t(help), kit.Small(), kit.Mute))
	objs := column.Objects()
	for _, f := range s.formats().Fields(s.room) {
		objs = append(objs, kit.NewParagraph(f.Label, kit.Strong(), kit.Ink))
		own := s.newField(f.ID, f.Label, f.Rows)
		objs = append(objs, own.entry, own.others)
	}
	column.Set(objs...)
	return []fyne.CanvasObject{kit.NewHeading(s.t(title)).Flush(), kit.NewBox(column)}
}

func (s *Screen) newField(id, label string, rows int) *field {
	f := &field{id: id, others: kit.NewColumn(4)}
	f.entry = kit.NewMultiEntry(s.t("retex.write-here"), rows).GrowTo(12, func() { s.scroll.Refresh() })
	f.entry.SetLabel(label)
	f.entry.OnChanged = func(text string) {
		if !f.mute {
			s.wrote(id, text)
		}
	}
	s.fields[id] = f
	return f
}

// answered is the retrospective as it was published.
func (s *Screen) answered() []fyne.CanvasObject {
	a, by, at, ok := s.room.Published()
	if !ok {
		return nil
	}
	objs := []fyne.CanvasObject{kit.NewParagraph(s.tt("retex.published-by", "Name", s.room.Name(by), "When", s.formats().Amid(at, s.host.Now())), kit.Small(), kit.Mute)}
	for _, q := range a.Asked(s.room.Plan) {
		objs = append(objs, kit.NewParagraph(q, kit.Strong(), kit.Ink), kit.NewTextBody(a.Answers[q]))
	}
	if a.Text != "" {
		objs = append(objs, kit.NewParagraph(s.t("retex.summary"), kit.Strong(), kit.Ink), kit.NewTextBody(a.Text))
	}
	return []fyne.CanvasObject{kit.NewHeading(s.t("retex.published-heading")).Flush(), kit.NewBox(kit.NewColumn(6, objs...))}
}

func draftKey(run crisis.RunID, id string) string { return string(run) + "\n" + id }

// wrote keeps what was typed, a moment after the last key.
func (s *Screen) wrote(id, text string) {
	s.typed[draftKey(s.run, id)] = text
	s.room.Drafts = with(s.room.Drafts, crisis.ReviewDraft{Run: s.run, Field: id, Member: s.me.ID, Text: text, At: s.host.Now()})
	if s.save != nil {
		s.save()
	}
	s.save = s.host.Scheduler().After(saveAfter, func() { s.save = nil; s.flush() })
}

// with gives drafts with one more: what is on the screen counts at once.
func with(list []crisis.ReviewDraft, d crisis.ReviewDraft) []crisis.ReviewDraft {
	var out []crisis.ReviewDraft
	for _, o := range list {
		if o.Field != d.Field || o.Member != d.Member {
			out = append(out, o)
		}
	}
	return append(out, d)
}

// unkept are the fields that were written and not yet kept.
func (s *Screen) unkept() []crisis.ReviewDraft {
	var out []crisis.ReviewDraft
	for key, text := range s.typed {
		run, id, _ := cutKey(key)
		out = append(out, crisis.ReviewDraft{Run: run, Field: id, Text: text})
	}
	return out
}

func (s *Screen) keep(ctx context.Context, list []crisis.ReviewDraft) error {
	for _, d := range list {
		if err := s.desk.KeepRetexDraft(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// flush keeps what was typed. What was typed on meanwhile is kept the next time;
// what could not be kept stays.
func (s *Screen) flush() { s.flushThen(nil) }

func (s *Screen) flushThen(then func()) {
	if s.save != nil {
		s.save()
		s.save = nil
	}
	list := s.unkept()
	if len(list) == 0 {
		if then != nil {
			then()
		}
		return
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := s.keep(ctx, list)
		s.host.Scheduler().UI(func() { s.flushed(list, err, then) })
	})
}

func (s *Screen) flushed(list []crisis.ReviewDraft, err error, then func()) {
	if err != nil {
		s.host.Fault(err)
		return
	}
	s.turn++
	for _, d := range list {
		if key := draftKey(d.Run, d.Field); s.typed[key] == d.Text {
			delete(s.typed, key)
		}
	}
	if s.read && s.room.Run != nil {
		s.drawSide() // answers may become changes
	}
	if then != nil {
		then()
	}
}

// fillFields writes what is known into the fields, but never into one that
// somebody is writing in or whose text is not kept yet.
func (s *Screen) fillFields() {
	for key, text := range s.typed { // not kept yet: it counts before what was read
		if run, id, ok := cutKey(key); ok && run == s.run {
			s.room.Drafts = with(s.room.Drafts, crisis.ReviewDraft{Run: run, Field: id, Member: s.me.ID, Text: text, At: s.host.Now()})
		}
	}
	for _, f := range s.fields {
		shown, others := crisis.DraftOf(s.room.Drafts, f.id)
		if f.entry.Text() != shown.Text && !(f.entry.Focused() && shown.Member != s.me.ID) {
			f.mute = true
			f.entry.SetText(shown.Text)
			f.mute = false
		}
		s.showOthers(f, append(others, shown))
	}
}

// showOthers offers what was written in the same field and is not what it says:
// nothing is lost when two write at once.
func (s *Screen) showOthers(f *field, list []crisis.ReviewDraft) {
	var objs []fyne.CanvasObject
	for _, o := range list {
		text := o.Text
		if text == f.entry.Text() || strings.TrimSpace(text) == "" {
			continue
		}
		objs = append(objs,
			kit.NewParagraph(s.tt("retex.also-wrote", "Name", s.room.Name(o.Member), "When", s.formats().Amid(o.At, s.host.Now()), "Text", text), kit.Small(), kit.Amber),
			kit.NewActs().Left(kit.NewButton(kit.Secondary, s.t("retex.take"), func() { f.entry.SetText(text) })))
	}
	f.others.Set(objs...)
}

// firstEmpty puts the caret into the first question that has no answer.
func (s *Screen) firstEmpty() {
	var first *field
	for _, f := range s.formats().Fields(s.room) {
		own := s.fields[f.ID]
		if own == nil {
			continue
		}
		if first == nil {
			first = own
		}
		if own.entry.Text() == "" {
			first = own
			break
		}
	}
	if first != nil {
		s.host.Canvas().Focus(first.entry.Focusable())
		s.scroll.Reveal(first.entry)
	}
}

func (s *Screen) canWrite() vm.Verdict {
	if !s.room.Open() {
		return vm.Cannot("retex.not-open")
	}
	return vm.Can()
}
