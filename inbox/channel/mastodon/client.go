package mastodon

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"vigie/inbox"
	"vigie/inbox/channel"
)

const (
	maxAnswer   = 16 << 20         // bytes of one answer
	patience    = time.Minute      // for one call
	uploadFor   = 10 * time.Minute // for one upload
	kept        = 30               // calls left to sending when the instance counts
	callsAtOnce = 120
	// callsEvery spaces calls: instances allow 300 in 5 minutes, of which
	// reading takes most and leaves the rest to sending, which has a session of
	// its own.
	callsEvery = 1300 * time.Millisecond
)

// client talks to one instance. It is safe for concurrent use.
type client struct {
	base   *url.URL
	token  string
	now    func() time.Time
	reader *http.Client
	// sender never uses a connection twice: what becomes of a request on a
	// connection that the instance was about to close nobody could tell.
	sender *http.Client
	pace   *rate.Limiter

	mu   sync.Mutex
	left int       // calls, as the instance counts
	most int       // of which it allows so many
	ends time.Time // when it counts anew; zero is unknown
}

func newClient(base *url.URL, token string, now func() time.Time) *client {
	return &client{
		base: base, token: token, now: now, reader: httpClient(true), sender: httpClient(false),
		pace: rate.NewLimiter(rate.Every(callsEvery), callsAtOnce),
	}
}

// httpClient makes a client that follows no redirect: a token goes nowhere
// else, and nothing is sent twice.
func httpClient(reuse bool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   15 * time.Second,
			ExpectContinueTimeout: time.Second,
			IdleConnTimeout:       90 * time.Second,
			MaxIdleConnsPerHost:   2,
			DisableKeepAlives:     !reuse,
			ForceAttemptHTTP2:     reuse,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (c *client) close() {
	c.reader.CloseIdleConnections()
	c.sender.CloseIdleConnections()
}

// call is one request.
type call struct {
	doing  string // for the log
	method string
	path   string
	query  url.Values
	body   []byte
	mime   string
	key    string // Idempotency-Key
	limit  time.Duration
	// publishes marks the one call after which other people read something: its
	// failures are Ambiguous unless it certainly did nothing.
	publishes bool
	unhurried bool // a reading: spaced, and never taking the last calls
}

// answer is a response that was read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// get reads.
func (c *client) get(ctx context.Context, doing, path string, query url.Values) (answer, error) {
	return c.do(ctx, call{doing: doing, method: http.MethodGet, path: path, query: query, unhurried: true})
}

// decode reads JSON into v.
func (c *client) decode(ctx context.Context, doing, path string, v any) error {
	a, err := c.get(ctx, doing, path, nil)
	if err != nil {
		return err
	}
	return c.parse(doing, a, v)
}

func (c *client) parse(doing string, a answer, v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return channel.Fail(channel.Temporary, c.base.Host+": this is no Mastodon API", fmt.Errorf("%s: %w", doing, err))
	}
	return nil
}

// form posts a form.
func (c *client) form(ctx context.Context, doing, path string, form url.Values) (answer, error) {
	return c.do(ctx, call{
		doing: doing, method: http.MethodPost, path: path,
		body: []byte(form.Encode()), mime: "application/x-www-form-urlencoded",
	})
}

// do makes one call and gives its answer if it is a success.
func (c *client) do(ctx context.Context, k call) (answer, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, fmt.Errorf("%s: %w", k.doing, err)
	}
	if k.unhurried {
		if err := c.waitTurn(ctx, k.doing); err != nil {
			return answer{}, err
		}
	}
	if k.limit == 0 {
		k.limit = patience
	}
	limited, cancel := context.WithTimeout(ctx, k.limit)
	defer cancel()
	var connected atomic.Bool
	limited = httptrace.WithClientTrace(limited, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	a, err := c.exchange(limited, k)
	switch {
	case err != nil && k.publishes && connected.Load():
		return a, channel.Fail(channel.Ambiguous, c.base.Host+": no answer came back", fmt.Errorf("%s: %w", k.doing, err))
	case err != nil:
		return a, c.lost(ctx, k.doing, err)
	case k.publishes && doubtful(a.status):
		return a, channel.Fail(channel.Ambiguous, c.base.Host+": "+saidBy(a.body), &answerError{k.doing, a.status})
	case a.status/100 != 2:
		return a, c.refusal(k.doing, a)
	}
	return a, nil
}

