package app

import (
	"context"
	"slices"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
)

// settingTools names the setting with the tools that the house publishes with
// besides Vigie.
const settingTools = "crisis.tools"

// CrisisTools are the tools besides Vigie that the house publishes with.
func (d crisisDesk) CrisisTools(ctx context.Context) ([]string, error) {
	return inside(d.at, func(h *house) ([]string, error) { return settingOf[[]string](ctx, h, settingTools) })
}

// NameTools says which they are.
func (d crisisDesk) NameTools(ctx context.Context, tools []string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return putSetting(ctx, h, settingTools, tools)
}

// mostLinked bounds how many conversations of a run are listed.
const mostLinked = 500

// beside reads what a run touches outside of itself: what its pause holds and
// gave back, and its conversations.
func beside(ctx context.Context, h *house, r *crisisroom.Room) (err error) {
	r.Copy = h.crew != nil
	accounts, err := h.store.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if !a.Retired && !silent(a) {
			r.Accounts = append(r.Accounts, a)
		}
	}
	queued, err := h.store.Replies(ctx, inbox.Queued)
	if err != nil {
		return err
	}
	for _, e := range queued {
		if r.Run.Frozen(e.Account) != nil {
			r.Held++
		}
	}
	var linked []inbox.ConversationID
	linked, r.LinkedMore = shortlist(r.Run)
	if r.Linked, err = rowsOf(ctx, h, linked); err != nil {
		return err
	}
	r.Given, err = rowsOf(ctx, h, givenOf(r.Run))
	return err
}

// silent reports whether nothing is ever sent from an account.
func silent(a inbox.Account) bool {
	return a.Channel == inbox.ChannelClip || a.Channel == inbox.ChannelImport || a.Channel == inbox.ChannelFeed
}

// shortlist are the conversations of a run that are listed, and how many more
// there are. Those that the run has not answered come first, so that nobody who
// waits stays behind others for ever.
func shortlist(r *crisis.Run) (ids []inbox.ConversationID, more int) {
	answered := map[inbox.ConversationID]bool{}
	for _, p := range r.Publications {
		answered[p.Conversation] = answered[p.Conversation] || p.State != crisis.Failed
	}
	ids = r.Conversations()
	slices.SortStableFunc(ids, func(a, b inbox.ConversationID) int {
		switch {
		case answered[a] == answered[b]:
			return 0
		case answered[a]:
			return 1
		}
		return -1
	})
	more = max(0, len(ids)-mostLinked)
	return ids[:len(ids)-more], more
}

// givenOf are the conversations whose replies a pause gave back as drafts.
func givenOf(r *crisis.Run) []inbox.ConversationID {
	var out []inbox.ConversationID
	for _, z := range r.Freezes {
		for _, g := range z.Gave {
			out = append(out, g.Conversation)
		}
	}
	return out
}

// rowsOf gives conversations as lines of a list; those that are gone, or that
// the member does not see, are left out.
func rowsOf(ctx context.Context, h *house, ids []inbox.ConversationID) ([]inbox.Row, error) {
	var out []inbox.Row
	for _, id := range ids {
		row, err := h.store.Row(ctx, id)
		switch {
		case err == nil:
			out = append(out, row)
		case fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Forbidden:
			return nil, err
		}
	}
	return out, nil
}

// settingTyped begins the name of the setting with what a member left typed in
// the crisis room. It stays on this computer.
const settingTyped = "desk.crisis.typed."

// CrisisTyped is what a member left typed.
func (d crisisDesk) CrisisTyped(ctx context.Context, by team.MemberID) (crisisroom.Typed, error) {
	return inside(d.at, func(h *house) (crisisroom.Typed, error) {
		return settingOf[crisisroom.Typed](ctx, h, settingTyped+string(by))
	})
}

// KeepCrisisTyped keeps what a member types.
func (d crisisDesk) KeepCrisisTyped(ctx context.Context, by team.MemberID, t crisisroom.Typed) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	var kept any
	if !t.Empty() {
		kept = t
	}
	return putSetting(ctx, h, settingTyped+string(by), kept)
}
