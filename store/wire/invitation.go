package wire

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
)

// Scheme begins the address of an invitation.
const Scheme = "vigie"

// CodeAlphabet is Crockford's base 32: no I, L, O or U, so that a code can be
// read aloud and typed.
const CodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// A code has CodeGroups groups of four letters: the first names it, the
// others, 80 bits, are the secret.
const (
	CodeGroups = 5
	groupSize  = 4
)

// Invitation is what a coordinator gives to a colleague: where the server is,
// how its certificate is known, and a code that works once.
type Invitation struct {
	Server string // host:port
	Code   string // groups of four letters with "-" between them
	// Pin is the SHA-256 of the server's public key (SPKI), in hexadecimal; ""
	// is a server with a certificate that the system trusts.
	Pin string
}

// ErrInvitation is the error of what is no invitation.
var ErrInvitation = errors.New("wire: not an invitation")

// String writes the invitation as an address, for mail and for a QR code:
// vigie://host:port/CODE?pin=…
func (i Invitation) String() string {
	u := url.URL{Scheme: Scheme, Host: i.Server, Path: "/" + i.Code}
	if raw, err := hex.DecodeString(i.Pin); err == nil && len(raw) > 0 {
		u.RawQuery = "pin=" + base64.RawURLEncoding.EncodeToString(raw)
	}
	return u.String()
}

// Short writes the invitation to be typed: the server and the code. It has no
// pin; whoever types it compares the fingerprint.
func (i Invitation) Short() string { return i.Server + " " + i.Code }

// ParseInvitation reads an address or a short form.
func ParseInvitation(text string) (Invitation, error) {
	text = strings.TrimSpace(text)
	if len(text) > 1024 {
		return Invitation{}, ErrInvitation
	}
	if server, code, short := strings.Cut(text, " "); short {
		return invitation(server, code, "")
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != Scheme || u.User != nil {
		return Invitation{}, ErrInvitation
	}
	return invitation(u.Host, strings.TrimPrefix(u.Path, "/"), u.Query().Get("pin"))
}

func invitation(server, code, pin string) (Invitation, error) {
	code, ok := ParseCode(code)
	raw, err := base64.RawURLEncoding.DecodeString(pin)
	u, bad := url.Parse("https://" + server)
	if !ok || err != nil || bad != nil || u.Host != server || u.Hostname() == "" || pin != "" && len(raw) != 32 {
		return Invitation{}, ErrInvitation
	}
	return Invitation{Server: server, Code: code, Pin: hex.EncodeToString(raw)}, nil
}

// ParseCode reads a code as people type it: small letters, spaces, and the
// letters that look like digits.
func ParseCode(text string) (string, bool) {
	if len(text) > 64 {
		return "", false
	}
	clean := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	if len(clean) != CodeGroups*groupSize || strings.Trim(clean, CodeAlphabet) != "" {
		return "", false
	}
	return FormatCode(clean), true
}

// FormatCode writes the letters of a code in groups.
func FormatCode(letters string) string {
	var groups []string
	for ; len(letters) > groupSize; letters = letters[groupSize:] {
		groups = append(groups, letters[:groupSize])
	}
	return strings.Join(append(groups, letters), "-")
}
