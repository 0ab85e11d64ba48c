package email

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-smtp"

	"vigie/inbox/channel"
)

func TestFailure_GivesEachAnswerItsReason(t *testing.T) {
	e := endpoint{what: "IMAP", host: "mail.example.org", port: 993}
	no := func(code imap.ResponseCode, text string) error {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
	}
	refused := func(code int, enhanced smtp.EnhancedCode, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
	}
	withPassword, withToken := &Session{set: settings{auth: authPassword}}, &Session{set: settings{auth: authXOAuth2}}
	cases := []struct {
		name   string
		err    error
		reason channel.Reason
		says   string
	}{
		{"wrong password", withPassword.signInFailure(e, no("AUTHENTICATIONFAILED", "bad password")), channel.AuthRevoked, "bad password"},
		{"wrong password, no code", withPassword.signInFailure(e, no("", "LOGIN failed")), channel.AuthRevoked, "LOGIN failed"},
		{"worn token", withToken.signInFailure(e, no("AUTHENTICATIONFAILED", "invalid token")), channel.AuthExpired, "invalid token"},
		{"sign-in server is down", withPassword.signInFailure(e, no("UNAVAILABLE", "try later")), channel.Temporary, "try later"},
		{"too many connections", withPassword.signInFailure(e, no("LIMIT", "too many")), channel.RateLimited, "too many"},
		{"throttled", imapFailure(e, "fetch", no("THROTTLED", "slow")), channel.RateLimited, "slow"},
		{"mailbox is gone", mailboxFailure(e, "Ventes", no("NONEXISTENT", "unknown mailbox")), channel.Gone, "unknown mailbox"},
		{"mailbox is gone, no code", mailboxFailure(e, "Ventes", no("", "no such folder")), channel.Gone, "Ventes"},
		{"mailbox is closed to us", mailboxFailure(e, "Ventes", no("NOPERM", "denied")), channel.Forbidden, "denied"},
		{"connection lost", imapFailure(e, "fetch", io.ErrUnexpectedEOF), channel.Temporary, "connection was lost"},
		{"unknown signer", unreachable(e, x509.UnknownAuthorityError{}), channel.Temporary, "signed by nobody known"},
		{"certificate of another", unreachable(e, x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}), channel.Temporary, "another name"},
		{"no such host", unreachable(e, &net.DNSError{IsNotFound: true}), channel.Temporary, "no server of this name"},
		{"unknown recipient", smtpFailure(e, "rcpt", "to", refused(550, smtp.EnhancedCode{5, 1, 1}, "no such person")), channel.Invalid, "550 no such person"},
		{"mailbox full", smtpFailure(e, "rcpt", "to", refused(452, smtp.EnhancedCode{4, 2, 2}, "full")), channel.Temporary, "full"},
		{"not allowed to send so", smtpFailure(e, "rcpt", "to", refused(550, smtp.EnhancedCode{5, 7, 1}, "not you")), channel.Forbidden, "not you"},
		{"taken for spam", smtpFailure(e, "submit", "", refused(554, smtp.EnhancedCode{}, "spam")), channel.Forbidden, "spam"},
		{"too large", smtpFailure(e, "mail", "from", refused(552, smtp.EnhancedCode{5, 3, 4}, "too big")), channel.Invalid, "too big"},
		{"sending too fast", smtpFailure(e, "rcpt", "to", refused(421, smtp.EnhancedCode{4, 7, 28}, "rate")), channel.RateLimited, "rate"},
		{"smtp wants a sign-in", smtpFailure(e, "mail", "from", refused(530, smtp.EnhancedCode{5, 7, 0}, "authenticate")), channel.AuthRevoked, "authenticate"},
		{"no answer to the whole mail", (&submission{at: e}).settle(io.EOF), channel.Ambiguous, "no answer came"},
		{"no to the whole mail", (&submission{at: e}).settle(refused(554, smtp.EnhancedCode{5, 6, 0}, "bad mail")), channel.Forbidden, "bad mail"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got *channel.Error
			if !errors.As(c.err, &got) || got.Reason != c.reason {
				t.Fatalf("reason of %v, want %q", c.err, c.reason)
			}
			if !strings.Contains(got.Detail, c.says) {
				t.Errorf("detail %q does not say %q", got.Detail, c.says)
			}
			if c.reason == channel.RateLimited && got.RetryAfter <= 0 {
				t.Errorf("no delay")
			}
		})
	}
}

func TestShorten_KeepsAServersWordsOnOneLine(t *testing.T) {
	got := shorten("one\r\n two\t" + strings.Repeat("é", 500))
	if !strings.HasPrefix(got, "one two é") || len([]rune(got)) != 201 || strings.ContainsAny(got, "\r\n\t") {
		t.Errorf("shorten gave %q", got)
	}
}
