package app

import (
	"context"
	"encoding/json"
	"fmt"
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
	return inside(d.at, func(h *house) (c crisisroom.Confirmed, err error) {
		text, err := h.store.Setting(ctx, settingContacts)
		if err != nil || text == "" {
			return c, err
		}
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return c, fmt.Errorf("read when contacts were confirmed: %w", err)
		}
		return c, nil
	})
}

// ConfirmContacts says that the member at the keyboard did now.
func (d crisisDesk) ConfirmContacts(ctx context.Context) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	text, err := json.Marshal(crisisroom.Confirmed{By: h.member(), At: time.Now()})
	if err != nil {
		return fmt.Errorf("write when contacts were confirmed: %w", err)
	}
	return h.store.PutSetting(ctx, settingContacts, string(text))
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

// ledBy gives the playbooks of which a member led or directed a run.
func ledBy(ctx context.Context, known *knownRuns, h *house, m team.Member, runs []*crisis.Run) (map[string]bool, error) {
	out := map[string]bool{}
	for _, r := range runs {
		if out[r.Book.ID] {
			continue
		}
		k, err := known.of(ctx, h, r)
		if err != nil {
			return nil, err
		}
		caps := k.run.CapacitiesOf(k.plan, m, "")
		out[r.Book.ID] = slices.Contains(caps, crisis.Pilot) || slices.Contains(caps, crisis.Director)
	}
	return out, nil
}
