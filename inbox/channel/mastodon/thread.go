package mastodon

import (
	"context"
	"encoding/json"
	"fmt"
)

// around gives the first status of a conversation, and what a status answers
// where that is nothing that comes as a message itself.
func (r *round) around(ctx context.Context, st status) (around, error) {
	if st.InReplyTo == "" {
		return around{root: string(st.ID)}, nil
	}
	if m := r.place.find(string(st.InReplyTo)); m != nil && m.Root != "" {
		return around{root: m.Root}, nil
	}
	for _, m := range r.fresh {
		if m.ID == string(st.InReplyTo) && m.Root != "" {
			return around{root: m.Root}, nil
		}
	}
	s := r.session
	if where, ok := s.parents[st.InReplyTo]; ok {
		return where, nil
	}
	where, err := s.context(ctx, st)
	if err != nil {
		return around{}, err
	}
	if len(s.parents) > 2000 {
		clear(s.parents)
	}
	s.parents[st.InReplyTo] = where
	return where, nil
}

// context asks for what came before a status. Where the account may not see
// it, what is answered stands for the beginning.
func (s *Session) context(ctx context.Context, st status) (around, error) {
	where := around{root: string(st.InReplyTo)}
	var c struct {
		Ancestors []json.RawMessage `json:"ancestors"`
	}
	err := s.client.decode(ctx, "read what a status answers", statusPath(st.ID, "/context"), &c)
	if answered(err) {
		return where, nil
	}
	if err != nil {
		return where, err
	}
	for i, raw := range c.Ancestors {
		above, err := readStatus(raw)
		if err != nil {
			continue
		}
		if i == 0 {
			where.root = firstOf(string(above.InReplyTo), string(above.ID))
		}
		if above.ID == st.InReplyTo && !s.toUs(above) {
			text, _ := readable(above.Content)
			where.quoted = fmt.Sprintf("%s\n%s", fullHandle(above.Author.Acct, s.me.domain), text)
		}
	}
	return where, nil
}

// toUs tells a status that comes as a message itself.
func (s *Session) toUs(st status) bool {
	if s.me.is(st.Author) {
		return true
	}
	for _, p := range st.Mentions {
		if s.me.is(p) {
			return true
		}
	}
	return false
}
