package app

import (
	"context"
	"slices"
	"strings"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui/crisisroom"
)

// crisisDesk is the desk as the crisis room sees it.
type crisisDesk struct{ triageDesk }

// CrisisRuns lists the runs, the newest first.
func (d crisisDesk) CrisisRuns(ctx context.Context) ([]*crisis.Run, error) {
	return inside(d.at, func(h *house) ([]*crisis.Run, error) { return h.store.Runs(ctx) })
}

// CrisisRoom gives a run with its playbook, its log and its people.
func (d crisisDesk) CrisisRoom(ctx context.Context, id crisis.RunID) (crisisroom.Room, error) {
	return inside(d.at, func(h *house) (r crisisroom.Room, err error) {
		if r.Run, r.Plan, err = h.store.Run(ctx, id); err != nil {
			return r, err
		}
		if r.Events, err = h.store.RunEvents(ctx, id); err != nil {
			return r, err
		}
		if r.Roster, r.Me, err = d.CrisisPeople(ctx); err != nil {
			return r, err
		}
		return r, beside(ctx, h, &r)
	})
}

// Rehearsing reports an exercise's workspace.
func (d crisisDesk) Rehearsing() bool {
	h, err := d.at()
	return err == nil && h.exercise != nil
}

// Shared reports a team's workspace.
func (d crisisDesk) Shared() bool {
	h, err := d.at()
	return err == nil && h.crew != nil
}

// CrisisPeople gives who works here, and who is at the keyboard.
func (d crisisDesk) CrisisPeople(ctx context.Context) (team.Roster, team.Member, error) {
	ro, err := inside(d.at, func(h *house) (team.Roster, error) { return h.store.Roster(ctx) })
	return ro, d.Me(), err
}

// CrisisBooks lists the playbooks of the house, and those that are built in and
// were not taken over yet.
func (d crisisDesk) CrisisBooks(ctx context.Context, lang string) ([]crisisroom.Book, error) {
	return inside(d.at, func(h *house) ([]crisisroom.Book, error) {
		kept, err := h.store.Playbooks(ctx)
		if err != nil {
			return nil, err
		}
		runs, err := h.store.Runs(ctx)
		if err != nil {
			return nil, err
		}
		var out []crisisroom.Book
		for _, v := range newestOf(kept, lang) {
			b, err := d.keptBook(ctx, h, v, runs)
			if err != nil {
				return nil, err
			}
			out = append(out, b)
		}
		more, err := d.builtIn(lang, out, runs)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
		led, err := d.ledBy(ctx, h, d.Me(), runs)
		if err != nil {
			return nil, err
		}
		aboutBooks(d.Me(), led, out, kept)
		return out, rehearsedAt(ctx, h.store, out)
	})
}

// newestOf gives for each playbook what is offered: the version that was
// published last, in the language if there is one; else a draft.
func newestOf(list []store.PlaybookVersion, lang string) []store.PlaybookVersion {
	best := map[string]store.PlaybookVersion{}
	var ids []string
	for _, v := range list {
		if v.State == "retired" {
			continue
		}
		b, there := best[v.ID]
		if !there {
			ids = append(ids, v.ID)
		}
		if !there || better(v, b, lang) {
			best[v.ID] = v
		}
	}
	out := make([]store.PlaybookVersion, 0, len(ids))
	for _, id := range ids {
		out = append(out, best[id])
	}
	return out
}

func better(a, b store.PlaybookVersion, lang string) bool {
	switch {
	case (a.State == "published") != (b.State == "published"):
		return a.State == "published"
	case (a.Lang == lang) != (b.Lang == lang):
		return a.Lang == lang
	}
	return a.WrittenAt.After(b.WrittenAt)
}

func bookOf(p playbook.Playbook, text []byte, v store.PlaybookVersion, runs []*crisis.Run) crisisroom.Book {
	b := crisisroom.Book{
		Hash: playbook.Hash(text), ID: p.ID, Version: p.Version, Lang: p.Lang, Title: p.Title, Summary: p.Summary, Owner: p.Owner,
		Draft: v.State == "draft", PublishedAt: v.PublishedAt, Text: string(text), Playbook: p,
	}
	if p.ReviewEvery > 0 && !v.PublishedAt.IsZero() {
		b.ReviewDue = v.PublishedAt.Add(p.ReviewEvery)
	}
	for _, r := range runs {
		if r.Book.ID == p.ID && r.Exercise && r.Begun.After(b.Rehearsed) {
			b.Rehearsed = r.Begun
		}
	}
	return b
}

// builtIn lists the playbooks that come with the program, but for those that
// the house has.
func (d crisisDesk) builtIn(lang string, have []crisisroom.Book, runs []*crisis.Run) ([]crisisroom.Book, error) {
	files, err := built.All()
	if err != nil {
		return nil, err
	}
	var out []crisisroom.Book
	for _, f := range files {
		if f.Lang != lang || slices.ContainsFunc(have, func(b crisisroom.Book) bool { return b.ID == f.ID }) {
			continue
		}
		p, err := d.crises.book(f.Text)
		if err != nil {
			return nil, err
		}
		out = append(out, bookOf(p, f.Text, store.PlaybookVersion{State: "published"}, runs))
	}
	slices.SortFunc(out, func(a, b crisisroom.Book) int { return strings.Compare(a.Title, b.Title) })
	return out, nil
}

// StartRun begins a run. A playbook that is built in becomes the house's own
// first, as the program's word, not the member's.
func (d crisisDesk) StartRun(ctx context.Context, a crisis.Start) (crisis.RunID, error) {
	return inside(d.at, func(h *house) (crisis.RunID, error) {
		if err := takeOver(ctx, h, a.Book); err != nil {
			return "", err
		}
		return h.store.StartRun(ctx, a, h.member())
	})
}

func takeOver(ctx context.Context, h *house, book crisis.Pin) error {
	kept, err := h.store.Playbooks(ctx)
	if err != nil || slices.ContainsFunc(kept, func(v store.PlaybookVersion) bool { return v.Hash == book.Hash }) {
		return err
	}
	files, err := built.All()
	if err != nil {
		return err
	}
	for _, f := range files {
		if playbook.Hash(f.Text) != book.Hash {
			continue
		}
		if _, err := h.store.PutPlaybook(ctx, string(f.Text), ""); err != nil {
			return err
		}
		return h.store.PublishPlaybook(ctx, book.Hash, "")
	}
	return nil // the store says that there is none
}

// ActInRun does something in a run.
func (d crisisDesk) ActInRun(ctx context.Context, o crisis.Order) error {
	o.ID, o.At = d.NewID(), time.Now()
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.ActInRun(ctx, o, h.member())
}

// AnswerInRun publishes a statement in conversations of the run.
func (d crisisDesk) AnswerInRun(ctx context.Context, o crisis.Order, to []inbox.ConversationID) ([]inbox.Outcome, error) {
	o.At = time.Now()
	return inside(d.at, func(h *house) ([]inbox.Outcome, error) {
		return h.store.AnswerInRun(context.WithoutCancel(ctx), o, to, h.member(), nil)
	})
}

// SaveBook keeps a text of a playbook as a draft.
func (d crisisDesk) SaveBook(ctx context.Context, text string) (string, error) {
	return inside(d.at, func(h *house) (string, error) { return h.store.PutPlaybook(ctx, text, h.member()) })
}

// PublishBook makes a draft a version that runs may follow.
func (d crisisDesk) PublishBook(ctx context.Context, hash string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return h.store.PublishPlaybook(ctx, hash, h.member())
}
