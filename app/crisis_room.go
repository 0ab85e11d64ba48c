package app

import (
	"context"
	"encoding/json"
	"fmt"

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
	return inside(d.at, func(h *house) ([]string, error) {
		text, err := h.store.Setting(ctx, settingTools)
		if err != nil || text == "" {
			return nil, err
		}
		var out []string
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			return nil, fmt.Errorf("read the outside tools: %w", err)
		}
		return out, nil
	})
}

// NameTools says which they are.
func (d crisisDesk) NameTools(ctx context.Context, tools []string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	text, err := json.Marshal(tools)
	if err != nil {
		return fmt.Errorf("write the outside tools: %w", err)
	}
	return h.store.PutSetting(ctx, settingTools, string(text))
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
	if r.Linked, err = rowsOf(ctx, h, r.Run.Conversations()); err != nil {
		return err
	}
	r.Given, err = rowsOf(ctx, h, givenOf(r.Run))
	return err
}

// silent reports whether nothing is ever sent from an account.
func silent(a inbox.Account) bool {
	return a.Channel == inbox.ChannelClip || a.Channel == inbox.ChannelImport || a.Channel == inbox.ChannelFeed
}

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
	for i, id := range ids {
		if i == mostLinked {
			break
		}
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
	return inside(d.at, func(h *house) (t crisisroom.Typed, err error) {
		text, err := h.store.Setting(ctx, settingTyped+string(by))
		if err != nil || text == "" {
			return t, err
		}
		if err := json.Unmarshal([]byte(text), &t); err != nil {
			return t, fmt.Errorf("read what was typed: %w", err)
		}
		return t, nil
	})
}

// KeepCrisisTyped keeps what a member types.
func (d crisisDesk) KeepCrisisTyped(ctx context.Context, by team.MemberID, t crisisroom.Typed) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	text := []byte{}
	if len(t.Texts)+len(t.Books) > 0 || t.Open != nil || t.Book != nil {
		if text, err = json.Marshal(t); err != nil {
			return fmt.Errorf("write what was typed: %w", err)
		}
	}
	return h.store.PutSetting(ctx, settingTyped+string(by), string(text))
}
