package replica

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"vigie/store/wire"
)

// Limits of what a desktop takes from a server at once: a server is trusted
// with the house's messages, not with the desktop's memory.
const (
	mostAnswer = 256 << 20
	mostRefuse = 64 << 10
)

// Remote is where a server is and how it is known.
type Remote struct {
	Address string // host:port
	// Path is under what the server serves the workspace: "" for its house, else
	// with a slash before and none behind, that of an exercise.
	Path string
	// Pin is the SHA-256 of the server's public key (SPKI), hexadecimal, from the
	// invitation; with it no other certificate will do. "" trusts those of the
	// system.
	Pin string
	// Token gives an access token. refused is the one that the server did not
	// take, "" at first: the same again is of no use.
	Token func(ctx context.Context, refused string) (string, error)
	// Insecure speaks without TLS. It is for a server on the same computer only.
	Insecure bool
	Now      func() time.Time
	// Alarm rings after a while, in a goroutine of its own; nil is
	// time.AfterFunc. It is for tests, in which no time passes by itself.
	Alarm func(after time.Duration, ring func()) Alarm
}

// Alarm is a *time.Timer of time.AfterFunc.
type Alarm interface {
	Stop() bool
	Reset(after time.Duration) bool
}

// HTTP is a Server over HTTPS. It is safe for concurrent use.
type HTTP struct {
	r      Remote
	base   string
	client *http.Client
	// decoders are *zstd.Decoder that wait for the next answer.
	decoders sync.Pool

	mu       sync.Mutex
	token    string
	noStream time.Time // until then this network is taken to hold streams back
	deaf     int       // long polls that failed in a row
}

// ErrPin is the error of a server that is not the one of the invitation.
var ErrPin = errors.New("replica: the server's key is not the one of the invitation")

// Dial makes a server of its address; nothing is sent yet. The proxy of the
// environment (HTTPS_PROXY) is used.
func Dial(r Remote) *HTTP {
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Alarm == nil {
		r.Alarm = func(after time.Duration, ring func()) Alarm { return time.AfterFunc(after, ring) }
	}
	h := &HTTP{r: r, base: "https://" + r.Address}
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: 90 * time.Second, // a long poll answers after 25
		IdleConnTimeout:       90 * time.Second,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS13},
		// HTTP/1.1: a stream that holds a connection of its own costs the server
		// least.
		TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
	}
	if r.Insecure {
		h.base = "http://" + r.Address
	}
	h.base += r.Path
	if r.Pin != "" {
		transport.TLSClientConfig.InsecureSkipVerify = true // the pin is the proof, checked below
		transport.TLSClientConfig.VerifyConnection = pinned(r.Pin)
	}
	h.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return h
}

// pinned accepts the one public key.
func pinned(pin string) func(tls.ConnectionState) error {
	return func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return ErrPin
		}
		raw, err := x509.MarshalPKIXPublicKey(s.PeerCertificates[0].PublicKey)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrPin, err)
		}
		if sum := sha256.Sum256(raw); !strings.EqualFold(hex.EncodeToString(sum[:]), pin) {
			return ErrPin
		}
		return nil
	}
}

// Close lets go of idle connections.
func (h *HTTP) Close() { h.client.CloseIdleConnections() }

// Hello asks the server who it is.
func (h *HTTP) Hello(ctx context.Context) (v wire.Hello, err error) {
	err = h.get(ctx, "/v1/hello", false, &v)
	return v, err
}

// Push sends orders.
func (h *HTTP) Push(ctx context.Context, p wire.Push) (v wire.Pushed, err error) {
	return v, h.post(ctx, "/v1/push", p, &v)
}

// Pull asks for a page.
func (h *HTTP) Pull(ctx context.Context, p wire.Pull) (v wire.Page, err error) {
	return v, h.post(ctx, "/v1/pull", p, &v)
}

// Fetch asks for whole conversations.
func (h *HTTP) Fetch(ctx context.Context, f wire.Fetch) (v wire.Fetched, err error) {
	return v, h.post(ctx, "/v1/fetch", f, &v)
}

// Search asks for conversations that the desktop does not have.
func (h *HTTP) Search(ctx context.Context, s wire.Search) (v wire.Found, err error) {
	return v, h.post(ctx, "/v1/search", s, &v)
}

// Here says where the member is looking or writing; "" is nowhere. It holds for
// a minute and a half.
func (h *HTTP) Here(ctx context.Context, p wire.Presence) error {
	return h.post(ctx, "/v1/presence", p, nil)
}

// Bootstrap takes the first copy, a chunk a line.
func (h *HTTP) Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error {
	body, err := json.Marshal(b)
	if err != nil {
		return err
	}
	res, err := h.do(ctx, call{method: http.MethodPost, path: "/v1/bootstrap", body: body, signed: true})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	in, done, err := h.expand(res)
	if err != nil {
		return err
	}
	defer done()
	return readChunks(in, res.Body.Close, take)
}

