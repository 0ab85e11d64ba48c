package app

import (
	"context"
	"time"

	"vigie/inbox"
)

// contactsDesk is the desk as the screen of the contacts sees it.
type contactsDesk struct{ triageDesk }

// Contacts gives a page of a list.
func (d contactsDesk) Contacts(ctx context.Context, v inbox.ContactView, after inbox.ContactPlace, limit int) ([]inbox.ContactRow, error) {
	return inside(d.at, func(h *house) ([]inbox.ContactRow, error) { return h.store.Contacts(ctx, v, after, limit) })
}

// Dossier gives all that is known of a contact now.
func (d contactsDesk) Dossier(ctx context.Context, id inbox.ContactID) (inbox.Dossier, error) {
	return inside(d.at, func(h *house) (inbox.Dossier, error) { return h.store.Dossier(ctx, id, time.Now()) })
}

// RefuseLink keeps that two handles are not one person's.
func (d contactsDesk) RefuseLink(ctx context.Context, mine, other inbox.Identity) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.RefuseLink(ctx, mine, other, h.member())
}

// AllowLink takes a refusal back.
func (d contactsDesk) AllowLink(ctx context.Context, mine, other inbox.Identity) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.AllowLink(ctx, mine, other, h.member())
}
