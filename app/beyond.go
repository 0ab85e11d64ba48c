package app

import (
	"context"
	"errors"
	"slices"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store/wire"
	"vigie/ui/vm"
)

// mostAsked is how many pages one search asks the server for: 1,000
// conversations. A broad search finds mostly what is here.
const mostAsked = 20

// Older gives what the server finds for a view and is not here. With more, the
// rest was not looked at, or was found too.
func (d triageDesk) Older(ctx context.Context, v inbox.View, limit int) (found []inbox.Row, more, asked bool, err error) {
	h, err := d.at()
	if err != nil || h.crew == nil {
		return nil, false, false, err
	}
	v.Sort = inbox.NewestFirst
	found, more, err = lookBack(limit, func(after inbox.Place) ([]inbox.Row, *inbox.Place, error) {
		page, err := h.crew.line.Search(ctx, wire.Search{View: v, After: after, Limit: wire.MostFetched})
		if err != nil {
			return nil, nil, h.crew.away(err)
		}
		fresh, err := h.notHere(ctx, page.Rows)
		return fresh, page.Next, err
	})
	return found, more, true, err
}

// lookBack reads pages until the limit is reached, nothing follows, or enough
// was asked for.
func lookBack(limit int, page func(after inbox.Place) (fresh []inbox.Row, next *inbox.Place, err error)) (found []inbox.Row, more bool, err error) {
	var after inbox.Place
	for range mostAsked {
		fresh, next, err := page(after)
		if err != nil {
			return nil, false, err
		}
		found = append(found, fresh...)
		switch {
		case len(found) > limit:
			return found[:limit], true, nil
		case next == nil || len(found) == limit:
			return found, next != nil, nil
		}
		after = *next
	}
	return found, true, nil
}

// notHere keeps the conversations that this copy has not, or not whole, or that
// it does not find yet: after the first copy it is made searchable bit by bit.
func (h *house) notHere(ctx context.Context, rows []inbox.Row) ([]inbox.Row, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = string(r.ID)
	}
	lacking, err := h.store.Lacking(ctx, ids)
	if err != nil {
		return nil, err
	}
	unfound, err := h.store.Unfound(ctx, ids)
	if err != nil {
		return nil, err
	}
	lacking = append(lacking, unfound...)
	var out []inbox.Row
	for _, r := range rows {
		_, err := h.store.Row(ctx, r.ID)
		if gone := fault.KindOf(err) == fault.NotFound; err != nil && !gone {
			return nil, err
		} else if gone || slices.Contains(lacking, string(r.ID)) {
			out = append(out, r)
		}
	}
	return out, nil
}

// away says of a server that could not be asked that it is offline.
func (c *crew) away(err error) error {
	var p *wire.Problem
	if errors.As(err, &p) && p.Fault != nil {
		return &fault.Error{Kind: fault.Kind(p.Fault.Kind), Key: p.Fault.Key, Args: p.Fault.Args}
	}
	return fault.Wrap(err, fault.Unavailable, "fault.team-offline", "Server", c.Server)
}

// Bring has conversations come here whole; they stay, and later changes of them
// come like those of any other.
func (d triageDesk) Bring(ctx context.Context, on []inbox.ConversationID) error {
	h, err := d.crewed()
	if err != nil {
		return err
	}
	for part := range slices.Chunk(on, wire.MostFetched) {
		ids := make([]string, len(part))
		for i, id := range part {
			ids[i] = string(id)
		}
		if err := h.crew.replica.Fetch(ctx, ids...); err != nil {
			return h.crew.away(err)
		}
	}
	return nil
}

var _ vm.Beyond = triageDesk{}
