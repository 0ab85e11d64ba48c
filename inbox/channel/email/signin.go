package email

import (
	"github.com/emersion/go-sasl"
)

// mechanism gives the SASL client for a server that offers these mechanisms,
// or nil where none of ours is among them.
func (s *Session) mechanism(e endpoint, offers func(name string) bool) sasl.Client {
	switch {
	case s.set.auth == authXOAuth2:
		return &xoauth2{user: s.set.user, token: s.secret}
	case s.set.auth == authBearer:
		return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{
			Username: s.set.user, Token: s.secret, Host: e.host, Port: e.port,
		})
	case offers("PLAIN"):
		return sasl.NewPlainClient("", s.set.user, s.secret)
	case offers("LOGIN"):
		return sasl.NewLoginClient(s.set.user, s.secret)
	default:
		return nil
	}
}

// xoauth2 is the mechanism of Google and Microsoft that came before RFC 7628.
type xoauth2 struct{ user, token string }

// Start sends user and token at once.
func (x *xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers the server's account of a failure with nothing, after which it
// says no.
func (x *xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
