package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/inbox/channel"
)

// The bounds of one fetch.
const (
	fetchTime    = 30 * time.Second
	maxBody      = 10 << 20 // bytes, once unpacked
	maxRedirects = 5

	slowDown     = 15 * time.Minute // when the server names no delay
	mostPatience = 24 * time.Hour   // the longest delay that a server may ask for
)

// answer is what a server said.
type answer struct {
	status int
	at     *url.URL // that answered in the end
	// stays is where the feed is for good: as far as the redirects were
	// permanent.
	stays          *url.URL
	mediaType      string
	etag, modified string
	retry          time.Duration // of a refusal: what the server asks for; 0 is nothing
	maxAge         time.Duration
	body           []byte
	cut            bool // there was more than maxBody, or the packing was broken
}

// known is what the last answer was, for a conditional request.
type known struct{ etag, modified string }

// get fetches an address, through redirects.
func (s *Session) get(ctx context.Context, from *url.URL, k known) (answer, error) {
	within, stop := context.WithTimeout(ctx, fetchTime)
	defer stop()
	at, stays, permanent := from, from, true
	for range maxRedirects + 1 {
		resp, err := s.request(within, at, k)
		if err != nil {
			return answer{}, s.unreached(ctx, at, err)
		}
		next, moved := movedTo(resp, at)
		if !moved {
			a, err := read(resp, at, s.env.Now())
			if err != nil {
				return answer{}, s.unreached(ctx, at, err)
			}
			a.stays = stays
			return a, nil
		}
		_ = resp.Body.Close()
		if next == nil {
			return answer{}, channel.Fail(channel.Temporary, at.Hostname()+": a redirect that leads nowhere", nil)
		}
		permanent = permanent && (resp.StatusCode == http.StatusMovedPermanently || resp.StatusCode == http.StatusPermanentRedirect) &&
			(at.Scheme == next.Scheme || next.Scheme == "https")
		if at = next; permanent {
			stays = next
		}
	}
	return answer{}, channel.Fail(channel.Temporary, fmt.Sprintf("%s: more than %d redirects", from.Hostname(), maxRedirects), nil)
}

func (s *Session) request(ctx context.Context, at *url.URL, k known) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, err
	}
	h := req.Header
	h.Set("User-Agent", "Mozilla/5.0 (compatible; Vigie/1; feed reader)")
	h.Set("Accept", "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1")
	h.Set("Accept-Encoding", "gzip, deflate")
	if k.etag != "" {
		h.Set("If-None-Match", k.etag)
	}
	if k.modified != "" {
		h.Set("If-Modified-Since", k.modified)
	}
	// The password goes to the configured server only, and not in the clear
	// where the settings say https.
	if s.set.user != "" && at.Host == s.set.url.Host && at.Scheme == s.set.url.Scheme {
		req.SetBasicAuth(s.set.user, s.password)
	}
	return s.client.Do(req)
}

// movedTo gives where a redirect leads, nil if nowhere.
func movedTo(resp *http.Response, at *url.URL) (*url.URL, bool) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, false
	}
	next, err := at.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" || next.Scheme != "http" && next.Scheme != "https" || next.Hostname() == "" {
		return nil, true
	}
	next.User, next.Fragment = nil, ""
	return next, true
}

func read(resp *http.Response, at *url.URL, now time.Time) (answer, error) {
	defer func() { _ = resp.Body.Close() }()
	h := resp.Header
	a := answer{
		status: resp.StatusCode, at: at, mediaType: h.Get("Content-Type"), etag: h.Get("ETag"), modified: h.Get("Last-Modified"),
		retry: retryAfter(h.Get("Retry-After"), now), maxAge: maxAge(h.Get("Cache-Control")),
	}
	if a.status/100 != 2 {
		return a, nil
	}
	var err error
	a.body, a.cut, err = unpack(resp.Body, h.Get("Content-Encoding"))
	return a, err
}

// retryAfter reads seconds or a date (RFC 9110, 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
		return bounded(time.Duration(min(max(seconds, 0), 1<<20)) * time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		return bounded(at.Sub(now))
	}
	return 0
}

func bounded(d time.Duration) time.Duration { return min(max(d, time.Second), mostPatience) }

func maxAge(control string) time.Duration {
	for part := range strings.SplitSeq(control, ",") {
		if value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(part)), "max-age="); ok {
			seconds, err := strconv.Atoi(value)
			if err != nil || seconds < 0 {
				return 0
			}
			return time.Duration(min(seconds, 1<<20)) * time.Second
		}
	}
	return 0
}

// unreached is the failure of a fetch that brought no answer.
func (s *Session) unreached(ctx context.Context, at *url.URL, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errAddress):
		return &channel.Error{
			Reason: channel.Invalid, Field: fieldPrivate, Detail: at.Hostname() + " lies in a private network", Key: "fault.feed-private", Cause: err,
		}
	case errors.Is(err, context.DeadlineExceeded):
		return channel.Fail(channel.Temporary, fmt.Sprintf("%s: no answer within %s", at.Hostname(), fetchTime), err)
	default:
		return channel.Fail(channel.Temporary, at.Hostname()+" is not reached", err)
	}
}

// refusal is the failure of an answer that brought no feed; nil for one that
// may have.
func (a answer) refusal() error {
	said := fmt.Sprintf("%s: %d %s", a.at.Hostname(), a.status, http.StatusText(a.status))
	switch {
	case a.status/100 == 2 || a.status == http.StatusNotModified:
		return nil
	case a.status == http.StatusNotFound || a.status == http.StatusGone:
		return channel.Fail(channel.Gone, said, nil)
	case a.status == http.StatusUnauthorized:
		return channel.Fail(channel.AuthRevoked, said, nil)
	case a.status == http.StatusForbidden || a.status == http.StatusUnavailableForLegalReasons:
		return channel.Fail(channel.Forbidden, said, nil)
	case a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable && a.retry > 0:
		wait := a.retry
		if wait == 0 {
			wait = slowDown
		}
		return &channel.Error{Reason: channel.RateLimited, RetryAfter: wait, Detail: said}
	default:
		return channel.Fail(channel.Temporary, said, nil)
	}
}
