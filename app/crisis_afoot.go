package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
	"vigie/ui/vm"
)

// CrisesAfoot tells of the runs that go on, the newest first.
func (d *desk) CrisesAfoot(ctx context.Context) ([]vm.Afoot, error) {
	h, err := d.at()
	if err != nil {
		d.crises.keep(nil, nil)
		return nil, err
	}
	runs, err := h.store.Runs(ctx)
	if err != nil {
		return nil, err
	}
	runs = slices.DeleteFunc(runs, func(r *crisis.Run) bool { return !going(r) })
	d.crises.keep(h, runs)
	var out []vm.Afoot
	for _, r := range runs {
		k, err := d.crises.of(ctx, h, r)
		if err != nil {
			return nil, err
		}
		if a, ok := vm.NewAfoot(k.run, k.plan, k.events, h.member(), time.Now()); ok {
			out = append(out, a)
		}
	}
	return out, nil
}

// knownRuns keeps what was read of the runs that go on in the house that is
// open, and of playbooks, so that each notice of a busy inbox does not read them
// anew.
type knownRuns struct {
	mu    sync.Mutex
	house *house
	runs  map[crisis.RunID]knownRun
	// books are playbooks that were read, by the hash of their text.
	books map[string]knownBook
}

type knownRun struct {
	run    *crisis.Run
	plan   *crisis.Plan
	events []crisis.Event
}

type knownBook struct {
	book playbook.Playbook
	plan *crisis.Plan // nil until it was asked for
	err  error
}

// book reads the text of a playbook once. With the error comes what could be
// read, as a draft is shown.
func (c *knownRuns) book(text []byte) (playbook.Playbook, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hash := playbook.Hash(text)
	k, ok := c.books[hash]
	if !ok {
		var findings playbook.Findings
		k.book, findings = playbook.Read(text)
		if i := slices.IndexFunc(findings, func(f playbook.Finding) bool { return !f.Warning }); i >= 0 {
			k.err = fmt.Errorf("read playbook, line %d: %w", findings[i].Line, fault.New(fault.Corrupt, "crisis.no-playbook"))
		}
		if c.books == nil {
			c.books = map[string]knownBook{}
		}
		c.books[hash] = k
	}
	return k.book, k.err
}

// planOf gives the plan of a version of a playbook by its hash, and reads the
// text only where it does not know it. Of a text that is not there, or cannot be
// read any more, the plan is empty.
func (c *knownRuns) planOf(hash string, text func(hash string) (string, error)) (*crisis.Plan, error) {
	c.mu.Lock()
	k, known := c.books[hash]
	c.mu.Unlock()
	if !known {
		raw, err := text(hash)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			return &crisis.Plan{}, nil // it may still come
		case err != nil:
			return nil, err
		}
		k.book, k.err = c.book([]byte(raw))
	}
	switch {
	case k.err != nil:
		return &crisis.Plan{}, nil
	case k.plan != nil:
		return k.plan, nil
	}
	k.plan = crisis.NewPlan(k.book)
	c.mu.Lock()
	defer c.mu.Unlock()
	if now, still := c.books[hash]; still {
		now.plan = k.plan
		c.books[hash] = now
	}
	return k.plan, nil
}

// keep forgets what belongs to another house, and the runs that are over.
func (c *knownRuns) keep(h *house, runs []*crisis.Run) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.house != h {
		c.house, c.runs, c.books = h, nil, nil
	}
	maps.DeleteFunc(c.runs, func(id crisis.RunID, _ knownRun) bool {
		return !slices.ContainsFunc(runs, func(r *crisis.Run) bool { return r.ID == id })
	})
}

// of gives a run with its plan and log, read anew when its log has grown.
func (c *knownRuns) of(ctx context.Context, h *house, r *crisis.Run) (k knownRun, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k, ok := c.runs[r.ID]; ok && c.house == h && k.run.Head == r.Head {
		return k, nil
	}
	if k.run, k.plan, err = h.store.Run(ctx, r.ID); err != nil {
		return k, err
	}
	if k.events, err = h.store.RunEvents(ctx, r.ID); err != nil {
		return k, err
	}
	if c.house != h { // it was left meanwhile
		return k, nil
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
