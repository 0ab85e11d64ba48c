package replica

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"vigie/store/wire"
)

// Secrets keeps what a device signs in with: the system's keyring, or a file
// under a passphrase. "" is nothing kept.
type Secrets interface {
	Load(ctx context.Context) (string, error)
	Save(ctx context.Context, text string) error
}

// Badge is what a device shows: who it is, the key that proves it, and its
// tokens. It is safe for concurrent use.
type Badge struct {
	remote  Remote
	secrets Secrets

	mu   sync.Mutex
	have badge
	good time.Time // until when the access token is good
}

// badge is how it is kept.
type badge struct {
	Device    string       `json:"device"`
	Member    string       `json:"member"`
	Workspace string       `json:"workspace"`
	Seed      string       `json:"seed"` // of the Ed25519 key, hexadecimal
	Tokens    wire.Tokens  `json:"tokens"`
	Renewal   wire.Renewal `json:"renewal,omitzero"` // under way: sent again as it is, because its answer may be lost
}

// OpenBadge reads what was kept; a device that never signed in has none.
func OpenBadge(ctx context.Context, r Remote, s Secrets) (*Badge, error) {
	b := &Badge{remote: r, secrets: s}
	text, err := s.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the sign-in: %w", err)
	}
	if text == "" {
		return b, nil
	}
	if err := json.Unmarshal([]byte(text), &b.have); err != nil {
		return nil, fmt.Errorf("read the sign-in: %w", err)
	}
	return b, nil
}

// Device names the device and its member; "" before the first sign-in.
func (b *Badge) Device() (device, member string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.have.Device, b.have.Member
}

// SignIn signs the computer in, in any of the ways. s needs neither key nor
// proof. On a computer that is a device already, it stays that one: its outbox
// goes on.
func (b *Badge) SignIn(ctx context.Context, s wire.SignIn) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	http := Dial(b.remote)
	defer http.Close()
	hello, err := http.Hello(ctx)
	if err != nil {
		return err
	}
	if b.have.Seed == "" || b.have.Workspace != hello.Workspace {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return fmt.Errorf("make a key: %w", err)
		}
		b.have = badge{Seed: hex.EncodeToString(key.Seed()), Workspace: hello.Workspace}
	}
	key, err := b.key()
	if err != nil {
		return err
	}
	s.Device, s.Key = b.have.Device, hex.EncodeToString(key.Public().(ed25519.PublicKey))
	s.Proof = wire.Sign(key, wire.SignInText(hello.Workspace, s))
	var in wire.SignedIn
	if err := http.open(ctx, "/v1/enroll", s, &in); err != nil {
		return err
	}
	b.have.Device, b.have.Member, b.have.Renewal = in.Device, in.Member, wire.Renewal{}
	return b.take(ctx, in.Tokens)
}

func (b *Badge) key() (ed25519.PrivateKey, error) {
	seed, err := hex.DecodeString(b.have.Seed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("the device has no key: %w", &wire.Problem{Code: wire.CodeSignIn})
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// take keeps tokens before they are used: a refresh token works once.
func (b *Badge) take(ctx context.Context, t wire.Tokens) error {
	b.have.Tokens = t
	b.good = b.now().Add(time.Duration(t.Expires) * time.Second * 4 / 5)
	return b.save(ctx)
}

func (b *Badge) now() time.Time {
	if b.remote.Now == nil {
		return time.Now()
	}
	return b.remote.Now()
}

func (b *Badge) save(ctx context.Context) error {
	raw, err := json.Marshal(b.have)
	if err != nil {
		return err
	}
	if err := b.secrets.Save(ctx, string(raw)); err != nil {
		return fmt.Errorf("keep the sign-in: %w", err)
	}
	return nil
}

// Token gives an access token, renewed when it is old or was refused. It is
// what Remote.Token wants.
func (b *Badge) Token(ctx context.Context, refused string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.have.Tokens.Access; t != "" && t != refused && b.now().Before(b.good) {
		return t, nil
	}
	if b.have.Tokens.Refresh == "" {
		return "", &wire.Problem{Code: wire.CodeSignIn}
	}
	if b.have.Renewal.Refresh != b.have.Tokens.Refresh {
		key, err := b.key()
		if err != nil {
			return "", err
		}
		n := wire.Renewal{Device: b.have.Device, Refresh: b.have.Tokens.Refresh, Nonce: rand.Text()}
		n.Proof = wire.Sign(key, wire.RenewalText(b.have.Workspace, n))
		b.have.Renewal = n
		if err := b.save(ctx); err != nil {
			return "", err
		}
	}
	http := Dial(b.remote)
	defer http.Close()
	var t wire.Tokens
	if err := http.open(ctx, "/v1/token", b.have.Renewal, &t); err != nil {
		return "", err
	}
	return t.Access, b.take(ctx, t)
}

// open is post without a token.
func (h *HTTP) open(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	return h.ask(ctx, call{method: http.MethodPost, path: path, body: raw}, into)
}
