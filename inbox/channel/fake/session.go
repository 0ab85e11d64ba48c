package fake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Session is a signed-in account. Its fields are not for callers; the type is
// known so that a test can wrap it and plant a defect.
type Session struct {
	network *Network
	account inbox.Account
	env     channel.Env
}

// Verify says who the house is.
func (s *Session) Verify(ctx context.Context) (channel.Identity, error) {
	if err := s.network.enter(ctx); err != nil {
		return channel.Identity{}, err
	}
	return channel.Identity{Handle: House, Name: "The House"}, nil
}

// Caps gives the network's sheet.
func (s *Session) Caps() inbox.Caps { return sheet(s.network.options.Kind) }

// Close ends the session.
func (s *Session) Close() error { return nil }

// Reply delivers.
func (s *Session) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	if utf8.RuneCountInString(out.Entry.Text) > MaxLength {
		return channel.Receipt{}, &channel.Error{Reason: channel.Invalid, Field: "text", Detail: "too long"}
	}
	if err := s.network.enter(ctx); err != nil {
		return channel.Receipt{}, err
	}
	n := s.network
	n.mu.Lock()
	fault := n.take(LoseAnswer, LoseRequest, Refuse)
	n.mu.Unlock()
	switch fault {
	case LoseRequest:
		return channel.Receipt{}, channel.Fail(channel.Ambiguous, "no answer", nil)
	case Refuse:
		return channel.Receipt{}, &channel.Error{Reason: channel.Invalid, Field: "text", Detail: "not here"}
	}
	receipt := s.deliver(out)
	if fault == LoseAnswer {
		return channel.Receipt{}, channel.Fail(channel.Ambiguous, "no answer", nil)
	}
	return receipt, nil
}

// Post publishes what answers nothing.
func (s *Session) Post(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	out.Target = nil
	return s.Reply(ctx, out)
}

func (s *Session) deliver(out channel.Outgoing) channel.Receipt {
	p := Post{From: House, Text: out.Entry.Text, Key: out.Entry.Key}
	if out.Target != nil {
		p.Parent = out.Target.Native
	}
	for _, f := range out.Files {
		p.Files = append(p.Files, inboxFile{Name: f.Name, Type: f.Type, Data: f.Data})
	}
	p.ID = s.network.put(p)
	n := s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	n.delivered = append(n.delivered, Delivery{ID: p.ID, Parent: p.Parent, Key: p.Key, Text: p.Text, Files: len(p.Files)})
	return receiptOf(*n.posts[p.ID])
}

func receiptOf(p Post) channel.Receipt {
	raw, _ := json.Marshal(p) // a Post always marshals
	return channel.Receipt{Native: p.ID, MailID: p.Key, At: p.At, Raw: raw, Link: "https://fake.example/" + p.ID}
}

// FindSent looks for the entry's key.
func (s *Session) FindSent(ctx context.Context, out channel.Outgoing) (*channel.Receipt, error) {
	if err := s.network.enter(ctx); err != nil {
		return nil, err
	}
	n := s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, d := range n.delivered {
		if p := n.posts[d.ID]; d.Key == out.Entry.Key && p != nil {
			r := receiptOf(*p)
			return &r, nil
		}
	}
	return nil, nil
}

// Fetch gives a payload again.
func (s *Session) Fetch(ctx context.Context, m inbox.Message) ([]byte, error) {
	if err := s.network.enter(ctx); err != nil {
		return nil, err
	}
	n := s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.posts[m.Native]
	if p == nil {
		return nil, channel.Fail(channel.Gone, "", fmt.Errorf("no message %q", m.Native))
	}
	return json.Marshal(p)
}

// actions are what can be done to a message here.
func actions() []inbox.Action {
	return []inbox.Action{inbox.Hide, inbox.Like, inbox.Unlike, inbox.Report, inbox.Block, inbox.Unblock}
}

// Moderate notes the action.
func (s *Session) Moderate(ctx context.Context, m inbox.Message, act inbox.Action, _ inbox.Why) error {
	if !slices.Contains(actions(), act) {
		return channel.Fail(channel.Unsupported, string(act), nil)
	}
	if err := s.network.enter(ctx); err != nil {
		return err
	}
	n := s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.posts[m.Native] == nil {
		return channel.Fail(channel.Gone, "", fmt.Errorf("no message %q", m.Native))
	}
	n.moderated[m.Native] = append(n.moderated[m.Native], act)
	switch {
	case n.take(LoseAnswer) == "":
		return nil
	case act.Repeatable():
		return channel.Fail(channel.Temporary, "no answer came back", nil)
	default:
		return channel.Fail(channel.Ambiguous, "no answer came back", nil)
	}
}

func (s *Session) received() time.Time {
	if s.env.Now != nil {
		return s.env.Now()
	}
	return s.network.options.Now()
}
