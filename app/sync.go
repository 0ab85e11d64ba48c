package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/wire"
	"vigie/ui/settings"
	"vigie/ui/vm"
)

// Sync is how a team's desktop stands with its server.
func (d *desk) Sync() (vm.Sync, bool) {
	h, err := d.at()
	if err != nil || h.crew == nil {
		return vm.Sync{}, false
	}
	s := h.crew.replica.State()
	out := vm.Sync{
		Phase: vm.SyncPhase(s.Phase), Server: h.crew.Server, Waiting: s.Waiting, Review: s.Review, Since: s.Since,
		Come: int(s.Come), Coming: int(s.Coming),
	}
	if out.Phase == "" {
		out.Phase = vm.SyncStarting
	}
	if h.crew.stranger() != nil {
		out.Phase = vm.SyncStrange
	}
	return out, true
}

// crewed asks the team's part of the open house.
func (d *desk) crewed() (*house, error) {
	h, err := d.at()
	if err == nil && h.crew == nil {
		err = fault.New(fault.NotFound, "fault.team-none")
	}
	return h, err
}

// SyncNow tries at once.
func (d *desk) SyncNow(ctx context.Context) error {
	h, err := d.crewed()
	if err != nil {
		return err
	}
	if err := h.crew.replica.Settle(ctx); err != nil {
		return err
	}
	if s, _ := d.Sync(); s.Phase == vm.SyncOffline {
		return fault.New(fault.Unavailable, "fault.team-offline", "Server", h.crew.Server)
	}
	return nil
}

// Changes lists what the server does not have yet, and what it refused.
func (d *desk) Changes(ctx context.Context) ([]settings.Change, error) {
	h, err := d.crewed()
	if err != nil {
		return nil, err
	}
	entries, err := h.crew.replica.Entries(ctx)
	if err != nil {
		return nil, err
	}
	var out []settings.Change
	for _, e := range slices.Backward(entries) { // the last first
		if e.Standing == replica.Waiting || e.ToReview() {
			out = append(out, h.change(ctx, e, d.sitting()))
		}
	}
	return out, nil
}

// change says what an order was. What it was on may be gone: that is no error.
func (h *house) change(ctx context.Context, e replica.Entry, me team.Member) settings.Change {
	c := settings.Change{
		ID: e.Order.ID, Name: e.Order.Name, On: inbox.ConversationID(e.Order.Conversation), At: time.UnixMilli(e.Order.At),
		Text: writtenIn(e.Order.Args), Refused: e.ToReview(), Late: e.ToConfirm(), Barred: vm.Can(),
	}
	if e.Fault != nil {
		c.Why = &fault.Error{Kind: fault.Kind(e.Fault.Kind), Key: e.Fault.Key, Args: e.Fault.Args}
	}
	if c.On == "" {
		return c
	}
	if row, err := h.store.Row(ctx, c.On); err == nil {
		c.Contact = row.ContactName
		if c.Contact == "" {
			c.Contact = row.Handle
		}
	} else {
		c.On = ""
		return c
	}
	if anyway := anywayOf(e); anyway != "" {
		c.Anyway = anyway
		if !me.Profile.May(team.TakeOver) {
			c.Barred = vm.Cannot("fault.may-not-send-anyway")
		}
	}
	h.sinceThen(ctx, e, &c)
	return c
}

// anywayOf is what can be done about a refusal besides doing the same again.
func anywayOf(e replica.Entry) string {
	switch {
	case e.Fault == nil || !e.ToReview():
		return ""
	case e.Fault.Key == "fault.conversation-moved", e.Fault.Key == "fault.reply-under-way":
		return "send-anyway"
	case e.Fault.Key == "fault.conversation-taken":
		return "take-over"
	default:
		return ""
	}
}

// sinceThen adds what came to the conversation after the change was made, and
// the text of the reply that was refused.
func (h *house) sinceThen(ctx context.Context, e replica.Entry, c *settings.Change) {
	detail, err := h.store.Detail(ctx, c.On, vm.FirstMessages)
	if err != nil {
		return
	}
	for _, m := range detail.Messages {
		if c.Refused && m.ReceivedAt.After(c.At) {
			c.News = append(c.News, m)
		}
	}
	for _, o := range detail.Outbox { // a colleague's answer on its way
		if c.Refused && o.UnderWay() && o.Author != h.me {
			c.News = append(c.News, inbox.Message{Author: inbox.Author{Name: h.nameOf(ctx, o.Author)}, Text: o.Text, SentAt: o.QueuedAt})
		}
	}
	if c.Anyway == "take-over" {
		for _, e := range detail.Events {
			if e.Name == (inbox.Claim{}).Name() || e.Name == (inbox.Assign{}).Name() {
				c.Since = e.At
			}
		}
	}
	var args struct{ Draft inbox.DraftID }
	if e.Order.Name == (inbox.Reply{}).Name() && json.Unmarshal(e.Order.Args, &args) == nil {
		for _, d := range detail.Drafts {
			if d.ID == args.Draft {
				c.Text = d.Text
			}
		}
	}
}

