package vm

import (
	"context"
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Finder is what a desk may offer besides to find again what was found once.
// Calls may block. Without it nothing is offered that needs it.
type Finder interface {
	// SavedViews lists the views of the member who is Me, by name.
	SavedViews(ctx context.Context) ([]inbox.SavedView, error)
	// PutSavedView saves a view under a name, or changes the one of its id.
	PutSavedView(ctx context.Context, v inbox.SavedView) error
	// RemoveSavedView forgets one.
	RemoveSavedView(ctx context.Context, id string) error
	// CountView counts a view, and stops at most.
	CountView(ctx context.Context, v inbox.View, most int) (int, error)
	// FindContacts gives handles of contacts whose name or handle begins like
	// what was typed, those heard of last first.
	FindContacts(ctx context.Context, typed string, limit int) ([]inbox.Identity, error)
}

// savedPrefix begins the id of a saved view in the navigation.
const savedPrefix = "saved:"

// lull is how long notices are collected before saved views are counted anew.
const lull = 300 * time.Millisecond

// saved are the lines of the views that this member saved.
func (n Nav) saved() []NavEntry {
	var out []NavEntry
	for _, v := range n.House.Saved {
		view := v.View
		view.As = n.House.Me.ID
		out = append(out, NavEntry{
			ID: savedPrefix + v.ID, Text: v.Name, Count: n.House.SavedCounts[v.ID], Most: inbox.MostCounted - 1, View: view, Saved: v.ID,
		})
	}
	return out
}

// Shown is the saved view that is in sight.
func (t *Triage) Shown() (inbox.SavedView, bool) {
	i := slices.IndexFunc(t.house.Saved, func(v inbox.SavedView) bool { return savedPrefix+v.ID == t.nav })
	if i < 0 {
		return inbox.SavedView{}, false
	}
	return t.house.Saved[i], true
}

// CanSaveView says whether what is shown can be saved under a name.
func (t *Triage) CanSaveView() Verdict {
	switch _, ok := t.Desk.(Finder); {
	case !ok:
		return Cannot("")
	case len(t.house.Saved) >= inbox.MostSavedViews:
		return Verdict{Key: "fault.view-too-many", Args: map[string]any{"Most": inbox.MostSavedViews}}
	default:
		return Can()
	}
}

// ViewNameFault is why a name cannot be that of a saved view; except is the id
// of the view that has it already.
func (t *Triage) ViewNameFault(name, except string) error {
	name, err := inbox.CleanViewName(name)
	if err != nil {
		return err
	}
	for _, v := range t.house.Saved {
		if v.ID != except && inbox.Fold(v.Name) == inbox.Fold(name) {
			return fault.New(fault.Conflict, "fault.view-name-taken", "Name", v.Name)
		}
	}
	return nil
}

// SaveView saves what is shown under a name, and turns to it.
func (t *Triage) SaveView(name string) {
	v := inbox.SavedView{ID: t.Desk.NewID(), Name: name, View: t.List.View()}
	v.View.As = ""
	t.turn = savedPrefix + v.ID
	t.keepView(func(ctx context.Context, f Finder) error { return f.PutSavedView(ctx, v) }, "find.view-saved", name)
}

// RenameView gives a saved view another name.
func (t *Triage) RenameView(id, name string) {
	for _, v := range t.house.Saved {
		if v.ID == id {
			v.Name = name
			t.keepView(func(ctx context.Context, f Finder) error { return f.PutSavedView(ctx, v) }, "find.view-renamed", name)
		}
	}
}

// RemoveView forgets a saved view, and can bring it back.
func (t *Triage) RemoveView(id string) {
	i := slices.IndexFunc(t.house.Saved, func(v inbox.SavedView) bool { return v.ID == id })
	if i < 0 {
		return
	}
	v := t.house.Saved[i]
	if t.nav == savedPrefix+id {
		t.Go("inbox")
	}
	t.keepView(func(ctx context.Context, f Finder) error { return f.RemoveSavedView(ctx, id) }, "find.view-removed", v.Name, func() {
		t.keepView(func(ctx context.Context, f Finder) error { return f.PutSavedView(ctx, v) }, "find.view-saved", v.Name)
	})
}

// keepView changes the saved views and says so.
func (t *Triage) keepView(change func(context.Context, Finder) error, said, name string, undo ...func()) {
	f, ok := t.Desk.(Finder)
	if !ok {
		return
	}
	t.sched.Go(func(ctx context.Context) {
		err := change(context.WithoutCancel(ctx), f)
		t.sched.UI(func() {
			if err != nil {
				t.turn = ""
				t.refused(err)
				return
			}
			note := Toast{Text: t.Formats.Texts.T(said, map[string]any{"Name": name})}
			if len(undo) > 0 {
				note.Undo = undo[0]
			}
			t.tell(note)
			t.readHouse()
		})
	})
}

// countSaved counts the first saved views anew, a moment later: notices often
// come in a row.
func (t *Triage) countSaved() {
	f, ok := t.Desk.(Finder)
	if !ok || t.lull != nil || len(t.house.Saved) == 0 {
		return
	}
	if t.counting {
		t.countAgain = true
		return
	}
	t.lull = t.sched.After(lull, func() {
		t.lull, t.counting = nil, true
		views := Nav{House: t.house}.saved()
		t.sched.Go(func(ctx context.Context) {
			counts := countViews(ctx, f, views[:min(inbox.MostCountedViews, len(views))])
			t.sched.UI(func() { t.countedSaved(counts) })
		})
	})
}

// countViews counts; what cannot be counted (a name in it is gone) has none.
func countViews(ctx context.Context, f Finder, views []NavEntry) map[string]int {
	counts := map[string]int{}
	for _, v := range views {
		if n, err := f.CountView(ctx, v.View, inbox.MostCounted); err == nil {
			counts[v.Saved] = n
		}
	}
	return counts
}

func (t *Triage) countedSaved(counts map[string]int) {
	t.counting, t.house.SavedCounts = false, counts
	t.changed()
	if t.countAgain {
		t.countAgain = false
		t.countSaved()
	}
}
