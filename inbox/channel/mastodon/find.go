package mastodon

import (
	"context"
	"errors"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

const (
	findPages = 3
	// skew is how far an instance's clock may be from ours.
	skew = 10 * time.Minute
)

// FindSent looks through what the account wrote since the entry was queued for
// an answer to the same message, or a post that answers nothing, with the same
// text.
func (s *Session) FindSent(ctx context.Context, out channel.Outgoing) (*channel.Receipt, error) {
	if out.Target == nil && out.Entry.Kind != inbox.OwnPost {
		return nil, channel.Fail(channel.Unsupported, "an answer needs what it answers", nil)
	}
	form, err := s.compose(out)
	if err != nil {
		return nil, err
	}
	since := out.Entry.QueuedAt
	if out.Entry.StartedAt.After(since) {
		since = out.Entry.StartedAt
	}
	since = since.Add(-skew)
	bound, at := "", ""
	for range findPages {
		p, err := s.page(ctx, s.own(), bound, at, mostOwn)
		if err != nil {
			return nil, err
		}
		passed := false
		for i := len(p.entries) - 1; i >= 0; i-- {
			st, err := readStatus(p.entries[i])
			if err != nil || st.InReplyTo != id(form.Get("in_reply_to_id")) {
				continue
			}
			if st.CreatedAt.Before(since) {
				passed = true
				continue
			}
			same, err := s.says(ctx, st, form.Get("status"))
			if err != nil {
				return nil, err
			}
			if same {
				r := receiptOf(st, p.entries[i])
				return &r, nil
			}
		}
		if passed || len(p.entries) == 0 || p.older == "" {
			break
		}
		bound, at = "max_id", p.older
	}
	return nil, nil
}

// says compares a status with a text: by its source where the instance gives
// that, else by how it reads.
func (s *Session) says(ctx context.Context, st status, text string) (bool, error) {
	var source struct {
		Text *string `json:"text"`
	}
	err := s.client.decode(ctx, "read the source of a status", statusPath(st.ID, "/source"), &source)
	if err == nil && source.Text != nil {
		return plain(*source.Text) == plain(text), nil
	}
	var e *channel.Error
	if err != nil && !answered(err) && !(errors.As(err, &e) && e.Reason == channel.Temporary) {
		return false, err
	}
	shown, _ := readable(st.Content)
	return bare(plain(shown)) == bare(plain(text)), nil
}

// plain is a text without what instances change of it: blanks and line ends.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// bare is a text with its mentions as instances show them, without domains.
func bare(s string) string { return inbox.ShortHandles(s) }
