package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// maxReason is the length of a report's comment that every instance takes.
const maxReason = 1000

// Moderate likes a status, mutes or blocks its author, takes these back, or
// reports it to the moderators of our own instance. A report is not forwarded
// to the author's instance: who reports would be seen there. All but a report
// can be done twice with the effect of once; a report whose answer is lost is
// Ambiguous.
func (s *Session) Moderate(ctx context.Context, m inbox.Message, act inbox.Action, why inbox.Why) error {
	scope := scopeOf(act)
	if scope == "" {
		return channel.Fail(channel.Unsupported, string(act), nil)
	}
	if !s.granted.has(scope) {
		return channel.Fail(channel.Scope, scope, nil)
	}
	switch act {
	case inbox.Like:
		return s.post(ctx, "like a status", statusPath(id(m.Native), "/favourite"))
	case inbox.Unlike:
		return s.post(ctx, "take a favourite back", statusPath(id(m.Native), "/unfavourite"))
	}
	st, err := s.judged(ctx, m, act)
	if err != nil {
		return err
	}
	if act == inbox.Report {
		return s.report(ctx, st, why)
	}
	return s.post(ctx, string(act)+" an author", "/api/v1/accounts/"+url.PathEscape(string(st.Author.ID))+"/"+string(act))
}

func (s *Session) post(ctx context.Context, doing, path string) error {
	_, err := s.client.form(ctx, doing, path, nil)
	return err
}

// judged gives the status that is judged. Of one that is gone its author is
// still there to be muted or blocked, and found by the handle.
func (s *Session) judged(ctx context.Context, m inbox.Message, act inbox.Action) (status, error) {
	raw, err := s.fetch(ctx, id(m.Native))
	if channel.ReasonOf(err) == channel.Gone && act.OnAuthor() && m.Author.Handle != "" {
		return s.authorOnly(ctx, m.Author.Handle)
	}
	if err != nil {
		return status{}, err
	}
	st, err := readStatus(raw)
	if err != nil || st.Author.ID == "" {
		return status{}, channel.Fail(channel.Temporary, "its author is not known", err)
	}
	if s.me.is(st.Author) {
		return status{}, channel.Fail(channel.Unsupported, "this was written by the account itself", nil)
	}
	return st, nil
}

func (s *Session) authorOnly(ctx context.Context, handle string) (status, error) {
	const doing = "look an author up"
	a, err := s.client.get(ctx, doing, "/api/v1/accounts/lookup", url.Values{"acct": {strings.TrimPrefix(handle, "@")}})
	if err != nil {
		return status{}, err
	}
	var st status
	if err := s.client.parse(doing, a, &st.Author); err != nil {
		return status{}, err
	}
	if st.Author.ID == "" || s.me.is(st.Author) {
		return status{}, channel.Fail(channel.Gone, "its author is not there any more", nil)
	}
	return st, nil
}

// report tells the moderators. Nobody can take it back and twice is twice, so
// it counts as something that is published.
func (s *Session) report(ctx context.Context, st status, why inbox.Why) error {
	form := url.Values{"account_id": {string(st.Author.ID)}, "status_ids[]": {string(st.ID)}, "forward": {"false"}, "category": {"other"}}
	if why.Ground == inbox.Spam {
		form.Set("category", "spam")
	}
	comment := []rune(why.Words)
	form.Set("comment", string(comment[:min(len(comment), maxReason)]))
	_, err := s.client.do(ctx, call{
		doing: "report a status", method: http.MethodPost, path: "/api/v1/reports", publishes: true,
		body: []byte(form.Encode()), mime: "application/x-www-form-urlencoded",
	})
	return err
}
