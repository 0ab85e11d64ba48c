package sample

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
)

// add puts a message at the end of an exchange, with what every one has.
func (w *writer) add(e *Exchange, m inbox.Message) *inbox.Message {
	w.seq++
	m.Account, m.Language = e.Account, firstOf(m.Language, e.Language)
	m.ReceivedAt = m.SentAt.Add(time.Duration(2+w.rng.IntN(50)) * time.Second)
	if m.ReceivedAt.After(w.now) {
		m.ReceivedAt = w.now
	}
	if m.Native == "" {
		m.Native = fmt.Sprintf("%s%05d", w.prefix, w.seq)
	}
	m.Language = firstOf(m.Language, "fr")
	e.Messages = append(e.Messages, channel.Upsert{Message: m})
	return &e.Messages[len(e.Messages)-1].Message
}

// house is a message of ours, as an answer to another.
func (w *writer) house(e *Exchange, to inbox.Message, by team.MemberID, at time.Time, text string) inbox.Message {
	m := inbox.Message{
		Kind: to.Kind, Direction: inbox.Outbound, Author: House(e.Account), Recipients: []string{to.Author.Handle}, Text: text,
		SentAt: at, SentBy: string(by), Visibility: to.Visibility, Parent: to.Native, Root: to.Root,
	}
	if to.Kind == inbox.Email {
		m.Parent = ""
	}
	return m
}

// House is how the house signs on an account.
func House(account inbox.AccountID) inbox.Author {
	for _, a := range Accounts("fr", time.Time{}) {
		if a.ID == account {
			return inbox.Author{Handle: a.Address, Name: Brand}
		}
	}
	return inbox.Author{Name: Brand}
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// Seal gives each message of the exchanges the payload that its network would
// have sent.
func Seal(list []Exchange) error {
	for i := range list {
		for j := range list[i].Messages {
			u := &list[i].Messages[j]
			raw, err := payload(u.Message)
			if err != nil {
				return fmt.Errorf("seal %s: %w", u.Message.Native, err)
			}
			u.Raw = raw
		}
	}
	return nil
}

func payload(m inbox.Message) ([]byte, error) {
	if m.Kind == inbox.Email {
		return letter(m), nil
	}
	return json.Marshal(map[string]any{
		"id": m.Native, "author": m.Author, "text": m.Text, "at": m.SentAt, "url": m.Permalink, "sample": true,
	})
}

// sentences joins what is there with spaces.
func sentences(list ...string) string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}