func (h *HTTP) post(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	return h.ask(ctx, call{method: http.MethodPost, path: path, body: raw, signed: true}, into)
}

func (h *HTTP) get(ctx context.Context, path string, signed bool, into any) error {
	return h.ask(ctx, call{method: http.MethodGet, path: path, signed: signed}, into)
}

// ask makes a call and reads its answer.
func (h *HTTP) ask(ctx context.Context, c call, into any) error {
	res, err := h.do(ctx, c)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if into == nil {
		return nil
	}
	in, done, err := h.expand(res)
	if err != nil {
		return err
	}
	defer done()
	if err := json.NewDecoder(io.LimitReader(in, mostAnswer)).Decode(into); err != nil {
		return fmt.Errorf("read answer to %s: %w", c.path, err)
	}
	return nil
}

// call is a request in the making.
type call struct {
	method, path string
	body         []byte
	header       map[string]string
	signed       bool
	accept       []int // statuses that are no refusal, besides 2xx
}

// do makes a call, with a new token when the server does not take the one that
// we have. What it refuses is a *wire.Problem or a *Pause.
func (h *HTTP) do(ctx context.Context, c call) (*http.Response, error) {
	refused := ""
	for try := 0; ; try++ {
		req, err := http.NewRequestWithContext(ctx, c.method, h.base+c.path, bytes.NewReader(c.body))
		if err != nil {
			return nil, err
		}
		used, err := h.sign(ctx, req, c, refused)
		if err != nil {
			return nil, err
		}
		res, err := h.client.Do(req)
		if err != nil {
			return nil, fmt.Errorf("reach server: %w", err)
		}
		if res.StatusCode < 300 {
			return res, nil
		}
		for _, status := range c.accept {
			if res.StatusCode == status {
				return res, nil
			}
		}
		err = h.refusal(res)
		var p *wire.Problem
		if !errors.As(err, &p) || p.Code != wire.CodeSignIn || try > 0 || !c.signed {
			return nil, err
		}
		refused = used
	}
}

// sign puts the headers on a request.
func (h *HTTP) sign(ctx context.Context, req *http.Request, c call, refused string) (string, error) {
	req.Header.Set("Accept-Encoding", "zstd, gzip")
	if c.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	if !c.signed {
		return "", nil
	}
	h.mu.Lock()
	token := h.token
	h.mu.Unlock()
	if token == "" || token == refused {
		var err error
		if token, err = h.r.Token(ctx, refused); err != nil {
			return "", err
		}
		h.mu.Lock()
		h.token = token
		h.mu.Unlock()
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return token, nil
}

// refusal reads what the server has against a call. A proxy's page is no word
// of the server.
func (h *HTTP) refusal(res *http.Response) error {
	defer res.Body.Close()
	var p wire.Problem
	in, done, err := h.expand(res)
	if err == nil {
		err = json.NewDecoder(io.LimitReader(in, mostRefuse)).Decode(&p)
		done()
	}
	cause := fmt.Errorf("the server answers %s", res.Status)
	switch seconds, bad := strconv.Atoi(res.Header.Get("Retry-After")); {
	case bad == nil && (res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable):
		return &Pause{For: min(time.Duration(seconds)*time.Second, 10*time.Minute), Cause: cause}
	case (err != nil || p.Code == "") && res.StatusCode == http.StatusUnauthorized:
		return &wire.Problem{Code: wire.CodeSignIn} // the answer to HEAD has no body
	case err != nil || p.Code == "":
		return cause
	}
	return &p
}

// expand reads the body of an answer as it was before it was compressed.
func (h *HTTP) expand(res *http.Response) (io.Reader, func(), error) {
	switch res.Header.Get("Content-Encoding") {
	case "zstd":
		d, err := h.decoder(res.Body)
		if err != nil {
			return nil, nil, fmt.Errorf("read answer: %w", err)
		}
		return d, func() { h.keep(d) }, nil
	case "gzip":
		d, err := gzip.NewReader(res.Body)
		if err != nil {
			return nil, nil, fmt.Errorf("read answer: %w", err)
		}
		return d, func() { _ = d.Close() }, nil
	default:
		return res.Body, func() {}, nil
	}
}

// decoder gives a decoder that was kept, or a new one: making one costs more
// than reading a page with it.
func (h *HTTP) decoder(in io.Reader) (*zstd.Decoder, error) {
	if d, ok := h.decoders.Get().(*zstd.Decoder); ok {
		return d, d.Reset(in)
	}
	return zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
}

// keep keeps a decoder for the next answer. With a concurrency of one it has no
// goroutine that would outlive it.
func (h *HTTP) keep(d *zstd.Decoder) {
	if d.Reset(nil) == nil {
		h.decoders.Put(d)
	}
}
