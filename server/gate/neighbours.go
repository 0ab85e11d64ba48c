package gate

import (
	"context"
	"encoding/json"
	"time"

	"vigie/store"
	"vigie/store/wire"
)

// Neighbours are the other servers of the same workspace. *store.Workspace is
// one way to them. What is said is kept nowhere.
type Neighbours interface {
	// Murmur says a text of at most 7,900 bytes to all that listen.
	Murmur(ctx context.Context, text string) error
	// Overhear hears each text, its own too, and each revision, until ctx ends.
	Overhear(ctx context.Context, ears store.Ears) error
}

// word is what one server tells the others of where a device's member is.
type word struct {
	Device string `json:"device"`
	wire.Presence
}

// murmur is what servers say to each other.
type murmur struct {
	From  string `json:"from"` // which server; it hears itself too
	Ask   bool   `json:"ask,omitempty"`
	Words []word `json:"words,omitempty"`
}

const (
	// mostWords is how many words fit in one text.
	mostWords = 30
	// murmurEvery bounds how often a server speaks: each time all servers of the
	// database wait for each other for a moment.
	murmurEvery = 100 * time.Millisecond
)

// say has the neighbours told where a device's member is. The caller holds mu.
func (h *hub) say(device string, p wire.Presence) {
	if h.near == nil {
		return
	}
	h.unsaid[device] = p
	select {
	case h.speak <- struct{}{}:
	default:
	}
}

// saying tells the neighbours what is to be said, until ctx ends.
func (h *hub) saying(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.speak:
		}
		for _, m := range h.toSay() {
			raw, err := json.Marshal(m)
			if err == nil {
				err = h.near.Murmur(ctx, string(raw))
			}
			if err != nil && ctx.Err() == nil {
				h.log.DebugContext(ctx, "other servers were not told who is where", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(murmurEvery):
		}
	}
}

// toSay takes what was not said yet.
func (h *hub) toSay() []murmur {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []murmur
	m := murmur{From: h.name, Ask: h.ask}
	for device, p := range h.unsaid {
		if m.Words = append(m.Words, word{device, p}); len(m.Words) == mostWords {
			out, m = append(out, m), murmur{From: h.name}
		}
	}
	clear(h.unsaid)
	h.ask = false
	if m.Ask || len(m.Words) > 0 {
		out = append(out, m)
	}
	return out
}

// overhearing takes what the neighbours say, until ctx ends.
func (h *hub) overhearing(ctx context.Context) {
	err := h.near.Overhear(ctx, store.Ears{Begun: h.askAround, Heard: h.overheard, Moved: h.movedOn})
	if err != nil && ctx.Err() == nil {
		h.log.WarnContext(ctx, "other servers are not heard", "error", err)
	}
}

// movedOn looks at once, where what was told is not all yet.
func (h *hub) movedOn(rev int64) {
	if rev != h.rev.Load() {
		h.hurry()
	}
}

// askAround wants to know who is where: nothing was heard up to now.
func (h *hub) askAround() {
	h.hurry()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ask = true
	h.answer()
}

// answer says again where everybody is who is here. The caller holds mu.
func (h *hub) answer() {
	for device, p := range h.present {
		if !p.afar && h.now().Before(p.until) {
			h.unsaid[device] = p.Presence
		}
	}
	select {
	case h.speak <- struct{}{}:
	default:
	}
}

func (h *hub) overheard(text string) {
	var m murmur
	if err := json.Unmarshal([]byte(text), &m); err != nil || m.From == h.name {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if m.Ask {
		h.answer()
	}
	until := h.now().Add(presenceLife)
	for _, w := range m.Words {
		if w.Conversation == "" {
			h.move(w.Device, nil)
		} else {
			h.move(w.Device, &present{Presence: w.Presence, until: until, afar: true})
		}
	}
	if len(m.Words) > 0 {
		h.hurry()
	}
}
