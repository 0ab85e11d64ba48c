package mastodon

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigie/inbox/channel"
)

// slowDown is how long to wait when an instance says that it was too much and
// not for how long: the window of its usual limit.
const slowDown = 5 * time.Minute

// answerError is what an instance said, as the cause of a channel error: it
// was reached, and it is only this call that it refuses.
type answerError struct {
	doing  string
	status int
}

func (e *answerError) Error() string { return fmt.Sprintf("%s: HTTP %d", e.doing, e.status) }

// answered tells a refusal of one call from an instance that is not reached or
// has had enough of us.
func answered(err error) bool {
	var a *answerError
	return errors.As(err, &a) && a.status != http.StatusUnauthorized && a.status != http.StatusTooManyRequests
}

// refusal turns an answer that is no success into its reason.
func (c *client) refusal(doing string, a answer) error {
	words := saidBy(a.body)
	detail := c.base.Host
	if words != "" {
		detail += ": " + words
	}
	e := &channel.Error{Reason: channel.Temporary, Detail: detail, Cause: &answerError{doing, a.status}}
	low := strings.ToLower(words)
	switch {
	case a.status == http.StatusUnauthorized && strings.Contains(low, "expired"):
		e.Reason = channel.AuthExpired
	case a.status == http.StatusUnauthorized:
		e.Reason = channel.AuthRevoked
	case a.status == http.StatusForbidden && strings.Contains(low, "scope"):
		e.Reason = channel.Scope
	case a.status == http.StatusForbidden && strings.Contains(low, "login"):
		e.Reason = channel.AuthRevoked // "Your login is currently disabled"
	case a.status == http.StatusForbidden:
		e.Reason = channel.Forbidden
	case a.status == http.StatusNotFound || a.status == http.StatusGone:
		e.Reason = channel.Gone
	case a.status == http.StatusTooManyRequests:
		e.Reason, e.RetryAfter = channel.RateLimited, c.delayOf(a.header)
	case a.status == http.StatusRequestEntityTooLarge || a.status == http.StatusUnsupportedMediaType:
		e.Reason, e.Field = channel.Invalid, "attachments"
	case a.status == http.StatusRequestTimeout:
	case a.status/100 == 3:
		e.Reason, e.Field, e.Detail = channel.Invalid, FieldInstance, "the instance is elsewhere: "+shorten(a.header.Get("Location"))
	case a.status/100 == 4:
		e.Reason, e.Field = channel.Invalid, "text"
	}
	return e
}

// doubtful tells whether a status may have been published although the answer
// is a failure: an error in the middle of the work, or a gateway that gave up
// waiting. 503 is said before any work is done.
func doubtful(status int) bool {
	return status >= 500 && status != http.StatusServiceUnavailable || status == http.StatusRequestTimeout
}

// delayOf reads for how long to wait. The reset is a moment by the instance's
// clock, so its own Date is what it is measured from.
func (c *client) delayOf(h http.Header) time.Duration {
	if s, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After"))); err == nil && s > 0 {
		return min(time.Duration(s)*time.Second, time.Hour)
	}
	if reset, ok := resetOf(h); ok {
		now := c.now()
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date
		}
		if wait := reset.Sub(now); wait > 0 {
			return min(wait, time.Hour)
		}
		return time.Second
	}
	return slowDown
}

// resetOf reads X-RateLimit-Reset: a time in ISO 8601 (Mastodon), or seconds
// since 1970 (others).
func resetOf(h http.Header) (time.Time, bool) {
	v := strings.TrimSpace(h.Get("X-RateLimit-Reset"))
	if at, err := time.Parse(time.RFC3339, v); err == nil {
		return at, true
	}
	if s, err := strconv.ParseInt(v, 10, 64); err == nil && s > 0 {
		return time.Unix(s, 0), true
	}
	return time.Time{}, false
}

// lost is a call that got no answer: the context's own end, or a network that
// does not work.
func (c *client) lost(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	words := "does not answer"
	var dns *net.DNSError
	var op *net.OpError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		words = "there is no server of this name"
	case errors.As(err, &verify):
		words = "the connection is not safe: its certificate is not to be trusted"
	case errors.As(err, &op) && op.Op == "dial" && !op.Timeout():
		words = "refuses the connection"
	}
	return channel.Fail(channel.Temporary, c.base.Host+": "+words, fmt.Errorf("%s: %w", doing, err))
}

// saidBy takes the words out of an error's body.
func saidBy(body []byte) string {
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return ""
	}
	if said.Description != "" {
		return shorten(said.Description)
	}
	return shorten(said.Error)
}

// shorten fits an instance's words on a line.
func shorten(words string) string {
	words = strings.Join(strings.Fields(strings.ToValidUTF8(words, "?")), " ")
	if r := []rune(words); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return words
}