// nameOf is a member's name; "" where it is not known.
func (h *house) nameOf(ctx context.Context, id team.MemberID) string {
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return ""
	}
	m, _ := roster.Member(id)
	return m.Name
}

// writtenIn finds what a person wrote in the arguments of an order.
func writtenIn(args json.RawMessage) string {
	var all map[string]any
	if json.Unmarshal(args, &all) != nil {
		return ""
	}
	var out []string
	var look func(m map[string]any)
	look = func(m map[string]any) {
		for _, name := range []string{"draft", "text", "reason", "answer", "note", "remark", "subject"} {
			for key, v := range m {
				if !strings.EqualFold(key, name) {
					continue
				}
				if s, ok := v.(string); ok && strings.TrimSpace(s) != "" && name != "draft" {
					out = append(out, s)
				} else if inner, ok := v.(map[string]any); ok {
					look(inner)
				}
			}
		}
	}
	look(all)
	return strings.Join(out, "\n\n")
}

// DoAgain does a refused change once more. Anyway changes it into what the
// member says now: take over, or send although it moved.
func (d *desk) DoAgain(ctx context.Context, id string, anyway bool) error {
	h, err := d.crewed()
	if err != nil {
		return err
	}
	if !anyway {
		return h.crew.replica.Again(ctx, id)
	}
	list, err := h.crew.replica.Review(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(e replica.Entry) bool { return e.Order.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.order-gone")
	}
	act, err := insisting(list[i].Order)
	if err != nil {
		return err
	}
	if _, err := d.Do(ctx, inbox.ConversationID(list[i].Order.Conversation), act); err != nil {
		return err
	}
	return h.crew.replica.Dismiss(ctx, id)
}

// insisting makes the act that a member means by doing it anyway.
func insisting(o wire.Order) (inbox.Act, error) {
	act, err := inbox.DecodeAct(o.Name, o.Args)
	if err != nil {
		return nil, err
	}
	if r, ok := act.(inbox.Reply); ok {
		r.Anyway = true
		return r, nil
	}
	return inbox.Claim{TakeOver: true}, nil
}

// Dismiss lets a refused change go.
func (d *desk) Dismiss(ctx context.Context, id string) error {
	h, err := d.crewed()
	if err != nil {
		return err
	}
	return h.crew.replica.Dismiss(ctx, id)
}

// Devices lists the computers, this one first, then those seen last.
func (d *desk) Devices(ctx context.Context) ([]settings.Device, error) {
	h, err := d.outsideTeam()
	if err != nil {
		return nil, err
	}
	list, err := h.crew.guest.Devices(ctx, d.sitting().Profile.May(team.Manage))
	if err != nil {
		return nil, err
	}
	roster, err := h.store.Roster(ctx)
	var out []settings.Device
	for _, one := range list {
		m, _ := roster.Member(team.MemberID(one.Member))
		dev := settings.Device{ID: one.ID, Name: one.Name, Member: m.Name, Revoked: one.Revoked, This: one.ID == h.crew.Device, Made: time.UnixMilli(one.MadeAt)}
		if one.SeenAt > 0 {
			dev.Seen = time.UnixMilli(one.SeenAt)
		}
		out = append(out, dev)
	}
	slices.SortStableFunc(out, func(a, b settings.Device) int {
		switch {
		case a.This != b.This:
			return map[bool]int{true: -1, false: 1}[a.This]
		case a.Revoked != b.Revoked:
			return map[bool]int{true: 1, false: -1}[a.Revoked]
		default:
			return b.Seen.Compare(a.Seen)
		}
	})
	return out, err
}

// Revoke ends a computer's access.
func (d *desk) Revoke(ctx context.Context, device string) error {
	h, err := d.outsideTeam()
	if err != nil {
		return err
	}
	if device == h.crew.Device {
		return fault.New(fault.Forbidden, "fault.team-own-device")
	}
	return h.crew.guest.Revoke(ctx, device)
}

// Invite makes a one-time invitation.
func (d *desk) Invite(ctx context.Context, member string) (settings.Invitation, error) {
	h, err := d.outsideTeam()
	if err != nil {
		return settings.Invitation{}, err
	}
	got, err := h.crew.guest.Invite(ctx, member)
	return settings.Invitation{Text: got.Text, Short: got.Short, Until: time.UnixMilli(got.Until), Picture: got.Picture}, err
}
