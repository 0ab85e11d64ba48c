package store

import (
	"encoding/json"
	"fmt"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

const runEventColumns = `id, run, seq, kind, step, member, at, kept, base, payload, payload_hash, prev_hash, hash`

func readRunEvent(s scanner) (crisis.Event, error) {
	var e crisis.Event
	var at, kept int64
	var payload string
	err := s.Scan(&e.ID, &e.Run, &e.Seq, &e.Kind, &e.Step, &e.By, &at, &kept, &e.Base, &payload, &e.PayloadHash, &e.Prev, &e.Hash)
	e.At, e.Kept = moment(at), moment(kept)
	if payload != "" {
		e.Payload = json.RawMessage(payload)
	}
	return e, err
}

func runEvents(r reading, id crisis.RunID) ([]crisis.Event, error) {
	list, err := all(r, readRunEvent, `SELECT `+runEventColumns+` FROM crisis_event WHERE run = ? ORDER BY seq, id`, id)
	if err != nil {
		return nil, fmt.Errorf("read the log of run %s: %w", id, err)
	}
	return list, nil
}

// storedRun gives a run as its projection says; one without an event is a new
// one.
func storedRun(r reading, id crisis.RunID) (*crisis.Run, error) {
	raw, err := maybe(r, plain[[]byte], `SELECT body FROM crisis_run WHERE id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("read run %s: %w", id, err)
	}
	run := crisis.NewRun()
	if len(raw) > 0 {
		err = unpack(raw, run)
	}
	return run, err
}

// runAndPlan gives a run that has begun, with the playbook that it follows.
func runAndPlan(r reading, id crisis.RunID) (*crisis.Run, *crisis.Plan, error) {
	run, err := storedRun(r, id)
	if err != nil {
		return nil, nil, err
	}
	plan, err := planOf(r, run.Book.Hash)
	return run, plan, err
}

// planOf reads the playbook that a run pins.
func planOf(r reading, hash string) (*crisis.Plan, error) {
	text, err := maybe(r, plain[string], `SELECT text FROM playbook WHERE hash = ?`, hash)
	if err != nil {
		return nil, fmt.Errorf("read playbook: %w", err)
	}
	if text == "" {
		return nil, fault.New(fault.NotFound, "crisis.no-playbook")
	}
	book, findings := playbook.Read([]byte(text))
	if findings.Errors() {
		return nil, fault.New(fault.Corrupt, "crisis.no-playbook")
	}
	return crisis.NewPlan(book), nil
}

// addEvent adds an event to the log.
func (x *writing) addEvent(e crisis.Event) error {
	_, err := x.exec(`INSERT INTO crisis_event (`+runEventColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.Run, e.Seq, e.Kind, e.Step, e.By, millis(e.At), millis(e.Kept), e.Base, string(e.Payload), e.PayloadHash, e.Prev, e.Hash)
	if err != nil {
		return fmt.Errorf("write event %s: %w", e.ID, err)
	}
	x.put("crisis_event", e.ID)
	x.notice.Team = true
	return nil
}

// keepRun writes the projection of a run, in the transaction of its events.
func (x *writing) keepRun(p *crisis.Plan, r *crisis.Run) error {
	text, err := pack(r)
	if err != nil {
		return err
	}
	next := millis(r.NextTimer(p))
	_, err = x.exec(`INSERT INTO crisis_run (id, state, exercise, story, playbook, began_at, next_at, seq, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, began_at = excluded.began_at, next_at = excluded.next_at,
			seq = excluded.seq, body = excluded.body`,
		r.ID, r.State, bit(r.Exercise), r.Story, r.Book.Hash, millis(r.Begun), next, r.Seq, text)
	if err != nil {
		return fmt.Errorf("write run %s: %w", r.ID, err)
	}
	x.put("crisis_run", string(r.ID))
	return nil
}
