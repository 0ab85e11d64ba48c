package desktest

import (
	"context"
	"io"
	"path/filepath"

	"vigie/inbox"
	"vigie/ui/vm"
)

// RecordClip makes a message of a clip by the true rules.
func (d *Desk) RecordClip(_ context.Context, c inbox.Clipping) (inbox.Event, error) {
	d.mu.Lock()
	id := d.newID()
	m, err := inbox.DecideClip(c, inbox.CommandID(id), d.me(), d.Rules, d.Clock)
	d.log = append(d.log, Done{Act: inbox.RecordClip{Clip: c}, By: d.Member, Err: err})
	if err == nil {
		m.Contact = d.meetClip(m)
	}
	d.mu.Unlock()
	if err != nil {
		return inbox.Event{}, err
	}
	on := d.Arrive(m, "")
	return inbox.Event{ID: inbox.CommandID(id), Conversation: on, Name: inbox.RecordClip{}.Name(), By: d.Me().ID, At: d.Now()}, nil
}

// meetClip makes the account of clips and who said it.
func (d *Desk) meetClip(m inbox.Message) inbox.ContactID {
	box := inbox.Account{ID: inbox.ClipAccount, Channel: inbox.ChannelClip, Name: "Clips", Caps: inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Clip: {}}}}
	there := false
	for _, b := range d.Boxes {
		there = there || b.ID == box.ID
	}
	if !there {
		d.Boxes = append(d.Boxes, box)
	}
	id := inbox.ContactID("clip:" + m.Author.Handle)
	d.Persons[id] = inbox.Contact{ID: id, Name: m.Author.Name}
	d.Known[id] = []inbox.Identity{{Channel: inbox.ChannelClip, Handle: m.Author.Handle, Contact: id, Origin: id}}
	return id
}

// KeepPicture keeps a true picture.
func (d *Desk) KeepPicture(_ context.Context, name string, r io.Reader) (inbox.Attachment, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return inbox.Attachment{}, err
	}
	return d.keepPicture(name, raw)
}

// PictureAt keeps what Bytes has under a path.
func (d *Desk) PictureAt(_ context.Context, path string) (inbox.Attachment, error) {
	d.mu.Lock()
	raw := d.Bytes[path]
	d.mu.Unlock()
	return d.keepPicture(filepath.Base(path), raw)
}

func (d *Desk) keepPicture(name string, raw []byte) (inbox.Attachment, error) {
	kind, err := inbox.CheckPicture(name, raw)
	if err != nil {
		return inbox.Attachment{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Bytes[name] = raw
	return inbox.Attachment{Name: name, Type: kind, Size: int64(len(raw)), Blob: name}, nil
}

// ClipDraft gives the form as it was left.
func (d *Desk) ClipDraft(context.Context) (vm.ClipDraft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clip, d.fail["clip-draft"]
}

// KeepClipDraft keeps the form.
func (d *Desk) KeepClipDraft(_ context.Context, c vm.ClipDraft) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clip = c
	return nil
}

// Revisions gives what was put under a message.
func (d *Desk) Revisions(_ context.Context, id inbox.MessageID) ([]inbox.Revision, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Earlier[id], nil
}
