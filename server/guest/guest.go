package guest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// Seat is what makes a computer a device of the team; nothing of it is secret.
type Seat struct {
	Door
	Workspace string `json:"workspace"`
	Device    string `json:"device"`
	Member    string `json:"member"`
}

// Secrets are what proves that this computer is the seat's.
type Secrets struct {
	Key     string // Ed25519 seed, hexadecimal
	Refresh string // good once
}

// Keeper keeps the secrets of a seat. It may ask a person for a passphrase.
type Keeper interface {
	Load(ctx context.Context) (Secrets, error)
	// Keep has stored the next refresh token when it returns nil.
	Keep(ctx context.Context, refresh string) error
}

// Guest talks to the server for one device. It is safe for concurrent use.
type Guest struct {
	http *http.Client
	seat Seat
	keep Keeper
	now  func() time.Time

	mu      sync.Mutex // one renewal at a time
	secrets Secrets
	access  string
	until   time.Time
	pending *wire.Renewal // one whose answer did not come
	asked   time.Time
}

// New makes a guest of a seat. Its secrets are loaded when they are needed
// first.
func New(s Seat, k Keeper, now func() time.Time) *Guest {
	return &Guest{http: client(func(state tls.ConnectionState) error { return known(s.Door, state, false) }), seat: s, keep: k, now: now}
}

// Close ends what is idle. Calls that run go on.
func (g *Guest) Close() { g.http.CloseIdleConnections() }

// NewKey makes the key of a device: its seed, in hexadecimal.
func NewKey() (string, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := rand.Read(seed); err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	return hex.EncodeToString(seed), nil
}

func privateKey(seed string) (ed25519.PrivateKey, error) {
	raw, err := hex.DecodeString(seed)
	if err != nil || len(raw) != ed25519.SeedSize {
		return nil, fault.New(fault.Corrupt, "fault.team-seat")
	}
	return ed25519.NewKeyFromSeed(raw), nil
}

func publicOf(key ed25519.PrivateKey) string {
	public, _ := key.Public().(ed25519.PublicKey)
	return hex.EncodeToString(public)
}

// SignIn makes this computer a device: s says how and under which name; seat
// has the door and the workspace, and the device when it signs in again.
func SignIn(ctx context.Context, seat Seat, seed string, s wire.SignIn) (Seat, Secrets, error) {
	key, err := privateKey(seed)
	if err != nil {
		return seat, Secrets{}, err
	}
	s.Key, s.Device = publicOf(key), seat.Device
	s.Proof = wire.Sign(key, wire.SignInText(seat.Workspace, s))
	g := New(seat, nil, nil)
	defer g.Close()
	var got wire.SignedIn
	if err := g.exchange(ctx, message{method: http.MethodPost, path: "/v1/enroll", body: s}, &got); err != nil {
		return seat, Secrets{}, refusedSignIn(err)
	}
	seat.Device, seat.Member = got.Device, got.Member
	return seat, Secrets{Key: seed, Refresh: got.Refresh}, nil
}

// refusedSignIn tells a person why they were not let in.
func refusedSignIn(err error) error {
	var p *wire.Problem
	if !errors.As(err, &p) {
		return told(err)
	}
	if p.Fault != nil && p.Fault.Key != "fault.internal" {
		return fault.Wrap(p, fault.Kind(p.Fault.Kind), p.Fault.Key, flat(p.Fault.Args)...)
	}
	switch p.Code {
	case wire.CodeSignIn, wire.CodeInvalid:
		return fault.Wrap(p, fault.Auth, "fault.sign-in-refused")
	case wire.CodeSlow:
		return fault.Wrap(p, fault.Busy, "fault.team-busy")
	case wire.CodeRevoked:
		return fault.Wrap(p, fault.Auth, "fault.team-revoked")
	default:
		return fault.Wrap(p, fault.Unavailable, "fault.team-trouble")
	}
}

