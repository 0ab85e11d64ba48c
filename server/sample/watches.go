package sample

import (
	"fmt"
	"time"

	content "vigie/inbox/channel/sample"
	"vigie/inbox/watch"
)

// keepWatch gives the house its watches: two on itself, one on its competitors, and
// the places that people look at by hand. Their hits are found among what is
// there.
func (f *filler) keepWatch() error {
	for _, w := range f.watches() {
		id, err := f.id()
		if err != nil {
			return err
		}
		w.watch.ID = watch.ID(id)
		if w.watch.Query, err = watch.Parse(w.query); err != nil {
			return fmt.Errorf("read the query of %s: %w", w.watch.Name, err)
		}
		if err := f.w.PutWatch(f.ctx, w.watch, content.Lea); err != nil {
			return err
		}
		if err := f.w.FillWatch(f.ctx, w.watch.ID, nil); err != nil {
			return err
		}
	}
	for _, p := range f.places() {
		if err := f.w.PutPlace(f.ctx, p, content.Lea); err != nil {
			return err
		}
	}
	return nil
}

type written struct {
	watch watch.Watch
	query string
}

func (f *filler) watches() []written {
	return []written{
		{watch.Watch{Name: content.Brand, Into: watch.Inbox}, `tambrelle OR #tambrelle`},
		{watch.Watch{Name: f.t("X200 et sécurité", "X200 and safety"), Into: watch.Inbox},
			`x200 (brûl* OR fum* OR feu OR chauf* OR disjonct* OR burn* OR smok* OR fire OR overheat* OR recall*)`},
		{watch.Watch{Name: f.t("Autres marques", "Other brands"), Competitor: true},
			`kéradine OR monfleuret OR brasswick`},
	}
}

func (f *filler) places() []watch.Place {
	day := f.made.AddDate(0, 0, -1)
	return []watch.Place{
		{ID: "place-forum", Name: f.t("Forum des cuisiniers du dimanche", "Sunday cooks’ forum"), URL: "https://forum.cuisine.example", Kind: watch.Forum,
			Way: watch.ByHand, Owner: content.Nadia, Every: 7 * 24 * time.Hour, LastRead: day},
	}
}
