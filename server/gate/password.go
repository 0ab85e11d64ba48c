package gate

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"vigie/inbox/fault"
)

// The cost of a password: argon2id with the least that OWASP asks for
// (m = 19 MiB, t = 2, p = 1).
const (
	argonMemory = 19 << 10 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonSalt   = 16
	argonKey    = 32
)

const (
	leastPassword = 12  // characters
	mostPassword  = 256 // bytes
)

// HashPassword hashes a new password in the PHC string format. One that is too
// short or too long is Invalid.
func HashPassword(password string, random io.Reader) (string, error) {
	if utf8.RuneCountInString(password) < leastPassword || len(password) > mostPassword {
		return "", fault.New(fault.Invalid, "fault.password-short", "Least", leastPassword)
	}
	return hashPassword(password, random)
}

func hashPassword(password string, random io.Reader) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// matches reports whether a password is the one that was hashed. A stored
// value that is none of ours matches nothing.
func matches(hashed, password string) bool {
	var version int
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(hashed, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil {
		return false
	}
	if version != argon2.Version || memory > 1<<18 || passes == 0 || passes > 8 || lanes == 0 {
		return false
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err := b64.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := b64.DecodeString(parts[5])
	if err != nil || len(want) < 16 || len(want) > 64 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// passwords checks them, a few at a time, so that sign-ins cannot exhaust the
// memory.
type passwords struct {
	turns chan struct{}
	dummy string
}

func newPasswords(atOnce int, random io.Reader) (*passwords, error) {
	dummy, err := hashPassword("nobody has this one", random)
	return &passwords{turns: make(chan struct{}, atOnce), dummy: dummy}, err
}

// check compares a password with a stored one; none costs the same time.
func (p *passwords) check(ctx context.Context, hashed, password string) (bool, error) {
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return false, slow{5 * time.Second}
	}
	if len(password) > mostPassword {
		password = "" // hashing megabytes is a way to keep us busy
	}
	if hashed == "" {
		matches(p.dummy, password)
		return false, nil
	}
	return matches(hashed, password), nil
}
