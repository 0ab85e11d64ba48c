package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// The ways of signing in.
const (
	ByCode     = "code"     // a one-time code that a coordinator made
	ByPassword = "password" // handle and password
	ByOIDC     = "oidc"     // the house's own provider (OpenID Connect)
)

// SignIn makes a computer a device of a member. Every way ends with tokens;
// the device's key proves itself by Proof, so that nobody registers a key that
// is not theirs.
type SignIn struct {
	Way  string `json:"way"`
	Code string `json:"code,omitempty"` // of ByCode: the one-time code; of ByOIDC: what the provider gave
	// Handle and Password are for ByPassword.
	Handle   string `json:"handle,omitempty"`
	Password string `json:"password,omitempty"`
	// Verifier (PKCE) and Redirect are for ByOIDC.
	Verifier string `json:"verifier,omitempty"`
	Redirect string `json:"redirect,omitempty"`
	// Device is set to sign in again on a computer that is one already: its
	// numbers and its outbox go on. Its key must be the same.
	Device string `json:"device,omitempty"`
	Name   string `json:"name"`  // of the computer, as people will see it
	Key    string `json:"key"`   // Ed25519, hexadecimal
	Proof  string `json:"proof"` // signature of SignInText, base64url
}

// SignedIn are the tokens of a device.
type SignedIn struct {
	Device    string `json:"device"`
	Member    string `json:"member"`
	Workspace string `json:"workspace"`
	Tokens
}

// Tokens are what a device shows. Access goes with each request ("Bearer") and
// lasts Expires seconds; Refresh is used once, for the next ones.
type Tokens struct {
	Access  string `json:"access"`
	Expires int64  `json:"expires"`
	Refresh string `json:"refresh"`
}

// Renewal asks for the next tokens. Sending the very same one again within a
// minute gives the same answer, because answers get lost; anything else with a
// used token ends the sign-in.
type Renewal struct {
	Device  string `json:"device"`
	Refresh string `json:"refresh"`
	Nonce   string `json:"nonce"` // random, so that two renewals differ
	Proof   string `json:"proof"` // signature of RenewalText by the device's key, base64url
}

// OIDCStart asks where the browser must go. Challenge is S256 of the verifier,
// Redirect a loopback address, State what comes back with it.
type OIDCStart struct {
	Redirect  string `json:"redirect"`
	State     string `json:"state"`
	Challenge string `json:"challenge"`
	Nonce     string `json:"nonce"` // OIDCNonce of the verifier
}

// OIDCAddress is where the browser must go.
type OIDCAddress struct {
	URL string `json:"url"`
}

// SignInText is what a device signs to sign in.
func SignInText(workspace string, s SignIn) []byte {
	secret := strings.Join([]string{s.Way, s.Code, s.Handle, s.Password, s.Verifier, s.Redirect, s.Device, s.Key}, "\x00")
	return []byte("vigie sign-in\n" + workspace + "\n" + hexSum(secret))
}

// RenewalText is what a device signs to renew its tokens.
func RenewalText(workspace string, r Renewal) []byte {
	return []byte("vigie renewal\n" + workspace + "\n" + r.Device + "\n" + hexSum(r.Refresh) + "\n" + r.Nonce)
}

// OIDCNonce binds the provider's answer to the verifier, so that the server
// needs to remember nothing between the start and the end.
func OIDCNonce(verifier string) string { return hexSum("vigie nonce\n" + verifier) }

// Sign writes the proof of a text.
func Sign(key ed25519.PrivateKey, text []byte) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, text))
}

// Proves reports whether proof is the signature of a text by the key, which is
// in hexadecimal.
func Proves(key string, text []byte, proof string) bool {
	public, err := hex.DecodeString(key)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return false
	}
	signature, err := base64.RawURLEncoding.DecodeString(proof)
	return err == nil && ed25519.Verify(public, text, signature)
}

func hexSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
