package store

import (
	"context"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
)

// RecordClip keeps what a member wrote down as a message, and gives the event
// of it, which names its conversation. Running the same command id again
// changes nothing.
func (w *Workspace) RecordClip(ctx context.Context, id inbox.CommandID, c inbox.Clipping, by team.MemberID) (inbox.Event, error) {
	e, err := w.Do(ctx, inbox.Command{ID: id, Act: inbox.RecordClip{Clip: c}}, by)
	if err == nil {
		w.waiting.Add(1)
		w.index(ctx, false)
	}
	return e, err
}

// clipped runs a command that writes something down.
func (x *writing) clipped(cmd inbox.Command, act inbox.RecordClip, by team.Member, sum string) (inbox.Event, error) {
	defer x.blind()
	e, err := x.recordClip(cmd, act, by)
	if err != nil {
		return inbox.Event{}, err
	}
	_, err = x.exec(`INSERT INTO command (id, name, member, at, digest) VALUES (?, ?, ?, ?, ?)`,
		cmd.ID, cmd.Act.Name(), by.ID, millis(x.now), sum)
	if err != nil {
		return inbox.Event{}, fmt.Errorf("write command: %w", err)
	}
	return e, nil
}

// recordClip makes the message of a clip and takes it in as any other.
func (x *writing) recordClip(cmd inbox.Command, act inbox.RecordClip, by team.Member) (inbox.Event, error) {
	rules, err := x.houseRules()
	if err != nil {
		return inbox.Event{}, err
	}
	m, err := inbox.DecideClip(act.Clip, cmd.ID, by, rules, x.now)
	if err != nil {
		return inbox.Event{}, err
	}
	acc, err := x.clipAccount()
	if err != nil {
		return inbox.Event{}, err
	}
	if acc.Department == "" && len(by.Departments) > 0 {
		acc.Department = string(by.Departments[0]) // where whoever recorded it works
	}
	in, err := x.intakeOf(acc)
	if err != nil {
		return inbox.Event{}, err
	}
	in.id = string(m.ID)
	if err := in.events([]channel.Event{channel.Upsert{Message: m}}, [][]byte{nil}); err != nil {
		return inbox.Event{}, err
	}
	x.notice.Arrived += in.out.Arrived
	home, err := first(x, plain[inbox.ConversationID], `SELECT conversation FROM message WHERE account = ? AND native = ?`, acc.ID, m.Native)
	if err != nil {
		return inbox.Event{}, fmt.Errorf("find the clip: %w", err)
	}
	conversation, err := x.conversation(home)
	if err != nil {
		return inbox.Event{}, err
	}
	e := inbox.Event{
		ID: cmd.ID, Conversation: home, Name: cmd.Act.Name(), By: by.ID, At: x.now, Version: conversation.Version, Facts: map[string]string{},
	}
	if act.Clip.Where != "" {
		e.Facts["where"] = m.Recorded.Where
	}
	return e, x.record(e)
}

// clipAccount gives the account of clips, making it the first time.
func (x *writing) clipAccount() (inbox.Account, error) {
	text, err := maybe(x, body[inbox.Account], `SELECT body FROM account WHERE id = ?`, inbox.ClipAccount)
	if err != nil {
		return text, fmt.Errorf("read the account of clips: %w", err)
	}
	if text.ID != "" {
		x.accounts[text.ID] = text
		return text, nil
	}
	acc := inbox.Account{
		ID: inbox.ClipAccount, Channel: inbox.ChannelClip, Name: "Clips", AddedAt: x.now,
		Caps: inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Clip: {}}},
	}
	packed, err := pack(acc)
	if err != nil {
		return acc, err
	}
	if _, err := x.exec(`INSERT INTO account (id, channel, name, body) VALUES (?, ?, ?, ?)`, acc.ID, acc.Channel, acc.Name, packed); err != nil {
		return acc, fmt.Errorf("make the account of clips: %w", err)
	}
	x.put("account", string(acc.ID))
	x.notice.Accounts = append(x.notice.Accounts, acc.ID)
	x.accounts[acc.ID] = acc
	return acc, nil
}
