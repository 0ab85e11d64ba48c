package email

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/idna"

	"vigie/inbox/channel"
)

const (
	commandTimeout = 2 * time.Minute
	submitTimeout  = 10 * time.Minute // for the answer to a mail; RFC 5321, section 4.5.3.2.6
)

// submission is one connection to the SMTP server.
type submission struct {
	client *smtp.Client
	conn   net.Conn
	at     endpoint
}

// submission connects and signs in.
func (s *Session) submission(ctx context.Context) (*submission, error) {
	out, err := s.dialSMTP(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.signInSMTP(ctx, out); err != nil {
		out.close()
		return nil, err
	}
	return out, nil
}

// dialSMTP connects and greets; it learns the largest mail that is taken.
func (s *Session) dialSMTP(ctx context.Context) (*submission, error) {
	e := s.set.smtp
	conn, err := s.dial(ctx, e)
	if err != nil {
		return nil, ended(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	out := &submission{conn: conn, at: e}
	if e.security == securityStartTLS {
		out.client, err = startTLS(conn, s, e)
	} else {
		out.client = smtp.NewClient(conn)
	}
	if err == nil {
		out.client.CommandTimeout, out.client.SubmissionTimeout = commandTimeout, submitTimeout
		err = out.client.Hello("localhost")
	}
	if err != nil {
		_ = conn.Close()
		return nil, ended(ctx, smtpFailure(e, "greet", fieldSMTPHost, err))
	}
	if size, ok := out.client.MaxMessageSize(); ok {
		s.largest = int64(size)
	}
	return out, nil
}

// startTLS upgrades the connection or fails: nothing is sent without.
func startTLS(conn net.Conn, s *Session, e endpoint) (*smtp.Client, error) {
	client, err := smtp.NewClientStartTLS(conn, s.set.tls(e, s.env.Now))
	var answer *smtp.SMTPError
	if err != nil && (errors.As(err, &answer) || strings.Contains(err.Error(), "STARTTLS")) {
		return nil, &channel.Error{Reason: channel.Invalid, Field: fieldSMTPSecurity, Detail: e.what + " " + e.host + ": offers no STARTTLS", Cause: err}
	}
	return client, err
}

func (s *Session) signInSMTP(ctx context.Context, out *submission) error {
	if !s.set.smtpAuth {
		return nil
	}
	stop := context.AfterFunc(ctx, func() { _ = out.conn.Close() })
	defer stop()
	mechanism := s.mechanism(out.at, out.client.SupportsAuth)
	if mechanism == nil {
		return &channel.Error{Reason: channel.Invalid, Field: fieldSMTPAuth, Detail: out.at.what + " " + out.at.host + ": takes no password"}
	}
	if err := out.client.Auth(mechanism); err != nil {
		return ended(ctx, s.signInFailure(out.at, err))
	}
	return nil
}

func (o *submission) close() { _ = o.client.Close() }

// send hands over one mail. Until its end is written nothing is sent; after
// that, only the server's word tells.
func (o *submission) send(ctx context.Context, from string, to []string, raw []byte) error {
	stop := context.AfterFunc(ctx, func() { _ = o.conn.Close() })
	defer stop()
	if err := o.client.Mail(from, &smtp.MailOptions{Size: int64(len(raw))}); err != nil {
		return ended(ctx, smtpFailure(o.at, "name the sender", "from", err))
	}
	for _, address := range to {
		if err := o.client.Rcpt(address, nil); err != nil {
			return ended(ctx, smtpFailure(o.at, "name the recipient", "to", err))
		}
	}
	w, err := o.client.Data()
	if err != nil {
		return ended(ctx, smtpFailure(o.at, "begin the mail", "", err))
	}
	if _, err := w.Write(raw); err != nil {
		return ended(ctx, imapFailure(o.at, "write the mail", err))
	}
	return o.settle(w.Close())
}

// settle gives the meaning of the answer to a whole mail.
func (o *submission) settle(err error) error {
	var answer *smtp.SMTPError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &answer):
		return smtpFailure(o.at, "submit the mail", "", err)
	default:
		return channel.Fail(channel.Ambiguous, o.at.what+" "+o.at.host+": the mail was handed over, but no answer came", err)
	}
}

// envelope gives the recipients once each, with ASCII domains.
func envelope(lists ...[]string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, list := range lists {
		for _, a := range list {
			address, err := asciiAddress(a)
			if err != nil {
				return nil, &channel.Error{Reason: channel.Invalid, Field: "to", Detail: shorten(a), Cause: err}
			}
			if key := strings.ToLower(address); !seen[key] {
				seen[key] = true
				out = append(out, address)
			}
		}
	}
	if len(out) == 0 {
		return nil, &channel.Error{Reason: channel.Invalid, Field: "to", Detail: "no recipient"}
	}
	return out, nil
}

func asciiAddress(a string) (string, error) {
	a = strings.TrimSpace(a)
	at := strings.LastIndexByte(a, '@')
	if at < 1 || strings.ContainsAny(a, " \t\r\n<>\x00") {
		return "", errors.New("not a mail address")
	}
	domain, err := idna.Lookup.ToASCII(a[at+1:])
	if err != nil || domain == "" {
		return "", fmt.Errorf("not a mail domain: %w", err)
	}
	return a[:at+1] + domain, nil
}
