package desktest

import (
	"context"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// SavedViews lists the views of who sits at the desk.
func (d *Desk) SavedViews(context.Context) ([]inbox.SavedView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []inbox.SavedView
	for _, v := range d.saved {
		if v.Member == d.Member {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b inbox.SavedView) int { return strings.Compare(inbox.Fold(a.Name), inbox.Fold(b.Name)) })
	return out, nil
}

// PutSavedView keeps a view.
func (d *Desk) PutSavedView(_ context.Context, v inbox.SavedView) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	v.Member = d.Member
	for _, o := range d.saved {
		if o.ID != v.ID && o.Member == v.Member && inbox.Fold(o.Name) == inbox.Fold(v.Name) {
			return fault.New(fault.Conflict, "fault.view-name-taken", "Name", o.Name)
		}
	}
	d.saved = put(d.saved, v, func(o inbox.SavedView) bool { return o.ID == v.ID })
	return nil
}

// RemoveSavedView forgets a view.
func (d *Desk) RemoveSavedView(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.saved = slices.DeleteFunc(d.saved, func(v inbox.SavedView) bool { return v.ID == id })
	return nil
}

// CountView counts a view.
func (d *Desk) CountView(_ context.Context, v inbox.View, most int) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counted++
	return min(most, len(d.matching(v))), nil
}

// Counted counts how often a saved view was counted.
func (d *Desk) Counted() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counted
}

// FindContacts looks through everybody.
func (d *Desk) FindContacts(_ context.Context, typed string, limit int) ([]inbox.Identity, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []inbox.Identity
	for id, list := range d.Known {
		for _, i := range list {
			i.Name = d.Persons[id].Name
			if strings.HasPrefix(inbox.Fold(i.Name), inbox.Fold(typed)) || strings.HasPrefix(i.Handle, typed) {
				out = append(out, i)
			}
		}
	}
	slices.SortFunc(out, func(a, b inbox.Identity) int { return strings.Compare(a.Handle, b.Handle) })
	return out[:min(limit, len(out))], nil
}
