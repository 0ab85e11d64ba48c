package guest

import (
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
	"net/url"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// Door is where a server is and how it is known.
type Door struct {
	Server string `json:"server"` // host:port
	// Pin is the SHA-256 of the server's public key, in hexadecimal; "" is a
	// certificate that this computer's system trusts.
	Pin string `json:"pin,omitempty"`
}

// Sight is what a first look at a server shows, before anything is said to it
// that is secret.
type Sight struct {
	Hello   wire.Hello
	Pin     string // of the certificate that it showed
	Trusted bool   // the system trusts the certificate
}

const (
	connectTime = 10 * time.Second
	answerTime  = 30 * time.Second
	mostAnswer  = 32 << 20 // bytes of an answer that is not a stream
)

// Look asks a server who it is. A pin that is given must be the server's: if
// not, something stands between, and nothing more is said.
func Look(ctx context.Context, d Door) (Sight, error) {
	s := Sight{}
	c := client(func(state tls.ConnectionState) error {
		s.Pin, s.Trusted = pinOf(state.PeerCertificates[0]), trusted(state)
		return known(d, state, true)
	})
	defer c.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	err := ask(ctx, c, http.MethodGet, d.Server, "/v1/hello", &s.Hello)
	switch {
	case err != nil:
		return s, told(err)
	case s.Hello.Workspace == "" || s.Hello.ProtoMax == 0:
		return s, fault.New(fault.Invalid, "fault.team-not-a-server", "Server", d.Server)
	case s.Hello.ProtoMin > wire.Proto:
		return s, fault.New(fault.Unsupported, "fault.team-server-newer", "Server", d.Server)
	case s.Hello.ProtoMax < wire.Proto:
		return s, fault.New(fault.Unsupported, "fault.team-server-older", "Server", d.Server)
	}
	return s, nil
}

func ask(ctx context.Context, c *http.Client, method, server, path string, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, "https://"+server+path, nil)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.team-address", "Server", server)
	}
	resp, err := c.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if resp.StatusCode != http.StatusOK || json.Unmarshal(raw, into) != nil {
		return fault.New(fault.Invalid, "fault.team-not-a-server", "Server", server)
	}
	return nil
}

// client speaks TLS 1.3 with whom check knows.
func client(check func(tls.ConnectionState) error) *http.Client {
	dialer := &net.Dialer{Timeout: connectTime}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTime,
			MaxIdleConnsPerHost: 4, IdleConnTimeout: 2 * time.Minute,
			// The chain is verified in VerifyConnection: against the pin, or
			// against the system's authorities.
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, VerifyConnection: check},
		},
	}
}

// known reports whether the certificate is the door's. A first look without a
// pin lets everybody be seen: a person compares the fingerprint.
func known(d Door, state tls.ConnectionState, looking bool) error {
	switch {
	case len(state.PeerCertificates) == 0:
		return errors.New("no certificate")
	case d.Pin != "" && pinOf(state.PeerCertificates[0]) == d.Pin:
		return nil
	case d.Pin != "":
		return &stranger{d.Server}
	case looking || trusted(state):
		return nil
	default:
		return &stranger{d.Server}
	}
}

func trusted(state tls.ConnectionState) bool {
	o := x509.VerifyOptions{DNSName: state.ServerName, Intermediates: x509.NewCertPool()}
	for _, c := range state.PeerCertificates[1:] {
		o.Intermediates.AddCert(c)
	}
	_, err := state.PeerCertificates[0].Verify(o)
	return err == nil
}

func pinOf(leaf *x509.Certificate) string {
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// stranger is another server than the one that is known: nothing is said to it.
type stranger struct{ server string }

func (s *stranger) Error() string {
	return "the server at " + s.server + " is not the one that is known"
}

// Fault is what a person is told.
func (s *stranger) Fault() *fault.Error {
	return fault.Wrap(s, fault.Auth, "fault.team-pin", "Server", s.server)
}

// told makes what went wrong on the way something to tell a person.
func told(err error) error {
	var s *stranger
	var f *fault.Error
	switch {
	case err == nil || errors.Is(err, context.Canceled) || errors.As(err, &f):
		return err
	case errors.As(err, &s):
		return s.Fault()
	}
	var u *url.Error
	server := ""
	if errors.As(err, &u) {
		if at, bad := url.Parse(u.URL); bad == nil {
			server = at.Host
		}
	}
	var plain tls.RecordHeaderError
	if errors.As(err, &plain) {
		return fault.Wrap(err, fault.Invalid, "fault.team-not-a-server", "Server", server)
	}
	return fault.Wrap(err, fault.Unavailable, "fault.team-offline", "Server", server)
}

// Fingerprint writes a pin as people compare it: groups of four, from its
// beginning, sixteen letters a line.
func Fingerprint(pin string) string {
	var groups []string
	for pin = strings.ToUpper(pin); len(pin) > 4; pin = pin[4:] {
		groups = append(groups, pin[:4])
	}
	return strings.Join(append(groups, pin), " ")
}
