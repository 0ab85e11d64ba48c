package triage

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// screenshot is a small true picture.
func screenshot() []byte {
	im := image.NewRGBA(image.Rect(0, 0, 320, 200))
	for x := range 320 {
		for y := range 200 {
			im.Set(x, y, color.RGBA{R: uint8(x / 2), G: uint8(y), B: 120, A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		return nil
	}
	return b.Bytes()
}

// clipForm opens the form by its key and fills it.
func clipForm(s *stage) {
	s.desk.Bytes["/home/lea/ecran.png"] = screenshot()
	s.focusList()
	s.press("c")
	for id, text := range map[string]string{"url": "www.linkedin.com/posts/4471", "text": "Leur mixeur a pris feu chez ma mère. Personne ne répond.", "where": "LinkedIn", "when": "9:10"} {
		s.clip.fields[id].SetText(text)
	}
	s.dropped([]fyne.URI{storage.NewFileURI("/home/lea/ecran.png")})
	s.settle()
}

func record(s *stage) {
	s.clip.fields["who"].SetText("Anna Petit")
	s.clip.act()
	s.settle()
}

func withModeration(s *stage) {
	can := map[inbox.Action]inbox.Support{inbox.Like: inbox.Yes, inbox.Unlike: inbox.Yes, inbox.Mute: inbox.Yes, inbox.Block: inbox.Yes, inbox.Unblock: inbox.Yes, inbox.Report: inbox.Yes}
	for i := range s.desk.Boxes {
		for kind, k := range s.desk.Boxes[i].Caps.Kinds {
			k.Actions = can
			s.desk.Boxes[i].Caps.Kinds[kind] = k
		}
	}
	s.Refresh()
	s.settle()
}

func reportForm(s *stage) {
	on, _ := s.triage.ModerationTarget()
	s.moderate(on, inbox.Report)
	s.settle()
}

func moderated(s *stage) {
	withModeration(s)
	on, _ := s.triage.ModerationTarget()
	s.desk.By(desktest.Ines, "claire", inbox.Moderate{Message: on.ID, Action: inbox.Report, Ground: inbox.Insult, Words: "Troisième fois cette semaine"})
	s.triage.Act(inbox.Moderate{Message: on.ID, Action: inbox.Block, Ground: inbox.Spam})
	s.settle()
	d, _ := s.triage.Opened.Detail()
	for i := range d.Moderations {
		if d.Moderations[i].Action == inbox.Block {
			d.Moderations[i] = d.Moderations[i].Begin().Done(s.desk.Now())
		}
	}
	s.desk.Put(d)
	s.Refresh()
}

func edited(s *stage) {
	d, _ := s.triage.Opened.Detail()
	was := d.Messages[0]
	was.Text = "@acme le mixeur X200 de ma mère fume un peu. Vous comptez faire quoi ?"
	s.desk.Earlier = map[inbox.MessageID][]inbox.Revision{was.ID: {{Message: was, At: s.desk.Now().Add(-2 * time.Minute)}}}
	d.Messages[0].Revision, d.Messages[0].Removed = 1, true
	s.desk.Put(d)
	s.Refresh()
	s.settle()
}

func refusesContact(s *stage) {
	d, _ := s.triage.Opened.Detail()
	d.Contact.NoContact = true
	s.desk.Put(d)
	s.Refresh()
	s.settle()
}

func TestClip_IsRecordedByTheKeyboardAndNothingTypedIsLost(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	clipForm(s)
	if got := len(s.clip.form.Clip.Pictures); got != 1 {
		t.Fatalf("%d pictures came by dropping", got)
	}
	s.clip.fields["url"].SetText("")
	s.clip.act()
	s.settle()
	if s.clip == nil || !s.clip.dialog.IsOpen() {
		t.Fatal("a form that says nobody was taken")
	}
	s.dialog.Cancel()
	s.settle()
	s.focusList()
	s.press("c")
	if got := s.clip.fields["text"].Text(); got != "Leur mixeur a pris feu chez ma mère. Personne ne répond." || len(s.clip.form.Clip.Pictures) != 1 {
		t.Fatalf("after Escape the form has %q and %d pictures", got, len(s.clip.form.Clip.Pictures))
	}
	record(s)
	if s.clip != nil {
		t.Fatal("the form is still open")
	}
	d, ok := s.triage.Opened.Detail()
	if !ok || len(d.Messages) != 1 || d.Messages[0].Author.Name != "Anna Petit" || len(d.Messages[0].Attachments) != 1 {
		t.Fatalf("opened: %+v", d.Messages)
	}
	s.focusList()
	s.press("c")
	if !s.clip.form.Empty() {
		t.Errorf("the form still has %+v", s.clip.form.ClipDraft)
	}
}

func TestClip_TakesNoFileThatIsNoPicture(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.desk.Bytes["/home/lea/facture.pdf"] = []byte("%PDF-1.4")
	s.focusList()
	s.press("c")
	s.dropped([]fyne.URI{storage.NewFileURI("/home/lea/facture.pdf")})
	s.settle()
	if len(s.clip.form.Clip.Pictures) != 0 {
		t.Error("a PDF was taken for a picture")
	}
}

func TestModeration_ByTheKeyAsksForAGround(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.Open("claire")
	s.settle()
	withModeration(s)
	reportForm(s)
	if !s.dialog.PrimaryButton().Disabled() {
		t.Error("a report without a ground can be sent")
	}
	s.dialog.Cancel()
	if got := s.desk.Acts(); len(got) != 0 {
		t.Errorf("done: %v", got)
	}
	moderated(s)
	s.settle()
	if got := s.desk.Acts(); len(got) != 1 || got[0] != "moderation.ask" {
		t.Errorf("done: %v", got)
	}
}

func TestNoContact_IsAskedAboutBeforeAnythingLeaves(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.Open("claire")
	s.settle()
	refusesContact(s)
	writing(s)
	s.talk.composer.release(vm.Release{})
	s.settle()
	if got := s.desk.Outbox("claire"); len(got) != 0 || s.dialog == nil || !s.dialog.IsOpen() {
		t.Fatalf("%d replies left unasked", len(got))
	}
	s.dialog.PrimaryButton().Tapped(nil)
	s.settle()
	if got := s.desk.Outbox("claire"); len(got) != 1 {
		t.Errorf("%d replies after it was confirmed", len(got))
	}
}
