//go:build unix

package killtest_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// network is the outside, played in two files of a directory: what arrived for
// the house, a line each, and what the house sent, a line each (a sending). Like
// a real one it lives on when a server dies.
type network struct {
	dir  string
	trap *trap
}

func (n *network) arrived() string { return filepath.Join(n.dir, "arrived") }
func (n *network) sent() string    { return filepath.Join(n.dir, "sent") }

// mail has people write to the house.
func (n *network) mail(natives ...string) error {
	return appendLines(n.arrived(), natives)
}

func appendLines(path string, list []string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(list, "\n") + "\n")
	return errors.Join(err, f.Close())
}

func readLines(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return strings.Fields(string(raw)), err
}

// sending is what the network had of a reply: its key, the prints of its words
// and of its files.
type sending struct{ key, text, files string }

func (s sending) String() string { return s.key + "/" + s.text + "/" + s.files }

func printOf(words []byte) string { return fmt.Sprintf("%x", sha256.Sum256(words)) }

// sendings lists what went out.
func (n *network) sendings() ([]sending, error) {
	lines, err := readLines(n.sent())
	var out []sending
	for _, line := range lines {
		key, rest, _ := strings.Cut(line, "/")
		text, files, _ := strings.Cut(rest, "/")
		out = append(out, sending{key, text, files})
	}
	return out, err
}

// said is what somebody wrote in a mail.
func said(native string) string { return "Bonjour, où est mon colis " + native + " ?" }

func (n *network) Descriptor() channel.Descriptor {
	return channel.Descriptor{Channel: inbox.ChannelEmail, Caps: caps()}
}

func caps() inbox.Caps {
	return inbox.Caps{
		Subject: true, Attachments: true, FindSent: true, Stream: true, Poll: true,
		Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}},
	}
}

func (n *network) Open(context.Context, inbox.Account, channel.Env) (channel.Session, error) {
	n.trap.doing("at work", true)
	return session{n}, nil
}

type session struct{ *network }

func (s session) Verify(context.Context) (channel.Identity, error) {
	return channel.Identity{Handle: address, Name: "Bonjour"}, nil
}
func (s session) Caps() inbox.Caps { return caps() }
func (s session) Close() error     { return nil }

// Poll gives what arrived behind the cursor, a number of lines.
func (s session) Poll(_ context.Context, cur channel.Cursor, _ int) (channel.Batch, error) {
	from := 0
	if cur != nil {
		if err := json.Unmarshal(cur, &from); err != nil {
			return channel.Batch{}, err
		}
	}
	lines, err := readLines(s.arrived())
	if err != nil {
		return channel.Batch{}, err
	}
	b := channel.Batch{Next: channel.Cursor(fmt.Sprint(len(lines)))}
	for _, native := range lines[min(from, len(lines)):] {
		at := time.Now()
		b.Events = append(b.Events, channel.Upsert{Raw: []byte(native), Message: inbox.Message{
			Native: native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: native + "@client.example", Name: native},
			Recipients: []string{address}, Subject: native, BaseSubject: native, Text: said(native),
			SentAt: at, ReceivedAt: at, MailID: native + "@mail.example",
		}})
	}
	if len(b.Events) > 0 {
		s.trap.doing("mail", true)
	}
	return b, nil
}

// Stream looks every few milliseconds.
func (s session) Stream(ctx context.Context, cur channel.Cursor, emit func(channel.Batch) error) error {
	for {
		b, err := s.Poll(ctx, cur, 0)
		if err != nil {
			return err
		}
		if len(b.Events) > 0 {
			if err := emit(b); err != nil {
				return err
			}
			s.trap.at(afterCursor)
			cur = b.Next
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Reply sends: what is in the file has gone out.
func (s session) Reply(_ context.Context, out channel.Outgoing) (channel.Receipt, error) {
	s.trap.at(beforeNetwork)
	var files []string
	for _, f := range out.Files {
		files = append(files, f.Name+":"+printOf(f.Data))
	}
	one := sending{out.Entry.Key, printOf([]byte(out.Entry.Text)), strings.Join(files, ",")}
	if err := appendLines(s.network.sent(), []string{one.String()}); err != nil {
		return channel.Receipt{}, err
	}
	s.trap.at(afterNetwork)
	s.trap.doing("sent", true)
	return channel.Receipt{Native: "net:" + out.Entry.Key, At: time.Now()}, nil
}

// FindSent looks whether it went out.
func (s session) FindSent(_ context.Context, out channel.Outgoing) (*channel.Receipt, error) {
	went, err := s.sendings()
	if err != nil {
		return nil, err
	}
	for _, one := range went {
		if one.key == out.Entry.Key {
			return &channel.Receipt{Native: "net:" + one.key, At: time.Now()}, nil
		}
	}
	return nil, nil
}

type noSecrets struct{}

func (noSecrets) Secret(context.Context, inbox.AccountID, string) (string, error) { return "x", nil }
