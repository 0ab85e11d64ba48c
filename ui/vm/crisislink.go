package vm

import (
	"context"

	"vigie/crisis"
	"vigie/inbox"
)

// RunLinks is what a desk offers besides to tie conversations and contacts to a
// run.
type RunLinks interface {
	// LinkToRun ties them to a run, or unties them.
	LinkToRun(ctx context.Context, run crisis.RunID, links []crisis.Link, off bool) error
}

// CanLink says whether what is chosen can be tied to a run.
func (t *Triage) CanLink() Verdict {
	_, can := t.Desk.(RunLinks)
	switch {
	case !can || len(t.house.Afoot) == 0:
		return Cannot("crisisact.no-run")
	case len(t.Targets()) == 0:
		return Cannot("triage.nothing-selected")
	default:
		return Can()
	}
}

// CanLinkContact says whether who wrote can be tied to a run.
func (t *Triage) CanLinkContact() Verdict {
	if d, ok := t.Opened.Detail(); !ok || d.Contact.ID == "" {
		return Cannot("triage.nothing-selected")
	}
	return t.CanLink()
}

// RunChoices are the runs that something can be tied to.
func (t *Triage) RunChoices() []Choice {
	var out []Choice
	for _, a := range t.house.Afoot {
		text := a.Title
		if a.Exercise {
			text += " · " + t.Formats.Texts.T("crisisroom.exercise", nil)
		}
		out = append(out, Choice{ID: string(a.ID), Text: text, Note: t.house.Member(a.Lead)})
	}
	return out
}

// Link ties the conversations that are chosen to a run.
func (t *Triage) Link(run crisis.RunID) {
	var links []crisis.Link
	for _, id := range t.Targets() {
		links = append(links, crisis.Link{Kind: crisis.ConversationLink, ID: string(id)})
	}
	t.List.ClearMarks()
	t.link(run, links, false)
}

// LinkContact ties who wrote in the open conversation to a run.
func (t *Triage) LinkContact(run crisis.RunID) {
	if d, ok := t.Opened.Detail(); ok {
		t.link(run, []crisis.Link{{Kind: crisis.ContactLink, ID: string(d.Contact.ID)}}, false)
	}
}

func (t *Triage) link(run crisis.RunID, links []crisis.Link, off bool) {
	desk, ok := t.Desk.(RunLinks)
	if !ok || len(links) == 0 {
		return
	}
	title := ""
	for _, a := range t.house.Afoot {
		if a.ID == run {
			title = a.Title
		}
	}
	t.sched.Go(func(ctx context.Context) {
		err := desk.LinkToRun(context.WithoutCancel(ctx), run, links, off)
		t.sched.UI(func() {
			switch {
			case err != nil:
				t.refused(err)
			case off:
				t.tell(Toast{Text: t.Formats.Texts.T("crisisact.unlinked", map[string]any{"Run": title})})
			default:
				t.tell(Toast{Text: t.Formats.Texts.N("crisisact.linked", len(links), map[string]any{"Run": title}), Undo: func() { t.link(run, links, true) }})
			}
		})
	})
}

// Linked names the runs that a conversation is tied to.
func (h House) Linked(id inbox.ConversationID) []Afoot {
	var out []Afoot
	for _, a := range h.Afoot {
		if a.Has(crisis.Link{Kind: crisis.ConversationLink, ID: string(id)}) {
			out = append(out, a)
		}
	}
	return out
}
