package fake

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Connector opens sessions on one network.
type Connector struct{ network *Network }

// Connector gives the network's connector.
func (n *Network) Connector() *Connector { return &Connector{network: n} }

// Descriptor asks for nothing.
func (c *Connector) Descriptor() channel.Descriptor {
	return channel.Descriptor{Channel: Channel, Caps: sheet(c.network.options.Kind)}
}

// Open signs in.
func (c *Connector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	return c.OpenSession(ctx, acc, env)
}

// OpenSession is Open with the session's own type, for tests that wrap it.
func (c *Connector) OpenSession(ctx context.Context, acc inbox.Account, env channel.Env) (*Session, error) {
	if err := c.network.enter(ctx); err != nil {
		return nil, err
	}
	return &Session{network: c.network, account: acc, env: env}, nil
}

// Read turns a payload into a message, offline.
func (c *Connector) Read(acc inbox.Account, raw []byte, received time.Time) (channel.Upsert, error) {
	p, err := parse(raw)
	if err != nil {
		return channel.Upsert{}, err
	}
	return channel.Upsert{Message: c.network.message(acc, p, received), Raw: raw}, nil
}

// Attachment gives the bytes of a file in a payload.
func (c *Connector) Attachment(raw []byte, index int) ([]byte, error) {
	p, err := parse(raw)
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= len(p.Files) {
		return nil, channel.Fail(channel.Gone, fmt.Sprintf("no attachment %d", index), nil)
	}
	return p.Files[index].Data, nil
}

func parse(raw []byte) (Post, error) {
	var p Post
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, channel.Fail(channel.Invalid, "not a payload of the fake network", err)
	}
	if p.Broken {
		return p, channel.Fail(channel.Invalid, "a broken payload", nil)
	}
	return p, nil
}

// message is a post as the house sees it.
func (n *Network) message(acc inbox.Account, p Post, received time.Time) inbox.Message {
	m := inbox.Message{
		Account: acc.ID, Native: p.ID, Kind: n.options.Kind, Direction: inbox.Inbound,
		Author: inbox.Author{Handle: p.From, Name: p.Name}, Text: p.Text,
		Root: p.Root, Parent: p.Parent, Revision: p.Edits,
		Visibility: inbox.Private, SentAt: p.At, ReceivedAt: received,
	}
	if p.From == House {
		m.Direction, m.MailID = inbox.Outbound, p.Key
	}
	for i, f := range p.Files {
		m.Attachments = append(m.Attachments, inbox.Attachment{Index: i, Name: f.Name, Type: f.Type, Size: int64(len(f.Data))})
	}
	return m
}

func sheet(k inbox.Kind) inbox.Caps {
	can := map[inbox.Action]inbox.Support{}
	for _, act := range actions() {
		can[act] = inbox.Yes
	}
	return inbox.Caps{
		Poll: true, Stream: true, History: true,
		Kinds:     map[inbox.Kind]inbox.KindCaps{k: {Reply: inbox.Yes, Actions: can}},
		Post:      inbox.Yes,
		MaxLength: MaxLength, Unit: inbox.Runes, Attachments: true, MaxAttached: 1 << 20, FindSent: true,
	}
}
