package app

import (
	"context"
	"io"
	"mime"
	"path/filepath"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
)

// triageDesk is the desk as the main screen sees it.
type triageDesk struct{ *desk }

// Me is the member at the keyboard.
func (d triageDesk) Me() team.Member { return d.sitting() }

// Rows gives a page of a view.
func (d triageDesk) Rows(ctx context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error) {
	return inside(d.at, func(h *house) ([]inbox.Row, error) { return h.store.Rows(ctx, v, after, limit) })
}

// Total is how many conversations a view has, where that is known.
func (d triageDesk) Total(ctx context.Context, v inbox.View) (int, bool) {
	h, err := d.at()
	if err != nil {
		return 0, false
	}
	return h.store.Total(ctx, v)
}

// Row gives one conversation as a line of a list.
func (d triageDesk) Row(ctx context.Context, id inbox.ConversationID) (inbox.Row, error) {
	return inside(d.at, func(h *house) (inbox.Row, error) { return h.store.Row(ctx, id) })
}

// Detail gives a conversation with its last max messages.
func (d triageDesk) Detail(ctx context.Context, id inbox.ConversationID, max int) (inbox.Detail, error) {
	return inside(d.at, func(h *house) (inbox.Detail, error) { return h.store.Detail(ctx, id, max) })
}

// Raw gives what the network delivered.
func (d triageDesk) Raw(ctx context.Context, id inbox.MessageID) ([]byte, error) {
	return inside(d.at, func(h *house) ([]byte, error) {
		raw, err := h.store.Raw(ctx, id)
		if err != nil && h.crew != nil { // a copy has no raw payloads
			return h.crew.raw(ctx, id)
		}
		return raw, err
	})
}

// Do runs one act as the member at the keyboard.
func (d *desk) Do(ctx context.Context, on inbox.ConversationID, act inbox.Act) (inbox.Event, error) {
	return inside(d.at, func(h *house) (inbox.Event, error) { return h.store.Do(ctx, d.command(on, act), h.member()) })
}

// DoAs runs one act as the member who began it, after another took the
// keyboard: what was typed is kept under its author's name.
func (d triageDesk) DoAs(ctx context.Context, by team.MemberID, on inbox.ConversationID, act inbox.Act) (inbox.Event, error) {
	return inside(d.at, func(h *house) (inbox.Event, error) { return h.store.Do(ctx, d.command(on, act), by) })
}

func (d *desk) command(on inbox.ConversationID, act inbox.Act) inbox.Command {
	return inbox.Command{ID: inbox.CommandID(d.NewID()), Conversation: on, Act: act}
}

// DoAll runs one act on many conversations.
func (d triageDesk) DoAll(ctx context.Context, on []inbox.ConversationID, act inbox.Act, progress func(done, total int)) ([]inbox.Outcome, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	cmds := make([]inbox.Command, len(on))
	for i, id := range on {
		cmds[i] = d.command(id, act)
	}
	return h.store.DoAll(ctx, cmds, h.member(), progress)
}

// LookUp asks the network whether a reply of unknown fate was sent.
func (d triageDesk) LookUp(ctx context.Context, reply inbox.OutboxID) (inbox.SendState, error) {
	return inside(d.at, func(h *house) (inbox.SendState, error) {
		if h.crew != nil {
			return inbox.Unknown, fault.New(fault.Unsupported, "fault.team-server-looks")
		}
		return h.engine.LookUp(ctx, reply)
	})
}

// Attachment gives the bytes of a file that came with a message: from the blob
// store, or out of the raw payload that was kept.
func (d triageDesk) Attachment(ctx context.Context, message inbox.MessageID, index int) ([]byte, error) {
	_, raw, err := d.attachment(ctx, message, index)
	return raw, err
}

func (d triageDesk) attachment(ctx context.Context, message inbox.MessageID, index int) (inbox.Attachment, []byte, error) {
	h, err := d.at()
	if err != nil {
		return inbox.Attachment{}, nil, err
	}
	m, err := h.store.Message(ctx, message)
	if err != nil {
		return inbox.Attachment{}, nil, err
	}
	for _, a := range m.Attachments {
		if a.Index != index {
			continue
		}
		raw, err := d.bytesOf(ctx, h, m, a)
		return a, raw, err
	}
	return inbox.Attachment{}, nil, fault.New(fault.NotFound, "fault.attachment-gone")
}

func (d triageDesk) bytesOf(ctx context.Context, h *house, m inbox.Message, a inbox.Attachment) ([]byte, error) {
	if a.Blob != "" {
		return h.blob(ctx, a.Blob, m.ID)
	}
	row, err := h.store.Row(ctx, m.Conversation)
	if err != nil {
		return nil, err
	}
	c, ok := engine.Connector(row.Channel)
	opener, can := c.(channel.Opener)
	if !ok || !can {
		return nil, fault.New(fault.Unsupported, "fault.attachment-gone")
	}
	raw, err := d.Raw(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	return opener.Attachment(raw, a.Index)
}

// OpenAttachment writes the file where the system's own program can read it,
// read-only, and hands it over. What could run is refused: a person can save
// it instead. What stayed on its network is opened there, in the browser.
func (d triageDesk) OpenAttachment(ctx context.Context, message inbox.MessageID, index int) error {
	a, raw, err := d.attachment(ctx, message, index)
	if err != nil && webAddress(a.URL) { // it stayed on its network, and a person asks for it
		return d.system.show(a.URL)
	}
	if err != nil {
		return err
	}
	if runs(a.Name, a.Type) {
		return fault.New(fault.Forbidden, "fault.attachment-may-run", "Name", a.Name)
	}
	path, err := d.handed.write(a.Name, raw)
	if err != nil {
		return err
	}
	return d.system.show(path)
}

// Attach keeps a file that goes out with a draft.
func (d triageDesk) Attach(ctx context.Context, name string, r io.Reader) (inbox.Attachment, error) {
	h, err := d.at()
	if err != nil {
		return inbox.Attachment{}, err
	}
	sum, size, err := h.store.PutBlob(ctx, r)
	if err != nil {
		return inbox.Attachment{}, err
	}
	kind := mime.TypeByExtension(filepath.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return inbox.Attachment{Name: filepath.Base(name), Type: kind, Size: size, Blob: sum}, nil
}

// PutContact keeps what the house says of a contact.
func (d triageDesk) PutContact(ctx context.Context, c inbox.Contact) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.PutContact(ctx, c, h.member())
}

// LinkIdentity says that a handle is another contact's.
func (d triageDesk) LinkIdentity(ctx context.Context, ch inbox.Channel, handle string, to inbox.ContactID) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.LinkIdentity(ctx, ch, handle, to, h.member())
}

// UnlinkIdentity gives a handle back to the contact that it first made.
func (d triageDesk) UnlinkIdentity(ctx context.Context, ch inbox.Channel, handle string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.UnlinkIdentity(ctx, ch, handle, h.member())
}
