package mastodon

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"vigie/inbox/channel"
)

// list is one of the lists of an instance.
type list struct {
	from  source
	path  string
	query url.Values
	most  int
}

// news are the notifications of mentions, those too that the account's own
// policy hides: what a person wrote to the house is not for a filter to lose.
func (s *Session) news() list {
	return list{fromNews, "/api/v1/notifications", url.Values{"types[]": {"mention"}, "include_filtered": {"true"}}, mostNews}
}

// own is what the account wrote, boosts left out.
func (s *Session) own() list {
	return list{fromOwn, "/api/v1/accounts/" + url.PathEscape(string(s.me.id)) + "/statuses", url.Values{"exclude_reblogs": {"true"}}, mostOwn}
}

// page is one page of a list, oldest first.
type page struct {
	entries      []json.RawMessage
	older, newer string // where the next pages begin
	last         bool   // nothing older is known of
}

// page asks for one page; bound is "min_id", "max_id" or nothing.
func (s *Session) page(ctx context.Context, l list, bound, at string, limit int) (page, error) {
	q := url.Values{"limit": {strconv.Itoa(max(1, min(limit, l.most)))}}
	for k, v := range l.query {
		q[k] = v
	}
	if bound != "" {
		q.Set(bound, at)
	}
	a, err := s.client.get(ctx, "read "+l.path, l.path, q)
	if err != nil {
		if bound != "" && answered(err) && refusesBound(err) {
			return page{}, channel.Fail(channel.CursorLost, s.set.base.Host+": does not know where it was read to", err)
		}
		return page{}, err
	}
	var p page
	if err := s.client.parse("read "+l.path, a, &p.entries); err != nil {
		return page{}, err
	}
	p.older, p.newer = pageLinks(a.header)
	p.last = len(p.entries) < surelyLast || p.older == "" && len(p.entries) < l.most
	if n := len(p.entries); n > 0 {
		p.newer = firstOf(p.newer, idOf(p.entries[0]))
		p.older = firstOf(p.older, idOf(p.entries[n-1]))
		for i := range n / 2 {
			p.entries[i], p.entries[n-1-i] = p.entries[n-1-i], p.entries[i]
		}
	}
	return p, nil
}

// refusesBound tells an id that an instance does not take from its other
// troubles.
func refusesBound(err error) bool {
	switch channel.ReasonOf(err) {
	case channel.Gone, channel.Invalid:
		return true
	default:
		return false
	}
}

// idOf reads the id of an entry that may be broken otherwise.
func idOf(raw json.RawMessage) string {
	var e struct {
		ID id `json:"id"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return ""
	}
	return string(e.ID)
}

// quiet tells a list that an account may not read from a fault: an instance
// need not have it, and a token need not be allowed it.
func quiet(err error) bool {
	switch channel.ReasonOf(err) {
	case channel.Gone, channel.Scope, channel.Forbidden, channel.Unsupported:
		return true
	default:
		return false
	}
}
