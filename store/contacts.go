package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Contact gives a contact.
func (w *Workspace) Contact(ctx context.Context, id inbox.ContactID) (inbox.Contact, error) {
	c, err := first(w.glance(ctx), readContact, `SELECT `+contactColumns+` FROM contact WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Wrap(err, fault.NotFound, "fault.contact-gone")
	}
	return c, explain(err)
}

// Identities lists the handles of a contact.
func (w *Workspace) Identities(ctx context.Context, id inbox.ContactID) ([]inbox.Identity, error) {
	list, err := identitiesOf(w.glance(ctx), id)
	return list, explain(err)
}

func identitiesOf(r reading, id inbox.ContactID) ([]inbox.Identity, error) {
	return all(r, readIdentity, `SELECT `+identityColumns+` FROM identity WHERE contact = ? ORDER BY channel, handle`, id)
}

// PutContact changes what the house says of a contact: name, role, tags, remark
// and whether they may be written to. Its Version must be the one that was read; another one is a
// Conflict. Everything else in c is ignored.
func (w *Workspace) PutContact(ctx context.Context, c inbox.Contact, by team.MemberID) error {
	return w.issue(ctx, orderContact, c, by)
}

func (x *writing) putContact(c inbox.Contact, by team.MemberID) error {
	if err := x.mayTriage(by); err != nil {
		return err
	}
	h, err := x.contact(c.ID)
	if err != nil {
		return err
	}
	if h == nil {
		return fault.New(fault.NotFound, "fault.contact-gone")
	}
	if err := x.seesContacts(c.ID); err != nil {
		return err
	}
	if h.Version != c.Version {
		return fault.New(fault.Conflict, "fault.contact-changed", "Name", h.Name)
	}
	tags := make([]string, 0, len(c.Tags))
	for _, t := range c.Tags {
		if t = strings.ToLower(strings.TrimSpace(t)); t != "" {
			tags = append(tags, t)
		}
	}
	slices.Sort(tags)
	h.Name, h.Role, h.Remark, h.Tags = c.Name, c.Role, c.Remark, slices.Compact(tags)
	h.NoContact = c.NoContact
	h.Version++
	h.dirty = true
	x.notice.All = true
	if err := x.findable(c.ID); err != nil {
		return err
	}
	return x.settled("contact.put", by, map[string]string{"contact": string(c.ID)})
}

// mayTriage checks that a member may work on what the house knows.
func (x *writing) mayTriage(by team.MemberID) error {
	m, err := x.member(by)
	if err != nil {
		return err
	}
	if by != "" && (m.Retired || !m.Profile.May(team.Triage)) {
		return fault.New(fault.Forbidden, "fault.profile-may-not", "Profile", string(m.Profile))
	}
	return nil
}

// LinkIdentity says that a handle is another contact's: its messages and
// conversations go over with it. UnlinkIdentity takes that back.
func (w *Workspace) LinkIdentity(ctx context.Context, ch inbox.Channel, handle string, to inbox.ContactID, by team.MemberID) error {
	return w.issue(ctx, orderLink, handleTo{ch, handle, to}, by)
}

func (x *writing) linkHandle(h handleTo, by team.MemberID) error {
	if h.To == "" {
		return fault.New(fault.NotFound, "fault.contact-gone")
	}
	return x.relink("contact.link", h, by)
}

// UnlinkIdentity gives a handle back to the contact that it first made.
func (w *Workspace) UnlinkIdentity(ctx context.Context, ch inbox.Channel, handle string, by team.MemberID) error {
	return w.issue(ctx, orderUnlink, handleTo{Channel: ch, Handle: handle}, by)
}

func (x *writing) unlinkHandle(h handleTo, by team.MemberID) error {
	return x.relink("contact.unlink", handleTo{Channel: h.Channel, Handle: h.Handle}, by)
}

func (x *writing) relink(name string, h handleTo, by team.MemberID) error {
	if err := x.mayTriage(by); err != nil {
		return err
	}
	ch, handle, to := h.Channel, handleKey(h.Handle), h.To
	i, err := first(x, readIdentity, `SELECT `+identityColumns+` FROM identity WHERE channel = ? AND handle = ?`, ch, handle)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap(err, fault.NotFound, "fault.contact-gone")
	}
	if err != nil {
		return err
	}
	if to == "" {
		to = i.Origin
	}
	target, err := x.contact(to)
	if err != nil {
		return err
	}
	if target == nil {
		return fault.New(fault.NotFound, "fault.contact-gone")
	}
	if err := x.seesContacts(i.Contact, to); err != nil {
		return err
	}
	if i.Contact == to {
		return nil
	}
	if err := x.carryOver(i, to); err != nil {
		return fmt.Errorf("link %s: %w", handle, err)
	}
	for _, c := range []inbox.ContactID{i.Contact, to} {
		if err := x.heardOf(c); err != nil {
			return fmt.Errorf("link %s: %w", handle, err)
		}
	}
	x.notice.All = true
	return x.settled(name, by, map[string]string{"contact": string(to), "from": string(i.Contact), "channel": string(ch)})
}

// heardOf sets anew when a contact was heard of, after messages came to it or
// left it. A contact that has none left keeps its times.
func (x *writing) heardOf(id inbox.ContactID) error {
	h, err := x.contact(id)
	if err != nil || h == nil {
		return err
	}
	var firstAt, lastAt int64
	err = x.one(`SELECT COALESCE(MIN(sent_at), 0), COALESCE(MAX(sent_at), 0) FROM message WHERE contact = ? AND direction = 'in'`, []any{id}, &firstAt, &lastAt)
	if err != nil || lastAt == 0 {
		return err
	}
	h.FirstAt, h.LastAt, h.dirty = moment(firstAt), moment(lastAt), true
	return nil
}

// carryOver moves a handle, with the messages and conversations that it
// brought, from its contact to another.
func (x *writing) carryOver(i inbox.Identity, to inbox.ContactID) error {
	if _, err := x.exec(`UPDATE identity SET contact = ? WHERE channel = ? AND handle = ?`, to, i.Channel, i.Handle); err != nil {
		return err
	}
	x.put("identity", keyOf(string(i.Channel), i.Handle))
	for _, c := range []inbox.ContactID{i.Contact, to} {
		if err := x.findable(c); err != nil {
			return err
		}
	}
	// The handle of a message's other side is its author's, or of an answer of
	// ours that of the conversation it stands in.
	ids, err := all(x, plain[inbox.ConversationID], `SELECT DISTINCT m.conversation
		FROM message m
		JOIN account a ON a.id = m.account
		WHERE m.contact = ? AND a.channel = ? AND m.direction = 'in' AND lower(m.handle) = ?`, i.Contact, i.Channel, i.Handle)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := x.carryMessages(id, i, to); err != nil {
			return err
		}
		c, err := x.conversation(id)
		if err != nil {
			return err
		}
		if c.Contact == i.Contact {
			c.Contact = to
		}
		if err := x.keep(c); err != nil {
			return err
		}
	}
	return nil
}

// carryMessages moves those of one conversation.
func (x *writing) carryMessages(id inbox.ConversationID, i inbox.Identity, to inbox.ContactID) error {
	const theirs = ` WHERE conversation = ? AND contact = ? AND (direction = 'out' OR lower(handle) = ?)`
	list, err := all(x, plain[string], `SELECT id FROM message`+theirs, id, i.Contact, i.Handle)
	if err != nil {
		return err
	}
	for _, m := range list {
		x.put("message", m)
	}
	_, err = x.exec(`UPDATE message SET contact = ?`+theirs, to, id, i.Contact, i.Handle)
	return err
}
