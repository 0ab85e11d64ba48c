package store

import (
	"context"
	"fmt"

	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// Places gives what people wrote into the register of places, those struck off
// too; watch.Register makes the whole of it.
func (w *Workspace) Places(ctx context.Context) ([]watch.Place, error) {
	list, err := all(w.glance(ctx), body[watch.Place], `SELECT body FROM watch_place ORDER BY id`)
	return list, explain(err)
}

// PutPlace writes a place into the register, or changes it. by may be empty:
// the program itself.
func (w *Workspace) PutPlace(ctx context.Context, p watch.Place, by team.MemberID) error {
	return w.issue(ctx, orderPlace, p, by)
}

func (x *writing) putPlace(p watch.Place, by team.MemberID) error {
	p, err := p.Clean()
	if err != nil {
		return err
	}
	if err := x.mayWatch(by); err != nil {
		return err
	}
	text, err := pack(p)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO watch_place (id, body) VALUES (?, ?)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body`, p.ID, text)
	if err != nil {
		return fmt.Errorf("write place: %w", err)
	}
	x.put("watch_place", string(p.ID))
	x.notice.Team = true
	return x.settled("place.put", by, map[string]string{"place": string(p.ID)})
}
