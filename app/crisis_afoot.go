package app

import (
	"context"
	"sync"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/ui/vm"
)

// CrisesAfoot tells of the runs that go on, the newest first.
func (d *desk) CrisesAfoot(ctx context.Context) ([]vm.Afoot, error) {
	return inside(d.at, func(h *house) ([]vm.Afoot, error) {
		runs, err := h.store.Runs(ctx)
		if err != nil {
			return nil, err
		}
		var out []vm.Afoot
		for _, r := range runs {
			if !going(r) {
				continue
			}
			k, err := d.crises.of(ctx, h, r)
			if err != nil {
				return nil, err
			}
			if a, ok := vm.NewAfoot(k.run, k.plan, k.events, h.member(), time.Now()); ok {
				out = append(out, a)
			}
		}
		return out, nil
	})
}

// knownRuns keeps what was read of runs that go on and of playbooks, so that
// each notice of a busy inbox does not read them anew.
type knownRuns struct {
	mu   sync.Mutex
	runs map[crisis.RunID]knownRun
	// books are playbooks that were read, by the hash of their text.
	books map[string]playbook.Playbook
}

// book reads the text of a playbook once.
func (c *knownRuns) book(text []byte) playbook.Playbook {
	c.mu.Lock()
	defer c.mu.Unlock()
	hash := playbook.Hash(text)
	if p, ok := c.books[hash]; ok {
		return p
	}
	p, _ := playbook.Read(text)
	if c.books == nil {
		c.books = map[string]playbook.Playbook{}
	}
	c.books[hash] = p
	return p
}

type knownRun struct {
	of     *house
	run    *crisis.Run
	plan   *crisis.Plan
	events []crisis.Event
}

// of gives a run with its plan and log, read anew when its log has grown.
func (c *knownRuns) of(ctx context.Context, h *house, r *crisis.Run) (k knownRun, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k, ok := c.runs[r.ID]; ok && k.of == h && k.run.Head == r.Head {
		return k, nil
	}
	k.of = h
	if k.run, k.plan, err = h.store.Run(ctx, r.ID); err != nil {
		return k, err
	}
	if k.events, err = h.store.RunEvents(ctx, r.ID); err != nil {
		return k, err
	}
	if c.runs == nil {
		c.runs = map[crisis.RunID]knownRun{}
	}
	c.runs[r.ID] = k
	return k, nil
}

// going reports whether there may be something to tell of a run.
func going(r *crisis.Run) bool {
	for _, z := range r.Freezes {
		if z.On() {
			return true
		}
	}
	switch r.State {
	case crisis.Closed, crisis.StoodDown, crisis.Reviewed, crisis.Discarded:
		return false
	}
	return true
}

// LinkToRun ties conversations and contacts to a run, or unties them.
func (d triageDesk) LinkToRun(ctx context.Context, run crisis.RunID, links []crisis.Link, off bool) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	r, _, err := h.store.Run(ctx, run)
	if err != nil {
		return err
	}
	o := crisis.Order{ID: d.NewID(), Run: run, At: time.Now(), Base: r.Seq, Act: crisis.LinkTo{Links: links}}
	if off {
		o.Act = crisis.Unlink{Links: links}
	}
	return h.store.ActInRun(ctx, o, h.member())
}

var _ interface {
	vm.Crises
	vm.RunLinks
} = triageDesk{}