func (c *client) exchange(ctx context.Context, k call) (answer, error) {
	u := *c.base
	path, err := url.PathUnescape(k.path)
	if err != nil {
		return answer{}, err
	}
	u.Path, u.RawPath, u.RawQuery = path, k.path, k.query.Encode()
	req, err := http.NewRequestWithContext(ctx, k.method, u.String(), bytes.NewReader(k.body))
	if err != nil {
		return answer{}, err
	}
	if len(k.body) == 0 {
		req.Body = http.NoBody
	}
	req.GetBody = nil // net/http repeats a request with an Idempotency-Key by itself; only some instances honour it
	req.Header.Set("User-Agent", "Vigie")
	req.Header.Set("Accept", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if k.mime != "" {
		req.Header.Set("Content-Type", k.mime)
	}
	if k.key != "" {
		req.Header.Set("Idempotency-Key", k.key)
	}
	hc := c.reader
	if k.publishes {
		hc = c.sender
	}
	res, err := hc.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusTooManyRequests { // that one says itself how long to wait
		c.count(res.Header)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = fmt.Errorf("the answer is longer than %d MB", maxAnswer>>20)
	}
	if err != nil && res.StatusCode/100 == 2 {
		return answer{}, err
	}
	return answer{res.StatusCode, res.Header, body}, nil
}

// waitTurn spaces readings, and refuses those that would take what the
// instance still allows from sending.
func (c *client) waitTurn(ctx context.Context, doing string) error {
	c.mu.Lock()
	wait := time.Duration(0)
	if !c.ends.IsZero() && c.left <= kept {
		wait = c.ends.Sub(c.now())
	}
	c.mu.Unlock()
	if wait > 0 {
		return &channel.Error{Reason: channel.RateLimited, RetryAfter: wait, Detail: c.base.Host + ": few calls are left"}
	}
	if err := c.pace.Wait(ctx); err != nil {
		if ctx.Err() == nil { // the deadline is nearer than our turn
			err = context.DeadlineExceeded
		}
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// count notes what the instance says of its limit; many say nothing.
func (c *client) count(h http.Header) {
	left, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Remaining")))
	total, _ := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Limit")))
	if err != nil || total < 2*kept { // a narrow limit of another kind (uploads)
		return
	}
	if _, ok := resetOf(h); !ok {
		return
	}
	ends := c.now().Add(c.delayOf(h))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left, c.most, c.ends = left, total, ends
}

// quota is what the instance said last of its limit; nil when it said nothing,
// or what it said is over.
func (c *client) quota() *inbox.Quota {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.most == 0 || !c.now().Before(c.ends) {
		return nil
	}
	return &inbox.Quota{Used: c.most - c.left, Most: c.most, Until: c.ends}
}

// pageLinks reads the Link header: the id below which the next page lies, and
// the one above which newer ones will.
func pageLinks(h http.Header) (older, newer string) {
	for _, line := range h.Values("Link") {
		for _, part := range strings.Split(line, ",") {
			address, rest, ok := strings.Cut(strings.TrimSpace(part), ">")
			u, err := url.Parse(strings.TrimPrefix(address, "<"))
			if !ok || err != nil {
				continue
			}
			q := u.Query()
			switch {
			case strings.Contains(rest, "next"):
				older = q.Get("max_id")
			case q.Get("min_id") != "":
				newer = q.Get("min_id")
			case q.Get("since_id") != "":
				newer = q.Get("since_id")
			}
		}
	}
	return older, newer
}
