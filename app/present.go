package app

import (
	"context"
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/wire"
	"vigie/ui/vm"
)

// hereAgain is how often the server is told again where the member is: it
// forgets after a minute and a half.
const hereAgain = 40 * time.Second

// seen takes who is where.
func (c *crew) seen(list []wire.Presence) {
	c.mu.Lock()
	if slices.Equal(c.present, list) {
		c.mu.Unlock()
		return
	}
	c.present = slices.Clone(list)
	var told []func()
	for _, f := range c.told {
		told = append(told, f)
	}
	c.mu.Unlock()
	for _, f := range told {
		f()
	}
}

// stay says where the member is, at once when that changes and again from time
// to time.
func (c *crew) stay(ctx context.Context) {
	var at wire.Presence
	again := time.NewTicker(hereAgain)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case at = <-c.here:
		case <-again.C:
			if at.Conversation == "" {
				continue
			}
		}
		if err := c.line.Here(ctx, at); err != nil && ctx.Err() == nil {
			c.log.Debug("where the member is was not told", "error", err)
		}
	}
}

// move says that the member is somewhere else now; only the last word counts.
func (c *crew) move(p wire.Presence) {
	select {
	case <-c.here:
	default:
	}
	select {
	case c.here <- p:
	default:
	}
}

// Present lists the colleagues who look at or write in a conversation.
func (d triageDesk) Present() []vm.Presence {
	h, err := d.at()
	if err != nil || h.crew == nil {
		return nil
	}
	h.crew.mu.Lock()
	defer h.crew.mu.Unlock()
	var out []vm.Presence
	for _, p := range h.crew.present {
		out = append(out, vm.Presence{Member: team.MemberID(p.Member), On: inbox.ConversationID(p.Conversation), Writing: p.Writing})
	}
	return out
}

// Here says what the member at the keyboard looks at or writes in; "" is
// nothing.
func (d triageDesk) Here(on inbox.ConversationID, writing bool) {
	h, err := d.at()
	if err != nil || h.crew == nil {
		return
	}
	h.crew.move(wire.Presence{Conversation: string(on), Writing: writing})
}

// OnPresent has tell called when somebody comes or goes.
func (d triageDesk) OnPresent(tell func()) (cancel func()) {
	h, err := d.at()
	if err != nil || h.crew == nil {
		return func() {}
	}
	c := h.crew
	c.mu.Lock()
	defer c.mu.Unlock()
	id := c.nextTo
	c.nextTo++
	c.told[id] = tell
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.told, id)
	}
}

var _ vm.Together = triageDesk{}
