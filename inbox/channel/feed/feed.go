// Package feed is the connector for RSS, Atom and JSON feeds: blogs, forums,
// news alerts and the comments under articles. It only reads: what is to be
// answered is opened in the browser.
//
// One account is one feed. Feeds are broken in every way, so a feed is cut
// into its items first and each item is read by itself: what is wrong with one
// neither hides the others nor stops the account. What is kept of an item is a
// feed of that one item (see envelope), which Read turns into the same message
// again, offline.
//
// An item's Native is its own id; where it has none, or shares it with
// another, a hash of its link, title and date (see nativeOf). Items that
// leave the feed stay in Vigie: a feed holds its newest items only. The one
// deletion that is told is Atom's tombstone (RFC 6721).
package feed

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Connector opens feeds.
type Connector struct{}

// New makes the connector.
func New() *Connector { return &Connector{} }

// Open reads the settings; nothing is fetched before it is asked for.
func (c *Connector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	return open(ctx, acc, env)
}

func open(ctx context.Context, acc inbox.Account, env channel.Env) (*Session, error) {
	set, err := readSettings(acc)
	if err != nil {
		return nil, err
	}
	s := &Session{account: acc, env: env, set: set, client: newClient(set.private)}
	if set.user == "" {
		return s, nil
	}
	s.password, err = env.Secrets.Secret(ctx, acc.ID, fieldPassword)
	if err != nil {
		return nil, fmt.Errorf("read the password of account %s: %w", acc.ID, err)
	}
	return s, nil
}

// Session is one feed. It belongs to one goroutine.
type Session struct {
	account  inbox.Account
	env      channel.Env
	set      settings
	password string
	client   *http.Client

	// hurried is set when a person wants to know now.
	hurried bool
	// due is when the feed may be asked again, and last the cursor that was
	// given then: a poll that comes earlier brings nothing. A new session asks
	// at once.
	due  time.Time
	last channel.Cursor
}

// Verify fetches the feed once. The name is the feed's title.
func (s *Session) Verify(ctx context.Context) (channel.Identity, error) {
	found, err := s.find(ctx)
	if err != nil {
		return channel.Identity{}, err
	}
	handle := s.account.Address
	if handle == "" {
		handle = s.set.url.String()
	}
	return channel.Identity{Handle: handle, Name: found.head.title}, nil
}

// Caps says that a feed can be read, and nothing else.
func (s *Session) Caps() inbox.Caps { return sheet() }

func sheet() inbox.Caps {
	return inbox.Caps{Poll: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Mention: {}, inbox.Comment: {}}}
}

// Close lets go of the network.
func (s *Session) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

// Hurry has the next poll ask the feed although it is not due, also one that
// is believed to be gone.
func (s *Session) Hurry() { s.hurried = true }

// Read turns a kept item into its message again.
func (c *Connector) Read(acc inbox.Account, raw []byte, received time.Time) (channel.Upsert, error) {
	e, err := openEnvelope(raw)
	if err != nil {
		return channel.Upsert{}, err
	}
	it, err := e.read()
	if err != nil {
		return channel.Upsert{}, channel.Fail(channel.Invalid, "an item that cannot be read", err)
	}
	return channel.Upsert{Message: message(acc, e, it, received), Raw: raw}, nil
}
