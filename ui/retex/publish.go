package retex

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
)

// publish keeps what was typed, then asks: after that nothing changes any more.
func (s *Screen) publish() {
	if v := s.canWrite(); !v.OK {
		return
	}
	s.flushThen(func() {
		f, r := s.formats(), s.asShown()
		if v := f.CanPublish(r, s.host.Now()); !v.OK {
			s.host.Toast(s.host.Texts().T(v.Key, v.Args))
			return
		}
		a, changes := f.Review(r), f.Changes(r)
		if a.NewVersion == "" {
			s.confirm(r, a, revision{})
			return
		}
		s.host.Scheduler().Go(func(context.Context) {
			after := r.revision(changes)
			s.host.Scheduler().UI(func() { s.confirm(r, a, after) })
		})
	})
}

// asShown is the room with what the fields say, even where somebody wrote
// something newer meanwhile: nobody publishes what they do not see.
func (s *Screen) asShown() Room {
	r := s.room
	r.Drafts = slices.DeleteFunc(slices.Clone(r.Drafts), func(d crisis.ReviewDraft) bool { return s.fields[d.Field] != nil })
	for id, f := range s.fields {
		r.Drafts = append(r.Drafts, crisis.ReviewDraft{Run: s.run, Field: id, Member: s.me.ID, Text: f.entry.Text(), At: s.host.Now()})
	}
	return r
}

// confirm asks before a retrospective is published, and with it the playbook
// that comes of it, where one does. What was typed since is taken up first: once
// it is published nothing more can be written.
func (s *Screen) confirm(r Room, a crisis.Review, after revision) {
	switch {
	case s.run != r.Run.ID:
		return // something else is looked at by now
	case !reflect.DeepEqual(s.formats().Review(s.asShown()), a):
		s.publish()
		return
	case after.err != nil:
		s.host.Toast(s.t("retex.not-fitting"))
		return
	}
	words := []fyne.CanvasObject{kit.NewParagraph(s.t("retex.publish-text"), kit.Body(), kit.Ink)}
	if after.text != "" {
		words = append(words, kit.NewParagraph(s.tt("retex.publish-version", "Version", after.version), kit.Body(), kit.Ink))
	}
	run, base := r.Run.ID, r.Run.Seq
	kit.NewDialog(kit.DialogSpec{
		Title: s.t("retex.publish-title"), Width: 480, Body: kit.NewColumn(8, words...), Primary: s.t("retex.publish"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("retex.cancel"),
		Act: func() bool {
			s.published(crisis.Order{Run: run, Base: base, Act: a}, after.text)
			return true
		},
	}).Open(s.host.Canvas())
}

// published saves the draft of the next version first: when that is refused, the
// retrospective is still open.
func (s *Screen) published(o crisis.Order, book string) {
	s.host.Scheduler().Go(func(ctx context.Context) {
		var err error
		if book != "" {
			_, err = s.desk.SaveBook(ctx, book)
		}
		if err == nil {
			err = s.desk.ActInRun(ctx, o)
		}
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
				return
			}
			s.host.Toast(s.t("retex.published-toast"))
			s.reload()
			if book != "" {
				s.host.EditPlaybook(book)
			}
		})
	})
}

// formats in which the minutes can be kept, the one for people first.
func minutesFormats() []string { return []string{"pdf", "html", "csv", "jsonl"} }

// export asks in which format, and lets the person choose where to keep it.
func (s *Screen) export() {
	run, name := s.room.Run.ID, s.room.Run.Book.ID+"-"+s.room.Run.Begun.Format("2006-01-02")
	var d *kit.Dialog
	var objs []fyne.CanvasObject
	var first fyne.Focusable
	for _, as := range minutesFormats() {
		row := kit.NewNavRow(s.t("retex.export-"+as), 0, func() { d.Close(); s.exportAs(run, name+"."+as, as) })
		if first == nil {
			first = row
		}
		objs = append(objs, row)
	}
	d = kit.NewDialog(kit.DialogSpec{Title: s.t("retex.export-title"), Body: kit.NewColumn(2, objs...), First: first, Width: 480, Cancel: s.t("retex.cancel")})
	d.Open(s.host.Canvas())
}

func (s *Screen) exportAs(run crisis.RunID, name, as string) {
	lang := s.host.Texts().Language()
	s.host.Scheduler().Go(func(ctx context.Context) {
		content, err := s.desk.RetexMinutes(ctx, run, as, lang)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
				return
			}
			s.host.SaveFile(name, content)
		})
	})
}
