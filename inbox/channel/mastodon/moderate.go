package mastodon

import (
	"context"
	"net/url"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// maxReason is the length of a report's comment that every instance takes.
const maxReason = 1000

// Moderate likes a status, mutes or blocks its author, or reports it to the
// moderators of our own instance. A report is not forwarded to the author's
// instance: who reports would be seen there.
func (s *Session) Moderate(ctx context.Context, m inbox.Message, act inbox.Action, reason string) error {
	scope := scopeOf(act)
	if scope == "" {
		return channel.Fail(channel.Unsupported, string(act), nil)
	}
	if !s.granted.has(scope) {
		return channel.Fail(channel.Scope, scope, nil)
	}
	if act == inbox.Like {
		_, err := s.client.form(ctx, "like a status", statusPath(id(m.Native), "/favourite"), nil)
		return err
	}
	raw, err := s.fetch(ctx, id(m.Native))
	if err != nil {
		return err
	}
	st, err := readStatus(raw)
	if err != nil || st.Author.ID == "" {
		return channel.Fail(channel.Temporary, "its author is not known", err)
	}
	if s.me.is(st.Author) {
		return channel.Fail(channel.Unsupported, "this was written by the account itself", nil)
	}
	author := "/api/v1/accounts/" + url.PathEscape(string(st.Author.ID))
	switch act {
	case inbox.Mute:
		_, err = s.client.form(ctx, "mute an author", author+"/mute", nil)
	case inbox.Block:
		_, err = s.client.form(ctx, "block an author", author+"/block", nil)
	case inbox.Report:
		_, err = s.client.form(ctx, "report a status", "/api/v1/reports", report(st, reason))
	}
	return err
}

func report(st status, reason string) url.Values {
	form := url.Values{"account_id": {string(st.Author.ID)}, "status_ids[]": {string(st.ID)}, "forward": {"false"}, "category": {"other"}}
	if reason == "spam" {
		form.Set("category", "spam")
	}
	if r := []rune(reason); len(r) > maxReason {
		reason = string(r[:maxReason])
	}
	form.Set("comment", reason)
	return form
}
