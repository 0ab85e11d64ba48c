// Package email is the connector for mailboxes: IMAP to read, SMTP to answer.
//
// It reads without leaving a trace: mailboxes are opened with EXAMINE and
// fetched with BODY.PEEK, so nothing is ever marked as seen. Headers come
// first, newest first, then the raw mails, which package letter reads on all
// cores. What the server says of a mail's structure is never asked for: one
// malformed ENVELOPE or BODYSTRUCTURE would end the connection.
//
// A mail's Native is its letter's fingerprint (see nativeOf), which does not
// change when the server renumbers its mailboxes; while only the header is here it is
// "uid:<validity>:<uid>:<mailbox>".
//
// Mails that are deleted or moved on the server are not reported: what a
// person wrote stays in Vigie. Only a header whose mail is gone before its
// body was read is taken back.
package email

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email/letter"
)

// Connector opens mailboxes.
type Connector struct {
	parse func(raw []byte) (letter.Letter, error) // letter.Parse but in tests of poison
	limit time.Duration                           // for reading one mail
}

// New makes the connector.
func New() *Connector { return &Connector{parse: letter.Parse, limit: 30 * time.Second} }

// Open connects to the IMAP server and signs in; the SMTP server is reached
// only to verify and to send.
func (c *Connector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	return c.open(ctx, acc, env)
}

func (c *Connector) open(ctx context.Context, acc inbox.Account, env channel.Env) (*Session, error) {
	s, err := c.session(ctx, acc, env)
	if err != nil {
		return nil, err
	}
	if _, err := s.reach(ctx); err != nil {
		return nil, err
	}
	if err := s.findMailboxes(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// session makes a session that is not connected yet.
func (c *Connector) session(ctx context.Context, acc inbox.Account, env channel.Env) (*Session, error) {
	set, err := readSettings(acc)
	if err != nil {
		return nil, err
	}
	field := fieldPassword
	if set.auth != authPassword {
		field = fieldToken
	}
	secret, err := env.Secrets.Secret(ctx, acc.ID, field)
	if err != nil {
		return nil, fmt.Errorf("read the secret of account %s: %w", acc.ID, err)
	}
	return &Session{connector: c, account: acc, env: env, set: set, secret: secret}, nil
}

// Session is one signed-in mailbox. It belongs to one goroutine.
type Session struct {
	connector *Connector
	account   inbox.Account
	env       channel.Env
	set       settings
	secret    string

	link    *link // nil when not connected
	boxes   []box // what is read
	special map[inbox.Action]string
	sent    string // "" where there is no mailbox for what was sent
	canIdle bool
	canMove bool
	largest int64 // bytes that the SMTP server takes; 0 is not known
}

// box is a mailbox that is read.
type box struct {
	name     string
	outbound bool // it holds what the house wrote
}

// Verify signs in to both servers.
func (s *Session) Verify(ctx context.Context) (channel.Identity, error) {
	k, err := s.fresh(ctx)
	if err != nil {
		return channel.Identity{}, err
	}
	if _, err := k.examine(ctx, s.set.mailboxes[0]); err != nil {
		return channel.Identity{}, s.lost(ctx, err)
	}
	out, err := s.submission(ctx)
	if err != nil {
		return channel.Identity{}, err
	}
	out.close()
	return channel.Identity{Handle: s.account.Address, Name: s.set.displayName}, nil
}

// Caps is the sheet of this mailbox: its junk and archive mailboxes and, once
// verified, the largest mail that its server takes.
func (s *Session) Caps() inbox.Caps {
	actions := map[inbox.Action]inbox.Support{}
	for act := range s.special {
		actions[act] = inbox.Yes
	}
	caps := sheet(actions)
	caps.Stream = s.canIdle
	if s.largest > 0 {
		// An attachment grows by 37 % in base64 with its line ends; the rest is
		// for the text and the header.
		caps.MaxAttached = max(0, (s.largest-256<<10)*100/137)
	}
	return caps
}

func sheet(actions map[inbox.Action]inbox.Support) inbox.Caps {
	return inbox.Caps{
		Poll: true, Stream: true, History: true,
		Kinds:       map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes, Actions: actions}},
		Attachments: true, Subject: true, FindSent: true,
	}
}

// Close ends the connection.
func (s *Session) Close() error {
	if s.link != nil {
		s.link.close()
		s.link = nil
	}
	return nil
}

// Attachment decodes an attachment of a kept mail.
func (c *Connector) Attachment(raw []byte, index int) ([]byte, error) {
	content, _, err := letter.ContentOf(raw, index)
	if err != nil {
		return nil, channel.Fail(channel.Gone, fmt.Sprintf("attachment %d", index), err)
	}
	return content, nil
}

// Read turns a kept or imported mail into a message.
func (c *Connector) Read(acc inbox.Account, raw []byte, received time.Time) (channel.Upsert, error) {
	l, err := c.readLetter(raw)
	if err != nil {
		return channel.Upsert{}, fmt.Errorf("read a mail of %d bytes: %w", len(raw), err)
	}
	return channel.Upsert{Message: message(acc, l, raw, arrival{at: received}), Raw: raw}, nil
}
