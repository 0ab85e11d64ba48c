package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
)

// heldContact is a contact as the transaction has it.
type heldContact struct {
	inbox.Contact
	fresh, dirty bool
}

const contactColumns = `id, name, role, tags, remark, no_contact, first_at, last_at, merged_into, version`

func readContact(s scanner) (inbox.Contact, error) {
	var c inbox.Contact
	var tags string
	var firstAt, lastAt int64
	err := s.Scan(&c.ID, &c.Name, &c.Role, &tags, &c.Remark, &c.NoContact, &firstAt, &lastAt, &c.MergedInto, &c.Version)
	if err != nil {
		return c, err
	}
	c.FirstAt, c.LastAt = moment(firstAt), moment(lastAt)
	c.Tags, err = unlist(tags)
	return c, err
}

func readIdentity(s scanner) (inbox.Identity, error) {
	var i inbox.Identity
	err := s.Scan(&i.Channel, &i.Handle, &i.Name, &i.URL, &i.Followers, &i.Contact, &i.Origin)
	return i, err
}

const identityColumns = `channel, handle, name, url, followers, contact, origin`

// contact gives a contact as the transaction has it; nil when there is none.
func (x *writing) contact(id inbox.ContactID) (*heldContact, error) {
	if h, ok := x.contacts[id]; ok {
		return h, nil
	}
	c, err := first(x, readContact, `SELECT `+contactColumns+` FROM contact WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read contact %s: %w", id, err)
	}
	h := &heldContact{Contact: c}
	x.contacts[id] = h
	return h, nil
}

// handleKey is how a handle is compared: mail addresses and fediverse names
// know no capitals.
func handleKey(handle string) string { return strings.ToLower(strings.TrimSpace(handle)) }

// meet finds the contact of an author, or makes it under the id of the message
// that brought it. An author without a handle has none.
func (x *writing) meet(ch inbox.Channel, a inbox.Author, at time.Time, id string) (inbox.ContactID, error) {
	handle := handleKey(a.Handle)
	if handle == "" {
		return "", nil
	}
	known, there := x.identities[handle]
	if !there {
		var err error
		known, err = maybe(x, readIdentity, `SELECT `+identityColumns+` FROM identity WHERE channel = ? AND handle = ?`, ch, handle)
		if err != nil {
			return "", fmt.Errorf("read identity: %w", err)
		}
	}
	if known.Handle == "" {
		return x.welcome(ch, a, at, inbox.ContactID(id))
	}
	if err := x.refresh(known, a); err != nil {
		return "", err
	}
	h, err := x.contact(known.Contact)
	if err != nil || h == nil {
		return known.Contact, err
	}
	h.seen(at)
	return known.Contact, nil
}

// seen widens the time in which the contact was heard of.
func (h *heldContact) seen(at time.Time) {
	if h.FirstAt.IsZero() || at.Before(h.FirstAt) {
		h.FirstAt, h.dirty = at, true
	}
	if at.After(h.LastAt) {
		h.LastAt, h.dirty = at, true
	}
}

func (x *writing) welcome(ch inbox.Channel, a inbox.Author, at time.Time, id inbox.ContactID) (inbox.ContactID, error) {
	x.contacts[id] = &heldContact{fresh: true, dirty: true, Contact: inbox.Contact{
		ID: id, Name: cmp.Or(a.Name, a.Handle), FirstAt: at, LastAt: at, Version: 1,
	}}
	_, err := x.exec(`INSERT INTO identity (channel, handle, name, url, followers, contact, origin) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		ch, handleKey(a.Handle), a.Name, a.URL, a.Followers, id, id)
	if err != nil {
		return "", fmt.Errorf("write identity: %w", err)
	}
	x.put("identity", keyOf(string(ch), handleKey(a.Handle)))
	x.identities[handleKey(a.Handle)] = inbox.Identity{
		Channel: ch, Handle: handleKey(a.Handle), Name: a.Name, URL: a.URL, Followers: a.Followers, Contact: id, Origin: id,
	}
	return id, x.findableAs(id, a.Name, handleKey(a.Handle))
}

// refresh takes over what the network now says of a handle. What it does not
// say stays.
func (x *writing) refresh(known inbox.Identity, a inbox.Author) error {
	name, url, followers := cmp.Or(a.Name, known.Name), cmp.Or(a.URL, known.URL), known.Followers
	if a.Followers != nil {
		followers = a.Followers
	}
	same := followers == known.Followers || followers != nil && known.Followers != nil && *followers == *known.Followers
	if name == known.Name && url == known.URL && same {
		return nil
	}
	x.put("identity", keyOf(string(known.Channel), known.Handle))
	delete(x.identities, known.Handle)
	_, err := x.exec(`UPDATE identity SET name = ?, url = ?, followers = ? WHERE channel = ? AND handle = ?`,
		name, url, followers, known.Channel, known.Handle)
	if err != nil || name == known.Name {
		return err
	}
	return x.findable(known.Contact)
}

func (x *writing) flushContacts() error {
	var list []*heldContact
	for _, h := range x.contacts {
		if h.dirty {
			list = append(list, h)
		}
	}
	// New ones first, because what waits in line together is written together.
	slices.SortFunc(list, func(a, b *heldContact) int {
		switch {
		case a.fresh == b.fresh:
			return cmp.Compare(a.ID, b.ID)
		case a.fresh:
			return -1
		default:
			return 1
		}
	})
	for _, h := range list {
		if err := x.writeContact(h); err != nil {
			return fmt.Errorf("write contact %s: %w", h.ID, err)
		}
	}
	return nil
}

func (x *writing) writeContact(h *heldContact) error {
	c := h.Contact
	tags, err := list(c.Tags)
	if err != nil {
		return err
	}
	x.put("contact", string(c.ID))
	values := []any{c.ID, c.Name, c.Role, tags, c.Remark, c.NoContact, millis(c.FirstAt), millis(c.LastAt), c.MergedInto, c.Version}
	if h.fresh {
		_, err = x.exec(`INSERT INTO contact (id, name, role, tags, remark, no_contact, first_at, last_at, merged_into, version)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...)
		return err
	}
	_, err = x.exec(`UPDATE contact SET name = ?2, role = ?3, tags = ?4, remark = ?5, no_contact = ?6, first_at = ?7, last_at = ?8,
		merged_into = ?9, version = ?10
		WHERE id = ?1`, values...)
	return err
}
