package feed

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie/inbox/channel"
)

// found is a feed that was fetched and cut.
type found struct {
	answer
	paper
	sum  string
	same bool // nothing changed since the last time: the paper is empty
}

// longestWish is how long a feed may ask to be left alone: a watch that looks
// once a day is none.
const longestWish = 3 * time.Hour

// find fetches the configured feed without regard to what is known of it.
func (s *Session) find(ctx context.Context) (found, error) {
	p := place{V: placeVersion, From: s.set.url.String()}
	return s.fetch(ctx, &p)
}

// fetch gets the feed from where it was last found, or from the configured
// address where it is there no more, through a page that links to it. It notes
// in the place where that was.
func (s *Session) fetch(ctx context.Context, p *place) (found, error) {
	f, err := s.try(ctx, p.address(s.set.url), known{p.ETag, p.Modified}, p.Sum)
	if p.learned() && (errors.Is(err, errNoFeed) || channel.ReasonOf(err) == channel.Gone) {
		p.URL, p.ETag, p.Modified, p.Sum = "", "", "", ""
		f, err = s.try(ctx, s.set.url, known{}, "")
	}
	if errors.Is(err, errNoFeed) {
		f, err = s.follow(ctx, p, f)
	}
	if err == nil && !f.same {
		p.URL = ""
		if u := f.stays.String(); u != p.From {
			p.URL = u
		}
	}
	return f, err
}

// try fetches and cuts; errNoFeed comes with the page that was there instead.
func (s *Session) try(ctx context.Context, at *url.URL, k known, sum string) (found, error) {
	a, err := s.get(ctx, at, k)
	f := found{answer: a}
	if err != nil {
		return f, err
	}
	if err := a.refusal(); err != nil {
		return f, err
	}
	if a.status == http.StatusNotModified {
		if k == (known{}) {
			return f, channel.Fail(channel.Temporary, a.at.Hostname()+" says that nothing changed, but nothing is known", nil)
		}
		f.same = true
		return f, nil
	}
	f.sum = hash(12, string(a.body))
	if f.sum == sum {
		f.same = true
		return f, nil
	}
	f.paper, err = unfold(decode(a.body, a.mediaType))
	return f, err
}

// follow takes the feed that a page links to.
func (s *Session) follow(ctx context.Context, p *place, page found) (found, error) {
	for _, link := range Discover(page.body, page.mediaType, page.at) {
		if link.Comments && s.set.kind != kindComment {
			continue
		}
		at, err := url.Parse(link.URL)
		if err != nil {
			continue
		}
		f, err := s.try(ctx, at, known{}, "")
		if err == nil {
			return f, nil
		}
		if ctx.Err() != nil {
			return f, ctx.Err()
		}
	}
	what, _, _ := strings.Cut(page.mediaType, ";")
	if p.Read {
		return page, channel.Fail(channel.Temporary, page.at.Hostname()+": a page instead of the feed ("+oneLine(what)+")", errNoFeed)
	}
	return page, &channel.Error{
		Reason: channel.Invalid, Field: fieldURL, Detail: "no feed is there, and none is linked from there", Key: "fault.feed-none", Cause: errNoFeed,
	}
}

// comments tells whether a feed holds comments: as the account says, or else
// by its address and title.
func (s *Session) comments(f found) bool {
	if s.set.kind != kindAuto {
		return s.set.kind == kindComment
	}
	return commentish(f.at.Path, f.head.title)
}

func commentish(path, title string) bool {
	for part := range strings.SplitSeq(strings.ToLower(path), "/") {
		if part == "comments" || part == "commentaires" || part == "comment-feed" {
			return true
		}
	}
	title = strings.ToLower(title)
	for _, begin := range []string{"comments on", "comments for", "commentaires sur", "commentaires pour"} {
		if strings.HasPrefix(title, begin) {
			return true
		}
	}
	return false
}

// rest notes when the feed may be asked again.
func (s *Session) rest(f found, next channel.Cursor) {
	s.last, s.due = next, s.env.Now().Add(s.pause(f, s.env.Now()))
}

// pause is how long to leave the feed alone: what the account says, or longer
// where the feed wishes so (ttl, syndication, max-age), within reason.
func (s *Session) pause(f found, now time.Time) time.Duration {
	if s.set.interval == 0 {
		return 0
	}
	wish := max(f.head.wish, min(f.maxAge, time.Hour))
	wait := max(s.set.interval, min(wish, longestWish))
	for range 12 {
		if !f.head.skips(now.Add(wait)) {
			break
		}
		wait += time.Hour
	}
	return wait
}

func (h head) skips(at time.Time) bool {
	for _, hour := range h.skipHours {
		if at.UTC().Hour() == hour {
			return true
		}
	}
	return false
}
