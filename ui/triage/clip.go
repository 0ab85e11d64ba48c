package triage

import (
	"context"
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// clipDialog is the form in which something is recorded by hand.
type clipDialog struct {
	screen   *Screen
	form     *vm.ClipForm
	fields   map[string]*kit.Entry
	said     *kit.Paragraph
	pictures *kit.Column
	path     *kit.Entry
	dialog   *kit.Dialog
	recorded bool
	busy     bool
}

// newClip opens the form as it was left.
func (s *Screen) newClip() { s.clipWith(nil) }

// clipWith opens the form and adds pictures of this computer to it.
func (s *Screen) clipWith(paths []string) {
	if v := s.triage.CanClip(); !v.OK {
		s.tell(vm.Toast{Text: s.why(v)})
		return
	}
	if s.dialog != nil && s.dialog.IsOpen() {
		return
	}
	s.triage.ClipForm(func(f *vm.ClipForm) {
		if s.dialog != nil && s.dialog.IsOpen() {
			return
		}
		d := &clipDialog{screen: s, form: f}
		d.show()
		for _, p := range paths {
			d.addPath(p)
		}
	})
}

// dropped takes files that were dropped on the window: pictures of a clip.
func (s *Screen) dropped(files []fyne.URI) {
	var paths []string
	for _, u := range files {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	if s.clip != nil && s.clip.dialog.IsOpen() {
		for _, p := range paths {
			s.clip.addPath(p)
		}
		return
	}
	if len(paths) > 0 {
		s.clipWith(paths)
	}
}

func (d *clipDialog) show() {
	s, c := d.screen, &d.form.Clip
	d.fields = map[string]*kit.Entry{}
	d.said = kit.NewParagraph(d.form.Said(), kit.Small(), kit.Mute)
	rows := []fyne.CanvasObject{
		kit.NewParagraph(s.t("clip.what"), kit.Body(), kit.Mute),
		d.row("url", "clip.url", kit.NewEntry(s.t("clip.url-hint")), &c.URL),
		d.row("text", "clip.text", kit.NewMultiEntry(s.t("clip.text-hint"), 4), &c.Text),
		d.row("who", "clip.who", kit.NewEntry(s.t("clip.who-hint")), &c.Who),
		d.row("where", "clip.where", kit.NewEntry(s.t("clip.where-hint")), &c.Where),
		d.row("when", "clip.when", kit.NewEntry(s.t("clip.when-hint")), &d.form.When),
		kit.NewFormRow("", d.said),
		d.row("title", "clip.title-field", kit.NewEntry(s.t("clip.title-hint")), &c.Title),
		kit.NewFormRow(s.t("clip.pictures"), d.pictureRow()),
	}
	afresh := kit.NewButton(kit.Secondary, s.t("clip.throw-away"), d.throwAway)
	d.dialog = s.open(kit.DialogSpec{
		Title: s.t("clip.title"), Width: 620, Body: kit.NewColumn(8, rows...), First: d.fields["url"].Focusable(), Extra: kit.NewActs().Left(afresh),
		Primary: s.t("clip.record"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"), Act: d.act, Closed: d.closed,
	})
	s.clip = d
	d.drawPictures()
}

// row is a field of the form, with what was typed into it before.
func (d *clipDialog) row(id, label string, e *kit.Entry, into *string) fyne.CanvasObject {
	e.SetText(*into)
	e.OnChanged = func(typed string) {
		*into = typed
		e.SetError("")
		if id == "when" {
			d.said.Set(d.form.Said(), kit.Mute)
		}
		d.fit()
	}
	d.fields[id] = e
	return kit.NewFormRow(d.screen.t(label), e)
}

func (d *clipDialog) fit() {
	if d.dialog != nil {
		d.dialog.Fit()
	}
}

// pictureRow takes the path of a picture, and offers to choose one.
func (d *clipDialog) pictureRow() fyne.CanvasObject {
	s := d.screen
	d.pictures = kit.NewColumn(4)
	d.path = kit.NewEntry(s.t("clip.picture-path"))
	d.path.OnSubmitted = func(typed string) { d.addPath(typed) }
	d.fields["pictures"] = d.path
	rows := []fyne.CanvasObject{d.path}
	if s.env.PickFile != nil {
		choose := kit.NewChipButton(kit.ChipSpec{Text: s.t("clip.add-picture"), Icon: icon.Image}, func() { s.env.PickFile(d.addFile) })
		rows = append(rows, line(choose))
	}
	return kit.NewColumn(6, append(rows, d.pictures)...)
}

func (d *clipDialog) addPath(path string) {
	path = strings.Trim(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(path), "file://")), `"'`)
	if path == "" {
		return
	}
	d.screen.triage.AddPicture(func(ctx context.Context, desk vm.Clips) (inbox.Attachment, error) { return desk.PictureAt(ctx, path) }, d.added)
}

func (d *clipDialog) addFile(name string, content io.ReadCloser) {
	d.screen.triage.AddPicture(func(ctx context.Context, desk vm.Clips) (inbox.Attachment, error) {
		defer content.Close() // it was read to its end, or its error is told
		return desk.KeepPicture(ctx, name, content)
	}, d.added)
}

func (d *clipDialog) added(a inbox.Attachment, err error) {
	if err != nil {
		d.path.SetError(d.screen.env.Texts.Fault(err))
		d.fit()
		return
	}
	d.path.SetText("")
	d.form.Clip.Pictures = append(slices.Clone(d.form.Clip.Pictures), a)
	d.drawPictures()
	if !d.dialog.IsOpen() && !d.recorded { // closed meanwhile: the picture is kept with the form
		d.screen.triage.KeepClip(d.form.ClipDraft)
	}
}

func (d *clipDialog) drawPictures() {
	s := d.screen
	var objs []fyne.CanvasObject
	for i, a := range d.form.Clip.Pictures {
		b := kit.NewChipButton(kit.ChipSpec{Text: vm.Clipped(a.Name, 40) + " · " + s.triage.Formats.Size(a.Size) + "  ×", Icon: icon.Image}, func() {
			d.form.Clip.Pictures = slices.Delete(slices.Clone(d.form.Clip.Pictures), i, i+1)
			d.drawPictures()
		})
		b.SetTip(s.t("clip.remove-picture"))
		objs = append(objs, line(b))
	}
	d.pictures.Set(objs...)
	show(d.pictures, len(objs) > 0)
	d.fit()
}

// throwAway empties the form.
func (d *clipDialog) throwAway() {
	d.form.ClipDraft = vm.ClipDraft{}
	for _, e := range d.fields {
		e.SetError("")
		e.SetText("")
	}
	d.drawPictures()
	d.screen.focus(d.fields["url"].Focusable())
}

// act records what the form says; it closes when that is on disk.
func (d *clipDialog) act() bool {
	if field, err := d.form.Check(); err != nil {
		d.wrong(field, err)
		return false
	}
	if d.busy {
		return false
	}
	d.busy = true
	d.screen.triage.RecordClip(d.form, func(err error) {
		d.busy = false
		if err != nil {
			d.wrong("text", err)
			return
		}
		d.recorded = true
		d.dialog.Close()
	})
	return false
}

// wrong says at a field what has to be put right, and goes there.
func (d *clipDialog) wrong(field string, err error) {
	e := d.fields[field]
	e.SetError(d.screen.env.Texts.Fault(err))
	d.fit()
	d.screen.focus(e.Focusable())
}

// closed keeps what was typed, however the form was left.
func (d *clipDialog) closed() {
	d.screen.clip = nil
	if !d.recorded {
		d.screen.triage.KeepClip(d.form.ClipDraft)
	}
}
