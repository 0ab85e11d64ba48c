package fake

import (
	"context"
	"encoding/json"
	"time"

	"vigie/inbox/channel"
)

// cursor counts the changes of the network's log.
type cursor struct {
	V          int `json:"v"`
	Generation int `json:"generation"`
	Headers    int `json:"headers,omitempty"` // changes whose headers were given, ahead of Seen
	Seen       int `json:"seen"`
}

func (s *Session) cursor(cur channel.Cursor) (cursor, error) {
	c := cursor{V: 1, Generation: s.network.generation}
	if len(cur) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(cur, &c); err != nil || c.V != 1 {
		return c, channel.Fail(channel.CursorLost, "not a cursor of the fake network", err)
	}
	if c.Generation != s.network.generation || c.Seen > len(s.network.log) {
		return c, channel.Fail(channel.CursorLost, "the network forgot", nil)
	}
	return c, nil
}

// Poll reads at most limit changes.
func (s *Session) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if err := s.network.enter(ctx); err != nil {
		return channel.Batch{}, err
	}
	n := s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	c, err := s.cursor(cur)
	if err != nil {
		return channel.Batch{}, err
	}
	if limit <= 0 {
		limit = 500
	}
	batch := channel.Batch{Total: len(n.log)}
	if first := c.Seen == 0 && n.options.HeadersFirst; first && c.Headers < len(n.log) && len(n.log) > 1 {
		batch.Events, c.Headers = s.headers(c.Headers, limit)
	} else {
		end := min(c.Seen+limit, len(n.log))
		for ; c.Seen < end; c.Seen++ {
			batch.Events = append(batch.Events, s.event(n.log[c.Seen], c.Seen < c.Headers))
		}
	}
	batch.Done, batch.More = c.Seen, c.Seen < len(n.log)
	batch.Next, err = json.Marshal(c)
	return batch, err
}

// headers gives pending messages for the changes from on. The lock is held.
func (s *Session) headers(from, limit int) ([]channel.Event, int) {
	n := s.network
	end := min(from+limit, len(n.log))
	var events []channel.Event
	for _, ch := range n.log[from:end] {
		p := n.posts[ch.id]
		if p == nil || ch.gone {
			continue
		}
		m := n.message(s.account, *p, s.received())
		m.Native, m.Text, m.Pending = provisional(p.ID), "", true
		events = append(events, channel.Upsert{Message: m})
	}
	return events, end
}

func provisional(id string) string { return "header:" + id }

// event is one change as news. The lock is held.
func (s *Session) event(ch change, hadHeader bool) channel.Event {
	p := s.network.posts[ch.id]
	replaces := ""
	if hadHeader {
		replaces = provisional(ch.id)
	}
	if p == nil || ch.gone {
		if hadHeader && p == nil {
			return channel.Removed{Native: replaces}
		}
		return channel.Removed{Native: ch.id}
	}
	raw, _ := json.Marshal(p) // a Post always marshals
	if _, err := parse(raw); err != nil {
		return channel.Poison{Native: ch.id, Replaces: replaces, Raw: raw, Cause: err, At: s.received()}
	}
	return channel.Upsert{Message: s.network.message(s.account, *p, s.received()), Raw: raw, Replaces: replaces}
}

// Stream polls whenever something happens, and once after it began to listen.
func (s *Session) Stream(ctx context.Context, cur channel.Cursor, emit func(channel.Batch) error) error {
	news, stop := s.network.watch()
	defer stop()
	for {
		batch, err := s.Poll(ctx, cur, 100)
		if err != nil {
			return err
		}
		if len(batch.Events) > 0 {
			if err := emit(batch); err != nil {
				return err
			}
		}
		cur = batch.Next
		if batch.More {
			continue
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Minute):
		}
	}
}
