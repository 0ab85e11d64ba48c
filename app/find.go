package app

import (
	"context"

	"vigie/inbox"
)

// SavedViews lists the views of the member at the keyboard.
func (d triageDesk) SavedViews(ctx context.Context) ([]inbox.SavedView, error) {
	return inside(d.at, func(h *house) ([]inbox.SavedView, error) { return h.store.SavedViews(ctx, h.member()) })
}

// PutSavedView saves a view of the member at the keyboard.
func (d triageDesk) PutSavedView(ctx context.Context, v inbox.SavedView) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.PutSavedView(ctx, v, h.member())
}

// RemoveSavedView forgets one.
func (d triageDesk) RemoveSavedView(ctx context.Context, id string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.RemoveSavedView(ctx, id, h.member())
}

// CountView counts a view, and stops at most.
func (d triageDesk) CountView(ctx context.Context, v inbox.View, most int) (int, error) {
	return inside(d.at, func(h *house) (int, error) { return h.store.CountView(ctx, v, most) })
}

// FindContacts gives the handles that a few letters may mean.
func (d triageDesk) FindContacts(ctx context.Context, typed string, limit int) ([]inbox.Identity, error) {
	return inside(d.at, func(h *house) ([]inbox.Identity, error) { return h.store.FindContacts(ctx, typed, limit) })
}
