package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// toneSetting holds what people taught the workspace about tones.
const toneSetting = "tone.own"

// ToneCorrected is the tone of a message as a person gave it.
type ToneCorrected struct {
	Message inbox.MessageID `json:"message"`
	Tone    tone.Tone       `json:"tone"`
	By      team.MemberID   `json:"by"`
	At      time.Time       `json:"at"`
}

// ToneCorrection is a member's correction; with Named or Decided it teaches.
type ToneCorrection struct {
	Message inbox.MessageID `json:"message"`
	tone.Correction
}

// OwnTones gives the words that people taught this workspace.
func (w *Workspace) OwnTones(ctx context.Context) (*tone.Own, error) {
	own, err := ownTones(w.glance(ctx))
	return own, explain(err)
}

func ownTones(r reading) (*tone.Own, error) {
	own, err := maybe(r, body[tone.Own], `SELECT value FROM setting WHERE name = ?`, toneSetting)
	if err != nil {
		return nil, fmt.Errorf("read the taught words: %w", err)
	}
	return &own, nil
}

// TonesCorrected gives the corrected tones of a conversation's messages.
func (w *Workspace) TonesCorrected(ctx context.Context, id inbox.ConversationID) ([]ToneCorrected, error) {
	list, err := all(w.glance(ctx), readTone, `SELECT t.message, t.tone, t.member, t.at
		FROM message m
		JOIN message_tone t ON t.message = m.id
		WHERE m.conversation = ?
		ORDER BY t.at`, id)
	if err != nil {
		return nil, fmt.Errorf("read corrected tones: %w", explain(err))
	}
	return list, nil
}

func readTone(s scanner) (c ToneCorrected, err error) {
	var at int64
	err = s.Scan(&c.Message, &c.Tone, &c.By, &at)
	c.At = moment(at)
	return c, err
}

// CorrectTone keeps what a member says of a message's tone, and learns from it.
func (w *Workspace) CorrectTone(ctx context.Context, c ToneCorrection, by team.MemberID) error {
	return w.issue(ctx, orderTone, c, by)
}

func (x *writing) correctTone(c ToneCorrection, by team.MemberID) error {
	if err := x.mayWatch(by); err != nil {
		return err
	}
	if c.Tone != tone.Positive && c.Tone != tone.Neutral && c.Tone != tone.Negative {
		return fault.New(fault.Invalid, "alert.no-tone")
	}
	home, err := maybe(x, plain[inbox.ConversationID], `SELECT conversation FROM message WHERE id = ?`, c.Message)
	if err != nil {
		return fmt.Errorf("read message: %w", err)
	}
	if home == "" {
		return fault.New(fault.NotFound, "fault.message-gone")
	}
	_, err = x.exec(`INSERT INTO message_tone (message, tone, member, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (message) DO UPDATE SET tone = excluded.tone, member = excluded.member, at = excluded.at`, c.Message, c.Tone, by, millis(x.now))
	if err != nil {
		return fmt.Errorf("write tone: %w", err)
	}
	x.put("message_tone", string(c.Message))
	own, err := ownTones(x)
	if err != nil {
		return err
	}
	c.By, c.At = string(by), millis(x.now)
	if taught := own.Learn(c.Correction); len(taught) > 0 {
		if err := x.keepTones(own); err != nil {
			return err
		}
	}
	x.notice.Conversations = append(x.notice.Conversations, home)
	return x.settled(orderTone, by, map[string]string{"message": string(c.Message), "tone": string(c.Tone)})
}

func (x *writing) keepTones(own *tone.Own) error {
	text, err := pack(own)
	if err != nil {
		return err
	}
	return x.set(toneSetting, text)
}

// WordTaught is what a member says of a word by itself, without a message.
type WordTaught struct {
	Language tongue.Language `json:"language"`
	Word     string          `json:"word"`
	// Tone is what the word says; "" takes back what was taught of it.
	Tone tone.Tone `json:"tone,omitempty"`
}

// TeachWord teaches the workspace what a word says, whatever it was taught
// before, or takes that back.
func (w *Workspace) TeachWord(ctx context.Context, t WordTaught, by team.MemberID) error {
	return w.issue(ctx, orderWord, t, by)
}

func (x *writing) teachWord(t WordTaught, by team.MemberID) error {
	if err := x.mayWatch(by); err != nil {
		return err
	}
	own, err := ownTones(x)
	if err != nil {
		return err
	}
	own.Forget(t.Language, t.Word)
	if t.Tone != "" {
		if t.Language != tongue.French && t.Language != tongue.English {
			return fault.New(fault.Invalid, "tone.no-language")
		}
		c := tone.Correction{Language: t.Language, Tone: t.Tone, Named: []string{t.Word}, By: string(by), At: millis(x.now)}
		if len(own.Learn(c)) == 0 {
			return fault.New(fault.Invalid, "tone.no-word")
		}
	}
	if err := x.keepTones(own); err != nil {
		return err
	}
	x.notice.Team = true
	return x.settled(orderWord, by, map[string]string{"word": t.Word, "tone": string(t.Tone)})
}
