package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/inbox"
)

// redact takes what is said of a person out of the runs and the alerts. Of an
// event the hash of its payload stays, so that the chain is whole and shows that
// something was there; desktops get the event without its payload.
func (x *writing) redact(id inbox.ContactID, name string, conversations []inbox.ConversationID) error {
	handles, err := identitiesOf(x, id)
	if err != nil {
		return err
	}
	p := crisis.Person{Names: []string{name}, Conversations: conversations}
	for _, h := range handles {
		p.Names = append(p.Names, h.Handle, h.Name)
	}
	runs, err := all(x, plain[crisis.RunID], `SELECT id FROM crisis_run ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read runs: %w", err)
	}
	for _, run := range runs {
		if err := x.redactRun(run, p); err != nil {
			return err
		}
	}
	if err := x.redactDrafts(p); err != nil {
		return err
	}
	return x.redactAlerts(p)
}

// redactDrafts empties what was written for a retrospective where it names the
// person: nothing stands on a draft.
func (x *writing) redactDrafts(p crisis.Person) error {
	drafts, err := all(x, readReviewDraft, `SELECT `+reviewDraftColumns+` FROM retex_draft ORDER BY run, field, member`)
	if err != nil {
		return fmt.Errorf("read drafts: %w", err)
	}
	for _, d := range drafts {
		if !p.Named(d.Text) {
			continue
		}
		if _, err := x.exec(`UPDATE retex_draft SET text = '' WHERE run = ? AND field = ? AND member = ?`, d.Run, d.Field, d.Member); err != nil {
			return fmt.Errorf("redact draft: %w", err)
		}
		x.put("retex_draft", keyOf(string(d.Run), d.Field, string(d.Member)))
	}
	return nil
}

func (x *writing) redactRun(id crisis.RunID, p crisis.Person) error {
	events, err := runEvents(x, id)
	if err != nil {
		return err
	}
	n := 0
	for i, e := range events {
		if !p.In(e) {
			continue
		}
		if !crisis.Redactable(e) {
			x.w.opts.Log.Warn("an event that a run stands on names who was erased; it stays", "run", id, "event", e.ID, "kind", e.Kind)
			continue
		}
		if _, err := x.exec(`UPDATE crisis_event SET payload = '' WHERE id = ?`, e.ID); err != nil {
			return fmt.Errorf("redact event %s: %w", e.ID, err)
		}
		x.put("crisis_event", e.ID)
		events[i].Payload = nil
		n++
	}
	if n == 0 {
		return nil
	}
	_, plan, err := runAndPlan(x, id)
	if err != nil {
		return err
	}
	x.notice.Team = true
	return x.keepRun(plan, crisis.Fold(plan, events))
}

// redactAlerts replaces the title of a story and the most followed author where
// they name the person, or are the person's own words, by a hash.
func (x *writing) redactAlerts(p crisis.Person) error {
	list, err := all(x, body[alert.Alert], `SELECT body FROM alert ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read alerts: %w", err)
	}
	for _, a := range list {
		s := a.Radar.Why.Story
		if s == nil {
			continue
		}
		theirs, err := x.wroteIt(s.ID, p.Conversations)
		if err != nil {
			return err
		}
		facts, changed := *s, false
		if theirs || p.Named(s.Title) {
			facts.Title, changed = redacted(s.Title), true
		}
		if p.Named(s.Widest) {
			facts.Widest, facts.Followers, changed = redacted(s.Widest), nil, true
		}
		if !changed {
			continue
		}
		a.Radar.Why.Story = &facts
		if err := x.writeAlert(a); err != nil {
			return err
		}
	}
	return nil
}

// wroteIt reports whether a message is in one of the conversations.
func (x *writing) wroteIt(message string, conversations []inbox.ConversationID) (bool, error) {
	home, err := maybe(x, plain[inbox.ConversationID], `SELECT conversation FROM message WHERE id = ?`, message)
	if err != nil {
		return false, fmt.Errorf("read message: %w", err)
	}
	return home != "" && slices.Contains(conversations, home), nil
}

// redacted stands in the place of what was erased: equal texts stay equal.
func redacted(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:8])
}
