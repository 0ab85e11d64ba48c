package desktest

import (
	"context"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/ui/retex"
)

// Retex gives all that the log of a run says, with the drafts.
func (d *Desk) Retex(ctx context.Context, id crisis.RunID) (retex.Room, error) {
	room, err := d.CrisisRoom(ctx, id)
	if err != nil {
		return retex.Room{}, err
	}
	r := retex.Room{Run: room.Run, Plan: room.Plan, Roster: room.Roster, Me: room.Me, Facts: crisis.Look(room.Plan, room.Events)}
	r.Log = minutes.Log{Events: room.Events, Header: minutes.Header{Run: id, Book: room.Run.Book, People: map[string]string{}}}
	for _, m := range room.Roster.Members {
		r.Log.Header.People[string(m.ID)] = m.Name
	}
	books, err := d.CrisisBooks(ctx, room.Run.Book.Lang)
	for _, b := range books {
		if b.Hash == room.Run.Book.Hash {
			r.Book = b.Text
		}
	}
	d.mu.Lock()
	for _, draft := range d.Crises.Drafted {
		if draft.Run == id {
			r.Drafts = append(r.Drafts, draft)
		}
	}
	meanwhile := d.Crises.Reread
	d.mu.Unlock()
	if meanwhile != nil {
		meanwhile()
	}
	return r, err
}

// KeepRetexDraft keeps a draft of the member at the keyboard.
func (d *Desk) KeepRetexDraft(_ context.Context, draft crisis.ReviewDraft) error {
	if err := d.did("KeepRetexDraft", draft.Field); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	draft.Member, draft.At = d.Member.ID, Now().Add(1)
	kept := d.Crises.Drafted[:0]
	for _, o := range d.Crises.Drafted {
		if o.Run != draft.Run || o.Field != draft.Field || o.Member != draft.Member {
			kept = append(kept, o)
		}
	}
	d.Crises.Drafted = append(kept, draft)
	return nil
}

// RetexMinutes gives the minutes as a page, whatever is asked for.
func (d *Desk) RetexMinutes(ctx context.Context, id crisis.RunID, as, lang string) ([]byte, error) {
	r, err := d.Retex(ctx, id)
	if err != nil {
		return nil, err
	}
	return []byte(as + "\n" + minutes.Lines(r.Plan, r.Log, locale.New(lang))[0].What), d.did("RetexMinutes", as)
}
