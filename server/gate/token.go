package gate

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

// TokenLife is how long an access token is good; it is what a retired signing
// key must outlive.
const TokenLife = 10 * time.Minute

const (
	tokenType = "vigie-at+jwt"
	leeway    = 30 * time.Second
)

// claims say who, and nothing of what they may: that is read at each request.
type claims struct {
	jwt.RegisteredClaims
	Member    string `json:"member"`
	Device    string `json:"device"`
	Workspace string `json:"workspace"`
}

// keyStore is where signing keys are.
type keyStore interface {
	SigningKeys(context.Context) ([]store.SigningKey, error)
	FirstSigningKey(context.Context, store.SigningKey) error
}

// keyring makes and checks access tokens (JWT with EdDSA, RFC 8725).
type keyring struct {
	store     keyStore
	workspace string
	now       func() time.Time
	random    io.Reader
	parser    *jwt.Parser

	mu      sync.Mutex
	signer  string
	private ed25519.PrivateKey
	public  map[string]ed25519.PublicKey
	read    time.Time
	good    map[[sha256.Size]byte]proof // tokens whose signature was checked
}

// proof is what a token said whose signature was checked: a desktop shows the
// same one with each request for minutes, and the checking is a sixth of what a
// short request costs.
type proof struct {
	store.Caller
	kid   string
	key   ed25519.PublicKey
	until time.Time // it is good
}

// mostProofs bounds what is remembered; beyond, it begins anew.
const mostProofs = 20_000

// reread bounds how often an unknown key has the keys read again: another
// server may have rotated them, and anybody can invent a name.
const reread = 5 * time.Second

func newKeyring(s keyStore, workspace string, now func() time.Time, random io.Reader) *keyring {
	k := &keyring{store: s, workspace: workspace, now: now, random: random}
	k.parser = jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithIssuer(k.name()), jwt.WithAudience(k.name()), jwt.WithLeeway(leeway), jwt.WithTimeFunc(now), jwt.WithStrictDecoding(),
	)
	return k
}

func (k *keyring) name() string { return "vigie:" + k.workspace }

// load reads the keys, and makes the first one.
func (k *keyring) load(ctx context.Context) error {
	keys, err := k.store.SigningKeys(ctx)
	if err != nil {
		return fmt.Errorf("read the signing keys: %w", err)
	}
	if len(keys) == 0 {
		first, err := NewSigningKey(k.random)
		if err != nil {
			return err
		}
		if err := k.store.FirstSigningKey(ctx, first); err != nil {
			return fmt.Errorf("keep the first signing key: %w", err)
		}
		if keys, err = k.store.SigningKeys(ctx); err != nil {
			return fmt.Errorf("read the signing keys: %w", err)
		}
	}
	return k.use(keys)
}

// use takes the keys up; one that retired longer ago than a token lives is
// left out.
func (k *keyring) use(keys []store.SigningKey) error {
	public, signer := map[string]ed25519.PublicKey{}, ""
	var private ed25519.PrivateKey
	for _, key := range keys {
		seed, err := hex.DecodeString(key.Seed)
		if err != nil || len(seed) != ed25519.SeedSize {
			return fmt.Errorf("the signing key %s is damaged", key.ID)
		}
		if !key.RetiredAt.IsZero() && k.now().Sub(key.RetiredAt) > TokenLife+leeway {
			continue
		}
		p := ed25519.NewKeyFromSeed(seed)
		public[key.ID], _ = p.Public().(ed25519.PublicKey)
		if signer == "" && key.RetiredAt.IsZero() {
			signer, private = key.ID, p
		}
	}
	if signer == "" {
		return errors.New("there is no signing key")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.public, k.signer, k.private, k.read = public, signer, private, k.now()
	return nil
}

// NewSigningKey makes a key to sign with.
func NewSigningKey(random io.Reader) (store.SigningKey, error) {
	raw := make([]byte, ed25519.SeedSize+8)
	if _, err := io.ReadFull(random, raw); err != nil {
		return store.SigningKey{}, fmt.Errorf("make a signing key: %w", err)
	}
	return store.SigningKey{ID: hex.EncodeToString(raw[ed25519.SeedSize:]), Seed: hex.EncodeToString(raw[:ed25519.SeedSize])}, nil
}

// issue makes the access token of a device.
func (k *keyring) issue(c store.Caller) (string, error) {
	now := k.now()
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: k.name(), Audience: jwt.ClaimStrings{k.name()},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(TokenLife)),
		},
		Member: string(c.Member), Device: c.Device, Workspace: k.workspace,
	})
	k.mu.Lock()
	signer, private := k.signer, k.private
	k.mu.Unlock()
	t.Header["typ"], t.Header["kid"] = tokenType, signer
	return t.SignedString(private)
}

// check reads an access token. Whatever is wrong with it is the same refusal.
func (k *keyring) check(ctx context.Context, token string) (store.Caller, error) {
	sum := sha256.Sum256([]byte(token))
	if who, ok := k.proved(sum); ok {
		return who, nil
	}
	var c claims
	t, err := k.parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) { return k.keyOf(ctx, t) })
	if err != nil || c.Workspace != k.workspace || c.Device == "" || c.Member == "" {
		return store.Caller{}, &wire.Problem{Code: wire.CodeSignIn}
	}
	who := store.Caller{Device: c.Device, Member: team.MemberID(c.Member)}
	k.remember(sum, t, proof{Caller: who, until: c.ExpiresAt.Add(leeway)})
	return who, nil
}

// proved gives who showed a token that was checked before, as long as it has not
// run out and its key is still ours.
func (k *keyring) proved(sum [sha256.Size]byte) (store.Caller, bool) {
	now := k.now()
	k.mu.Lock()
	defer k.mu.Unlock()
	p, known := k.good[sum]
	return p.Caller, known && now.Before(p.until) && p.key.Equal(k.public[p.kid])
}

func (k *keyring) remember(sum [sha256.Size]byte, t *jwt.Token, p proof) {
	p.kid, _ = t.Header["kid"].(string)
	k.mu.Lock()
	defer k.mu.Unlock()
	if p.key = k.public[p.kid]; p.key == nil {
		return
	}
	if k.good == nil || len(k.good) >= mostProofs {
		k.good = map[[sha256.Size]byte]proof{}
	}
	k.good[sum] = p
}

// keyOf finds the key of a token among ours, by nothing but its name: what a
// token says about where a key can be found is not listened to.
func (k *keyring) keyOf(ctx context.Context, t *jwt.Token) (any, error) {
	if typ, _ := t.Header["typ"].(string); typ != tokenType {
		return nil, errors.New("not an access token")
	}
	for name := range t.Header {
		if name != "alg" && name != "typ" && name != "kid" {
			return nil, fmt.Errorf("the header has %q", name)
		}
	}
	id, _ := t.Header["kid"].(string)
	if key, ok := k.known(id); ok {
		return key, nil
	}
	k.mu.Lock()
	fresh := k.now().Sub(k.read) < reread
	k.mu.Unlock()
	if fresh {
		return nil, errors.New("no such key")
	}
	if err := k.load(ctx); err != nil {
		return nil, err
	}
	if key, ok := k.known(id); ok {
		return key, nil
	}
	return nil, errors.New("no such key")
}

func (k *keyring) known(id string) (ed25519.PublicKey, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, ok := k.public[id]
	return key, ok
}
