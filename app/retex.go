package app

import (
	"bytes"
	"context"
	"time"

	"vigie/assets/font"
	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/crisis/paper"
	"vigie/ui/retex"
)

// Retex gives all that is known of a run.
func (d crisisDesk) Retex(ctx context.Context, id crisis.RunID) (retex.Room, error) {
	return inside(d.at, func(h *house) (r retex.Room, err error) {
		if r.Run, _, err = h.store.Run(ctx, id); err != nil {
			return r, err
		}
		if r.Log, r.Plan, err = h.store.RunLog(ctx, id); err != nil {
			return r, err
		}
		if r.Drafts, err = h.store.ReviewDrafts(ctx, id); err != nil {
			return r, err
		}
		warned, err := alertOf(ctx, h, r.Run)
		if err != nil {
			return r, err
		}
		r.Book, r.Facts = r.Log.Header.Text, crisis.Look(r.Plan, r.Log.Events)
		r.Facts.Warned(warned.Radar.RaisedAt)
		r.Roster, r.Me, err = d.CrisisPeople(ctx)
		return r, err
	})
}

// KeepRetexDraft keeps what the member wrote into a field.
func (d crisisDesk) KeepRetexDraft(ctx context.Context, draft crisis.ReviewDraft) error {
	return d.withHouse(func(h *house) error { return h.store.KeepReviewDraft(ctx, draft, h.member()) })
}

// RetexMinutes writes the minutes of a run.
func (d crisisDesk) RetexMinutes(ctx context.Context, id crisis.RunID, as, lang string) ([]byte, error) {
	return inside(d.at, func(h *house) ([]byte, error) {
		log, plan, err := h.store.RunLog(ctx, id)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		words := locale.New(lang)
		switch as {
		case "pdf":
			fonts := paper.Fonts{Regular: font.PaperRegular(), Bold: font.PaperBold()}
			err = paper.Minutes(&out, log, minutes.Lines(plan, log, words), fonts, words, time.Local)
		case "html":
			err = minutes.WriteHTML(&out, log, minutes.Lines(plan, log, words), words, time.Local)
		case "csv":
			err = minutes.WriteCSV(&out, minutes.Lines(plan, log, words))
		default:
			err = minutes.WriteJSONL(&out, log)
		}
		return out.Bytes(), err
	})
}
