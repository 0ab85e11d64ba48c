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

// Older gives what the server finds for a view and is not here.
func (d triageDesk) Older(ctx context.Context, v inbox.View, limit int) (found []inbox.Row, more, asked bool, err error) {
	h, err := d.at()
	if err != nil || h.crew == nil {
		return nil, false, false, err
	}
	v.Sort = inbox.NewestFirst
	q := wire.Search{View: v, Limit: wire.MostFetched}
	for {
		page, err := h.crew.line.Search(ctx, q)
		if err != nil {
			return nil, false, true, h.crew.away(err)
		}
		fresh, err := h.notHere(ctx, page.Rows)
		if err != nil {
			return nil, false, true, err
		}
		found = append(found, fresh...)
		switch {
		case len(found) > limit:
			return found[:limit], true, true, nil
		case page.Next == nil || len(found) == limit:
			return found, page.Next != nil, true, nil
		}
		q.After = *page.Next
	}
}

// notHere keeps the conversations that this copy has not, or not whole.
func (h *house) notHere(ctx context.Context, rows []inbox.Row) ([]inbox.Row, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = string(r.ID)
	}
	lacking, err := h.store.Lacking(ctx, ids)
	if err != nil {
		return nil, err
	}
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
