package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui/crisisroom"
)

// settingContacts names the setting that says when somebody last looked whether
// everybody of the cells can be reached.
const settingContacts = "crisis.contacts"

// CrisisContacts is when somebody last looked.
func (d crisisDesk) CrisisContacts(ctx context.Context) (crisisroom.Confirmed, error) {
	return inside(d.at, func(h *house) (crisisroom.Confirmed, error) {
		return settingOf[crisisroom.Confirmed](ctx, h, settingContacts)
	})
}

// ConfirmContacts says that the member at the keyboard did now.
func (d crisisDesk) ConfirmContacts(ctx context.Context) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return putSetting(ctx, h, settingContacts, crisisroom.Confirmed{By: h.member(), At: time.Now()})
}

// BookText gives a version's text.
func (d crisisDesk) BookText(ctx context.Context, hash string) (string, error) {
	return inside(d.at, func(h *house) (string, error) { return h.store.PlaybookText(ctx, hash) })
}

// aboutBooks adds to playbooks their versions, and whether a member may publish
// another.
func aboutBooks(m team.Member, led map[string]bool, books []crisisroom.Book, kept []store.PlaybookVersion) {
	for i := range books {
		b := &books[i]
		b.Publishes = crisis.MayPublishBook(m, led[b.ID])
		for _, v := range kept {
			if v.ID != b.ID {
				continue
			}
			one := crisisroom.BookVersion{Hash: v.Hash, Version: v.Version, Lang: v.Lang, Draft: v.State == "draft", Retired: v.State == "retired", By: v.WrittenBy, At: v.WrittenAt}
			if !v.PublishedAt.IsZero() {
				one.At = v.PublishedAt
			}
			b.Versions = append(b.Versions, one)
		}
		slices.SortStableFunc(b.Versions, func(x, y crisisroom.BookVersion) int { return y.At.Compare(x.At) })
	}
}

// ledBy gives the playbooks of which a member led or directed a run. A run whose
// playbook cannot be read any more says only who led it: it must not keep the
// others from being run.
func (d crisisDesk) ledBy(ctx context.Context, h *house, m team.Member, runs []*crisis.Run) (map[string]bool, error) {
	out := map[string]bool{}
	for _, r := range runs {
		if out[r.Book.ID] {
			continue
		}
		plan := &crisis.Plan{}
		if holdsAny(r, m.ID) {
			var err error
			if plan, err = d.crises.planOf(r.Book.Hash, func(hash string) (string, error) { return h.store.PlaybookText(ctx, hash) }); err != nil {
				return nil, err
			}
		}
		caps := r.CapacitiesOf(plan, m, "")
		out[r.Book.ID] = slices.Contains(caps, crisis.Pilot) || slices.Contains(caps, crisis.Director)
	}
	return out, nil
}

func holdsAny(r *crisis.Run, m team.MemberID) bool {
	for role := range r.Roles {
		if r.Holds(m, role) {
			return true
		}
	}
	return false
}

// keptBook gives a version as the screen lists it. One that was published and
// cannot be read is shown as a draft: the editor says what is wrong with it, and
// the others can be run meanwhile.
func (d crisisDesk) keptBook(ctx context.Context, h *house, v store.PlaybookVersion, runs []*crisis.Run) (crisisroom.Book, error) {
	text, err := h.store.PlaybookText(ctx, v.Hash)
	if err != nil {
		return crisisroom.Book{}, err
	}
	p, err := d.crises.book([]byte(text))
	b := bookOf(p, []byte(text), v, runs)
	if err != nil {
		b.ID, b.Version, b.Lang, b.Title = v.ID, v.Version, v.Lang, cmp.Or(b.Title, v.Title)
	}
	if err != nil && !b.Draft {
		d.log.Warn("a published playbook cannot be read", "playbook", v.ID, "version", v.Version, "err", err)
		b.Draft = true
	}
	return b, nil
}
