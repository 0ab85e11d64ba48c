package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/vm"
)

// settingClipDraft begins the name of the setting in which a member's form of a
// clip is kept as it was left.
const settingClipDraft = "clip.draft."

// RecordClip keeps what was written down as a message.
func (d triageDesk) RecordClip(ctx context.Context, c inbox.Clipping) (inbox.Event, error) {
	return inside(d.at, func(h *house) (inbox.Event, error) {
		return h.store.RecordClip(ctx, inbox.CommandID(d.NewID()), c, h.member())
	})
}

// KeepPicture checks a picture and keeps it.
func (d triageDesk) KeepPicture(ctx context.Context, name string, r io.Reader) (inbox.Attachment, error) {
	raw, err := io.ReadAll(io.LimitReader(r, inbox.LargestPicture+1))
	if err != nil {
		return inbox.Attachment{}, fault.Wrap(err, fault.Invalid, "fault.file-not-read")
	}
	name = filepath.Base(name)
	kind, err := inbox.CheckPicture(name, raw)
	if err != nil {
		return inbox.Attachment{}, err
	}
	return inside(d.at, func(h *house) (inbox.Attachment, error) {
		sum, size, err := h.store.PutBlob(ctx, bytes.NewReader(raw))
		return inbox.Attachment{Name: name, Type: kind, Size: size, Blob: sum}, err
	})
}

// PictureAt keeps a picture of this computer.
func (d triageDesk) PictureAt(ctx context.Context, path string) (inbox.Attachment, error) {
	about, err := os.Stat(path)
	if err != nil || !about.Mode().IsRegular() { // a pipe would be waited for
		return inbox.Attachment{}, fault.Wrap(err, fault.Invalid, "fault.file-not-read")
	}
	f, err := os.Open(path)
	if err != nil {
		return inbox.Attachment{}, fault.Wrap(err, fault.Invalid, "fault.file-not-read")
	}
	defer f.Close()
	return d.KeepPicture(ctx, path, f)
}

// ClipDraft is the form of a clip as its member left it.
func (d triageDesk) ClipDraft(ctx context.Context) (vm.ClipDraft, error) {
	return inside(d.at, func(h *house) (vm.ClipDraft, error) {
		return settingOf[vm.ClipDraft](ctx, h, settingClipDraft+string(h.member()))
	})
}

// KeepClipDraft keeps the form of a clip as its member leaves it.
func (d triageDesk) KeepClipDraft(ctx context.Context, draft vm.ClipDraft) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	var kept any
	if !draft.Empty() {
		kept = draft
	}
	return putSetting(ctx, h, settingClipDraft+string(h.member()), kept)
}

// Revisions gives what a message said before its author changed it.
func (d triageDesk) Revisions(ctx context.Context, id inbox.MessageID) ([]inbox.Revision, error) {
	return inside(d.at, func(h *house) ([]inbox.Revision, error) { return h.store.Revisions(ctx, id) })
}

var _ interface {
	vm.Clips
	vm.Reviser
} = triageDesk{}
