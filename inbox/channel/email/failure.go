package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-smtp"

	"vigie/inbox/channel"
)

// slowDown is how long to wait when a server says that it was too much and
// not for how long.
const slowDown = 5 * time.Minute

// unreachable tells why a server cannot be talked to.
func unreachable(e endpoint, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	words := "does not answer"
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		words = "there is no server of this name"
	case untrusted(err) != "":
		words = "the connection is not safe: " + untrusted(err)
	case errors.As(err, &op) && op.Op == "dial" && !op.Timeout():
		words = "refuses the connection"
	}
	return channel.Fail(channel.Temporary, fmt.Sprintf("%s %s: %s", e.what, e.address(), words), err)
}

// untrusted explains a TLS fault, or gives "".
func untrusted(err error) string {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &authority):
		return "its certificate is signed by nobody known"
	case errors.As(err, &name):
		return "its certificate is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired"
	case errors.As(err, &record):
		return "it does not speak TLS on this port"
	case errors.As(err, &alert), errors.As(err, &verify), errors.As(err, &invalid):
		return "TLS failed"
	default:
		return ""
	}
}

// imapFailure gives the reason of a failed IMAP command.
func imapFailure(e endpoint, doing string, err error) error {
	var answer *imap.Error
	var known *channel.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &answer):
		return imapAnswer(e, doing, answer)
	case untrusted(err) != "":
		return unreachable(e, err)
	default:
		return channel.Fail(channel.Temporary, fmt.Sprintf("%s %s: the connection was lost", e.what, e.address()), fmt.Errorf("%s: %w", doing, err))
	}
}

func imapAnswer(e endpoint, doing string, answer *imap.Error) error {
	detail := fmt.Sprintf("%s %s: %s", e.what, e.host, shorten(answer.Text))
	cause := fmt.Errorf("%s: %w", doing, answer)
	switch answer.Code {
	case imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeAuthorizationFailed:
		return channel.Fail(channel.AuthRevoked, detail, cause)
	case imap.ResponseCodeExpired:
		return channel.Fail(channel.AuthExpired, detail, cause)
	case imap.ResponseCodeNonExistent:
		return channel.Fail(channel.Gone, detail, cause)
	case imap.ResponseCodeNoPerm, imap.ResponseCodeContactAdmin:
		return channel.Fail(channel.Forbidden, detail, cause)
	case imap.ResponseCodeLimit, "THROTTLED", imap.ResponseCodeOverQuota:
		return &channel.Error{Reason: channel.RateLimited, RetryAfter: slowDown, Detail: detail, Cause: cause}
	default:
		return channel.Fail(channel.Temporary, detail, cause)
	}
}

// signInFailure is a refused sign-in: without a code it is the password.
func (s *Session) signInFailure(e endpoint, err error) error {
	reason := channel.AuthRevoked
	if s.set.auth != authPassword {
		reason = channel.AuthExpired // a token's life is short
	}
	var imapSays *imap.Error
	var smtpSays *smtp.SMTPError
	switch {
	case errors.As(err, &imapSays):
		switch imapSays.Code {
		case "", imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeAuthorizationFailed:
			return channel.Fail(reason, fmt.Sprintf("%s %s: %s", e.what, e.host, shorten(imapSays.Text)), err)
		}
		return imapFailure(e, "sign in", err)
	case errors.As(err, &smtpSays) && smtpSays.Code >= 500:
		return channel.Fail(reason, fmt.Sprintf("%s %s: %s", e.what, e.host, shorten(smtpSays.Message)), err)
	case errors.As(err, &smtpSays):
		return smtpFailure(e, "sign in", "", err)
	default:
		return imapFailure(e, "sign in", err)
	}
}

// smtpFailure gives the reason of a refused SMTP command; field is the part of
// the reply that the command was about.
func smtpFailure(e endpoint, doing, field string, err error) error {
	var answer *smtp.SMTPError
	if !errors.As(err, &answer) {
		return imapFailure(e, doing, err)
	}
	detail := fmt.Sprintf("%s %s: %d %s", e.what, e.host, answer.Code, shorten(answer.Message))
	cause := fmt.Errorf("%s: %w", doing, err)
	class, subject, part := answer.EnhancedCode[0], answer.EnhancedCode[1], answer.EnhancedCode[2]
	switch {
	case answer.Code/100 == 4 && (subject == 7 && part == 28 || strings.Contains(strings.ToLower(answer.Message), "rate limit")):
		return &channel.Error{Reason: channel.RateLimited, RetryAfter: slowDown, Detail: detail, Cause: cause}
	case answer.Code/100 == 4:
		return channel.Fail(channel.Temporary, detail, cause)
	case answer.Code == 530 || answer.Code == 534 || answer.Code == 535:
		return channel.Fail(channel.AuthRevoked, detail, cause)
	case answer.Code == 552 || class == 5 && subject == 3 && part == 4:
		return &channel.Error{Reason: channel.Invalid, Field: "attachments", Detail: detail, Cause: cause}
	case class == 5 && subject == 7 || answer.Code == 554 && field == "":
		return channel.Fail(channel.Forbidden, detail, cause)
	default:
		return &channel.Error{Reason: channel.Invalid, Field: field, Detail: detail, Cause: cause}
	}
}

// shorten fits a server's words on a line.
func shorten(words string) string {
	words = strings.Join(strings.Fields(strings.ToValidUTF8(words, "?")), " ")
	if r := []rune(words); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return words
}
