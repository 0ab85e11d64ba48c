package gate

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"vigie/inbox/fault"
	"vigie/store"
	"vigie/store/wire"
)

// refreshLife is how long a device may be away before it must sign in anew.
const refreshLife = 30 * 24 * time.Hour

const mostName = 100 // characters of a computer's name

func notSignedIn() error { return fault.New(fault.Auth, "fault.sign-in-refused") }

// signIn lets a device in: by a code, a password or the house's provider.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := g.limits.signIn.take(household(g.address(r))); err != nil {
		return err
	}
	var s wire.SignIn
	if err := take(w, r, mostBody, &s); err != nil {
		return err
	}
	if err := g.sound(s); err != nil {
		return err
	}
	refresh, err := g.secret()
	if err != nil {
		return err
	}
	now := g.o.Now()
	a := store.Admission{Token: hexSum(refresh), Until: now.Add(refreshLife), Way: s.Way}
	a.Device = store.Device{ID: s.Device, Name: strings.TrimSpace(s.Name), Key: s.Key}
	if a.Device.ID == "" {
		id, err := ulid.New(ulid.Timestamp(now), g.o.Random)
		if err != nil {
			return fmt.Errorf("make an id: %w", err)
		}
		a.Device.ID = id.String()
	}
	seat, err := g.admit(r.Context(), s, a)
	if err != nil {
		return err
	}
	tokens, err := g.tokens(store.Caller{Device: seat.Device.ID, Member: seat.Member.ID}, refresh)
	if err != nil {
		return err
	}
	return reply(w, r, wire.SignedIn{Device: seat.Device.ID, Member: string(seat.Member.ID), Workspace: g.keys.workspace, Tokens: tokens})
}

// sound checks the form of a sign-in and that its key is the device's.
func (g *Gate) sound(s wire.SignIn) error {
	key, err := hex.DecodeString(s.Key)
	name := strings.TrimSpace(s.Name)
	if err != nil || len(key) != ed25519.PublicKeySize || s.Key != strings.ToLower(s.Key) || name == "" || utf8.RuneCountInString(name) > mostName {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	if s.Device != "" {
		if _, err := ulid.ParseStrict(s.Device); err != nil {
			return &wire.Problem{Code: wire.CodeInvalid}
		}
	}
	if !wire.Proves(s.Key, wire.SignInText(g.keys.workspace, s), s.Proof) {
		return notSignedIn()
	}
	return nil
}

// admit proves who signs in.
func (g *Gate) admit(ctx context.Context, s wire.SignIn, a store.Admission) (store.Seat, error) {
	switch s.Way {
	case wire.ByCode:
		code, ok := wire.ParseCode(s.Code)
		if !ok {
			return store.Seat{}, notSignedIn()
		}
		return g.o.Register.Enrol(ctx, codeName(code), hexSum(code), a)
	case wire.ByPassword:
		handle := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s.Handle)), "@")
		if err := g.limits.guess.take(handle); err != nil {
			return store.Seat{}, err
		}
		m, hashed, err := g.o.Register.PasswordOf(ctx, handle)
		if err != nil {
			return store.Seat{}, err
		}
		right, err := g.passwords.check(ctx, hashed, s.Password)
		if err != nil {
			return store.Seat{}, err
		}
		if !right {
			return store.Seat{}, notSignedIn()
		}
		a.Device.Member = m.ID
		return g.o.Register.Admit(ctx, a)
	case wire.ByOIDC:
		return g.admitOutsider(ctx, s, a)
	default:
		return store.Seat{}, &wire.Problem{Code: wire.CodeInvalid}
	}
}

// renew gives a device its next tokens. It is not counted among the sign-ins:
// every desktop of an office renews every ten minutes, and there is nothing to
// guess.
func (g *Gate) renew(w http.ResponseWriter, r *http.Request) error {
	var q wire.Renewal
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if err := g.limits.device.take(q.Device); err != nil {
		return err
	}
	seat, err := g.o.Register.Seat(r.Context(), q.Device)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return notSignedIn()
	case err != nil:
		return err
	case !wire.Proves(seat.Device.Key, wire.RenewalText(g.keys.workspace, q), q.Proof):
		return notSignedIn() // a stolen token without the key neither renews nor ends anything
	case seat.Ended():
		return &wire.Problem{Code: wire.CodeRevoked}
	}
	salt, err := g.secret()
	if err != nil {
		return err
	}
	salt, err = g.o.Register.Renew(r.Context(), store.Renewal{
		Device: q.Device, Token: hexSum(q.Refresh), Request: hexSum(q.Proof), Salt: salt, Until: g.o.Now().Add(refreshLife),
		Next: func(salt string) string { return hexSum(successor(q.Refresh, salt)) },
	})
	if err != nil {
		return err
	}
	tokens, err := g.tokens(store.Caller{Device: q.Device, Member: seat.Member.ID}, successor(q.Refresh, salt))
	if err != nil {
		return err
	}
	return reply(w, r, tokens)
}

// successor makes the next refresh token of the used one and a salt that only
// the database has: so the same renewal can be answered twice alike although
// no token is stored.
func successor(refresh, salt string) string {
	mac := hmac.New(sha256.New, []byte(refresh))
	mac.Write([]byte(salt))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (g *Gate) tokens(c store.Caller, refresh string) (wire.Tokens, error) {
	access, err := g.keys.issue(c)
	if err != nil {
		return wire.Tokens{}, fmt.Errorf("make a token: %w", err)
	}
	return wire.Tokens{Access: access, Expires: int64(TokenLife / time.Second), Refresh: refresh}, nil
}

// secret makes 256 random bits.
func (g *Gate) secret() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(g.o.Random, raw); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

func hexSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// sumOf is the SHA-256 of what is read, in hexadecimal.
func sumOf(r io.Reader) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
