package app

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/vm"
)

func TestClip_OfAPictureOnThisComputerIsKeptWhole(t *testing.T) {
	ctx := context.Background()
	d := newTestDesk(t)
	if err := (setupDesk{d}).OpenSample(ctx); err != nil {
		t.Fatal(err)
	}
	desk := triageDesk{d}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, raw := range map[string][]byte{"ecran.png": b.Bytes(), "faux.png": []byte("<html>")} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for path, key := range map[string]string{"faux.png": "fault.picture-unreadable", "absent.png": "fault.file-not-read", ".": "fault.file-not-read"} {
		if _, err := desk.PictureAt(ctx, filepath.Join(dir, path)); fault.Of(err) == nil || fault.Of(err).Key != key {
			t.Errorf("%s: %v, want %s", path, err, key)
		}
	}
	picture, err := desk.PictureAt(ctx, filepath.Join(dir, "ecran.png"))
	if err != nil || picture.Type != "image/png" || picture.Name != "ecran.png" {
		t.Fatalf("%+v, %v", picture, err)
	}
	left := vm.ClipDraft{When: "hier", Clip: inbox.Clipping{Text: "Il rappelle", Pictures: []inbox.Attachment{picture}}}
	if err := desk.KeepClipDraft(ctx, left); err != nil {
		t.Fatal(err)
	}
	kept, err := desk.ClipDraft(ctx)
	if err != nil || kept.When != "hier" || len(kept.Clip.Pictures) != 1 {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	c := kept.Clip
	c.Who, c.SaidAt = "M. Roux", time.Now().Add(-time.Hour)
	e, err := desk.RecordClip(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	detail, err := desk.Detail(ctx, e.Conversation, 10)
	if err != nil || len(detail.Messages) != 1 {
		t.Fatalf("%+v, %v", detail, err)
	}
	raw, err := desk.Attachment(ctx, detail.Messages[0].ID, 0)
	if err != nil || !bytes.Equal(raw, b.Bytes()) {
		t.Errorf("the picture came back as %d bytes, %v", len(raw), err)
	}
	if rows, err := desk.Rows(ctx, inbox.View{Search: "kind:clip rappelle"}, inbox.Place{}, 10); err != nil || len(rows) != 1 {
		t.Errorf("found %d, %v", len(rows), err)
	}
}
