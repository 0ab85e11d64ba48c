package triage

import (
	"bytes"
	"context"
	"image"
	_ "image/gif"  // the formats that are drawn
	_ "image/jpeg" // here
	_ "image/png"  // and no others
	"io"
	"path"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// work runs something off the window's goroutine and tells when it fails.
func (s *Screen) work(do func(context.Context) error, done func()) {
	s.env.Sched.Go(func(ctx context.Context) {
		err := do(ctx)
		s.env.Sched.UI(func() {
			if err != nil {
				s.tell(vm.Toast{Text: s.env.Texts.Fault(err)})
				return
			}
			if done != nil {
				done()
			}
		})
	})
}

// askOpenFile says what is about to happen: a file from outside is handed to
// another program.
func (s *Screen) askOpenFile(f vm.FileFace) {
	s.open(kit.DialogSpec{
		Title: s.t("triage.open-file-title"), Subtitle: f.Name, Width: 460,
		Body:    kit.NewParagraph(s.t("triage.open-file-text"), kit.Body(), kit.Mute),
		Primary: s.t("triage.file-open"), Cancel: s.t("triage.cancel"),
		Act: func() bool {
			s.work(func(ctx context.Context) error { return s.env.Desk.OpenAttachment(ctx, f.Message, f.Index) }, nil)
			return true
		},
	})
}

func (s *Screen) saveFile(f vm.FileFace) {
	var raw []byte
	s.work(func(ctx context.Context) (err error) {
		raw, err = s.env.Desk.Attachment(ctx, f.Message, f.Index)
		return err
	}, func() { s.save(f.Name, raw) })
}

func (s *Screen) saveRaw(m inbox.MessageID) {
	var raw []byte
	s.work(func(ctx context.Context) (err error) {
		raw, err = s.env.Desk.Raw(ctx, m)
		return err
	}, func() { s.save("message.eml", raw) })
}

// save asks where to keep bytes.
func (s *Screen) save(name string, content []byte) {
	if s.env.SaveFile != nil {
		s.env.SaveFile(name, content)
	}
}

// canAttach says whether what is being written can take a file.
func (p *composerPane) canAttach() vm.Verdict {
	t := p.screen.triage
	switch {
	case t.Opened.ID() == "":
		return vm.Cannot("triage.nothing-selected")
	case t.Composer.Kind() == inbox.NoteDraft:
		return vm.Cannot("triage.attach-not-in-note")
	case p.screen.env.PickFile == nil || !t.CanAttach():
		return vm.Cannot("triage.attach-not-here")
	}
	return vm.Can()
}

// pickFile asks for a file to send with the reply.
func (s *Screen) pickFile() {
	if s.env.PickFile != nil {
		s.env.PickFile(s.attach)
	}
}

// Drop attaches a file that was dropped onto the window.
func (s *Screen) Drop(name string, content io.ReadCloser) { s.attach(name, content) }

// attach keeps a file for the conversation that was open when it was chosen.
func (s *Screen) attach(name string, content io.ReadCloser) {
	on := s.triage.Opened.ID()
	var kept inbox.Attachment
	s.work(func(ctx context.Context) (err error) {
		kept, err = s.env.Desk.Attach(ctx, path.Base(name), content)
		if closed := content.Close(); err == nil {
			err = closed
		}
		return err
	}, func() {
		if s.triage.Opened.ID() == on {
			s.triage.Composer.Attach(kept)
		}
	})
}

// slotSize is the room of a picture in a card.
func slotSize() fyne.Size { return fyne.NewSize(150, 92) }

// largestPicture is how many pixels a picture may have to be drawn here.
const largestPicture = 40_000_000

// imageSlot is the place of a picture that is shown after a click.
func (s *Screen) imageSlot(f vm.FileFace) *kit.ImageSlot {
	var slot *kit.ImageSlot
	load := func() {
		var im image.Image
		s.work(func(ctx context.Context) error {
			raw, err := s.env.Desk.Attachment(ctx, f.Message, f.Index)
			if err != nil {
				return err
			}
			im = decode(raw)
			return nil
		}, func() {
			if im == nil {
				slot.SetLabel(s.t("triage.picture-unreadable"))
				return
			}
			slot.SetImage(im)
		})
	}
	size := slotSize()
	if f.Ours {
		size = fyne.NewSize(2*size.Width, 2*size.Height)
	}
	slot = kit.NewImageSlot(s.env.Texts.T("triage.show-picture", map[string]any{"Size": f.Size}), size, load)
	if f.Ours {
		load()
	}
	return slot
}

// decode reads a picture; nil is none, or one too large to be drawn here.
func decode(raw []byte) image.Image {
	size, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || size.Width*size.Height > largestPicture {
		return nil
	}
	im, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	return im
}