func flat(args map[string]any) []any {
	var out []any
	for k, v := range args {
		out = append(out, k, v)
	}
	return out
}

// message is one request.
type message struct {
	method, path string
	body         any
	token        string
}

// exchange sends a request and reads one JSON answer.
func (g *Guest) exchange(ctx context.Context, m message, into any) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var body io.Reader
	if m.body != nil {
		raw, err := json.Marshal(m.body)
		if err != nil {
			return fmt.Errorf("encode %s: %w", m.path, err)
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, m.method, "https://"+g.seat.Server+m.path, body)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.team-address", "Server", g.seat.Server)
	}
	if m.token != "" {
		r.Header.Set("Authorization", "Bearer "+m.token)
	}
	resp, err := g.http.Do(r)
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		return refusal(resp)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return fmt.Errorf("read %s: %w", m.path, err)
	}
	if into == nil || len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %s: %w", m.path, err)
	}
	return nil
}

// refusal reads why a server said no, and closes the answer.
func refusal(resp *http.Response) error {
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("read a refusal: %w", err)
	}
	p := &wire.Problem{}
	if json.Unmarshal(raw, p) != nil || p.Code == "" {
		return fmt.Errorf("answered with %s", resp.Status) // a proxy's words
	}
	return p
}

// call is an exchange with a token; a token that is refused is renewed once.
func (g *Guest) call(ctx context.Context, m message, into any) error {
	var err error
	if m.token, err = g.Token(ctx, ""); err != nil {
		return err
	}
	err = g.exchange(ctx, m, into)
	var p *wire.Problem
	if !errors.As(err, &p) || p.Code != wire.CodeSignIn {
		return err
	}
	if m.token, err = g.Token(ctx, m.token); err != nil {
		return err
	}
	return g.exchange(ctx, m, into)
}

// margin is how long before its end a token is renewed.
const margin = time.Minute

// sameWithin is how long a renewal is repeated as it was: the server answers
// the same for a minute.
const sameWithin = 50 * time.Second

// Token gives an access token; refused is one that the server did not take.
func (g *Guest) Token(ctx context.Context, refused string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.access != "" && g.access != refused && g.now().Before(g.until.Add(-margin)) {
		return g.access, nil
	}
	if g.secrets.Key == "" {
		var err error
		if g.secrets, err = g.keep.Load(ctx); err != nil {
			return "", fmt.Errorf("load the secrets of the team: %w", err)
		}
	}
	return g.renew(ctx)
}

// Enter takes up the secrets of a new sign-in of the same seat.
func (g *Guest) Enter(s Secrets) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.secrets, g.access, g.pending = s, "", nil
}

// renew gets the next tokens. One whose answer was lost is asked for again in
// the very same words while the server still knows them.
func (g *Guest) renew(ctx context.Context) (string, error) {
	if g.pending == nil || g.now().Sub(g.asked) > sameWithin {
		key, err := privateKey(g.secrets.Key)
		if err != nil {
			return "", err
		}
		nonce := make([]byte, 16)
		if _, err := rand.Read(nonce); err != nil {
			return "", fmt.Errorf("renew the tokens: %w", err)
		}
		r := &wire.Renewal{Device: g.seat.Device, Refresh: g.secrets.Refresh, Nonce: base64.RawURLEncoding.EncodeToString(nonce)}
		r.Proof = wire.Sign(key, wire.RenewalText(g.seat.Workspace, *r))
		g.pending, g.asked = r, g.now()
	}
	var got wire.Tokens
	if err := g.exchange(ctx, message{method: http.MethodPost, path: "/v1/token", body: g.pending}, &got); err != nil {
		return "", err
	}
	if err := g.keep.Keep(ctx, got.Refresh); err != nil {
		return "", fmt.Errorf("keep the tokens: %w", err)
	}
	g.pending, g.secrets.Refresh, g.access = nil, got.Refresh, got.Access
	g.until = g.now().Add(time.Duration(got.Expires) * time.Second)
	return g.access, nil
}
