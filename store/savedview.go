package store

import (
	"context"
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// SavedViews lists the views that a member saved, by name.
func (w *Workspace) SavedViews(ctx context.Context, of team.MemberID) ([]inbox.SavedView, error) {
	list, err := all(w.glance(ctx), body[inbox.SavedView], `SELECT body FROM saved_view WHERE member = ? ORDER BY name_key`, of)
	return list, explain(err)
}

// PutSavedView saves a view under a name, or changes the one of the same id. It
// is by's alone. A name that another view of theirs has is a Conflict.
func (w *Workspace) PutSavedView(ctx context.Context, v inbox.SavedView, by team.MemberID) error {

	return w.issue(ctx, orderView, v, by)
}

func (x *writing) putSavedView(v inbox.SavedView, by team.MemberID) error {
	name, err := inbox.CleanViewName(v.Name)
	if err != nil {
		return err
	}
	if _, err := inbox.ParseTerms(v.View.Search); err != nil {
		return err
	}
	v.Name, v.Member = name, by
	had, err := x.savedView(v.ID, by)
	if err != nil {
		return err
	}
	if err := x.roomForView(v); err != nil {
		return err
	}
	act := "view.save"
	if v.At = x.now; had.ID != "" {
		v.At = had.At
		if had.Name != v.Name {
			act = "view.rename"
		}
	}
	if err := x.keepView(v); err != nil {
		return err
	}
	return x.settled(act, by, map[string]string{"view": v.ID})
}

func (x *writing) keepView(v inbox.SavedView) error {
	text, err := pack(v)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO saved_view (id, member, name, name_key, body, saved_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, body = excluded.body`,
		v.ID, v.Member, v.Name, inbox.Fold(v.Name), text, millis(v.At))
	if err != nil {
		return fmt.Errorf("write saved view: %w", err)
	}
	x.put("saved_view", v.ID)
	x.notice.Team = true
	return nil
}

// savedView reads a view that is by's or new; another member's is refused.
func (x *writing) savedView(id string, by team.MemberID) (inbox.SavedView, error) {
	m, err := x.member(by)
	switch {
	case err != nil:
		return inbox.SavedView{}, err
	case m.ID == "" || m.Retired:
		return inbox.SavedView{}, fault.New(fault.Forbidden, "fault.no-member")
	case strings.TrimSpace(id) == "":
		return inbox.SavedView{}, fault.New(fault.Invalid, "fault.view-unnamed")
	}
	had, err := maybe(x, body[inbox.SavedView], `SELECT body FROM saved_view WHERE id = ?`, id)
	if err == nil && had.ID != "" && had.Member != by {
		err = fault.New(fault.Forbidden, "fault.view-of-another")
	}
	return had, err
}

// roomForView refuses a name that is taken, and more views than a list can
// show.
func (x *writing) roomForView(v inbox.SavedView) error {
	others, err := all(x, body[inbox.SavedView], `SELECT body FROM saved_view WHERE member = ? AND id <> ?`, v.Member, v.ID)
	if err != nil {
		return fmt.Errorf("read saved views: %w", err)
	}
	if len(others) >= inbox.MostSavedViews {
		return fault.New(fault.Full, "fault.view-too-many", "Most", inbox.MostSavedViews)
	}
	for _, o := range others {
		if inbox.Fold(o.Name) == inbox.Fold(v.Name) {
			return fault.New(fault.Conflict, "fault.view-name-taken", "Name", o.Name)
		}
	}
	return nil
}

// RemoveSavedView forgets a view of by's. One that is gone is no error.
func (w *Workspace) RemoveSavedView(ctx context.Context, id string, by team.MemberID) error {
	return w.issue(ctx, orderViewRemove, idOnly{id}, by)
}

func (x *writing) removeSavedView(v idOnly, by team.MemberID) error {
	id := v.ID
	had, err := x.savedView(id, by)
	if err != nil || had.ID == "" {
		return err
	}
	if _, err := x.exec(`DELETE FROM saved_view WHERE id = ?`, id); err != nil {
		return fmt.Errorf("remove saved view: %w", err)
	}
	x.del("saved_view", id)
	x.notice.Team = true
	return x.settled("view.remove", by, map[string]string{"view": id})
}

// CountView counts the conversations of a view, and stops at most: it is made
// to be asked often.
func (w *Workspace) CountView(ctx context.Context, v inbox.View, most int) (int, error) {
	terms, err := w.terms(ctx, v)
	if err != nil {
		return 0, err
	}
	v.Sort = inbox.NewestFirst
	n := 0
	err = w.snapshot(ctx, func(r reading) error {
		q, err := w.query(r, v, terms)
		if err != nil {
			return err
		}
		for _, s := range stretches(v, inbox.Place{}, q) {
			ids, values := q.page(s, most)
			found, err := first(r, plain[int], `SELECT COUNT(*) FROM (`+ids+`) counted`, values...)
			if err != nil {
				return fmt.Errorf("count view: %w", err)
			}
			n += found
		}
		return nil
	})
	return min(n, most), err
}
