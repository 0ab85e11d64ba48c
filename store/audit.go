package store

import (
	"context"
	"encoding/json"
	"fmt"

	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/inbox"
	"vigie/inbox/team"
)

// AuditRun stands in the place of a run in the general audit, which is kept and
// exported as the log of a run is.
const AuditRun crisis.RunID = "audit"

// audited reports whether an event is kept in the chain: sign-ins and what opens
// the door, exports, erasures, changes of roles, and that somebody took a
// conversation from a colleague.
func audited(e inbox.Event) bool {
	switch e.Name {
	case "device.signed-in", "device.token-reused", "device.revoked", "member.invited", "member.password", "member.linked", "member.put",
		"server.key-rotated", "contact.erase", "workspace.restored", "workspace.exported", "rules.put":
		return true
	case (inbox.Claim{}).Name():
		return e.Facts["from"] != ""
	}
	return false
}

// audit adds an event to the chain, in the transaction that it records. A
// desktop's copy has none: its server keeps it.
func (x *writing) audit(e inbox.Event) error {
	if x.w.copied() || !audited(e) {
		return nil
	}
	type end struct {
		seq  int64
		hash string
	}
	last, err := maybe(x, func(s scanner) (l end, err error) {
		err = s.Scan(&l.seq, &l.hash)
		return l, err
	}, `SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1`)
	if err != nil {
		return fmt.Errorf("read the end of the audit: %w", err)
	}
	facts := e.Facts
	if facts == nil {
		facts = map[string]string{}
	}
	text, err := pack(facts)
	if err != nil {
		return err
	}
	one := crisis.Event{
		ID: string(e.ID), Run: AuditRun, Seq: last.seq + 1, Kind: crisis.Kind(e.Name), Step: string(e.Conversation), By: e.By,
		At: e.At, Kept: x.now, Payload: json.RawMessage(text),
	}.Sealed(last.hash)
	_, err = x.exec(`INSERT INTO audit_entry (seq, id, kind, step, member, at, kept, payload, payload_hash, prev_hash, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		one.Seq, one.ID, one.Kind, one.Step, one.By, millis(one.At), millis(one.Kept), text, one.PayloadHash, one.Prev, one.Hash)
	if err != nil {
		return fmt.Errorf("add to the audit: %w", err)
	}
	return nil
}

func auditEntries(r reading) ([]crisis.Event, error) {
	list, err := all(r, readRunEvent, `SELECT id, 'audit', seq, kind, step, member, at, kept, 0, payload, payload_hash, prev_hash, hash
		FROM audit_entry
		ORDER BY seq`)
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	return list, nil
}

// Audit gives the general audit as it is exported, with the names of the
// members, as of one moment.
func (w *Workspace) Audit(ctx context.Context) (minutes.Log, error) {
	out := minutes.Log{Header: minutes.Header{Run: AuditRun, At: w.now(), People: map[string]string{}}}
	err := w.snapshot(ctx, func(r reading) (err error) {
		if out.Events, err = auditEntries(r); err != nil {
			return err
		}
		roster, err := rosterOf(r)
		for _, m := range roster.Members {
			out.Header.People[string(m.ID)] = m.Name
		}
		return err
	})
	return out, err
}

// Exported records that what is in the workspace was taken out of it, and what:
// "records" is everything, and the id of a run its log. It is in the chain
// alone, so that two exports of an unchanged workspace are equal.
func (w *Workspace) Exported(ctx context.Context, what string, by team.MemberID) error {
	return w.write(ctx, func(x *writing) error {
		return x.audit(inbox.Event{ID: inbox.CommandID(w.newID(x.now)), Name: "workspace.exported", By: by, At: x.now, Facts: map[string]string{"what": what}})
	})
}

// auditSound looks at the chain of the audit.
func auditSound(r reading, rep *Report) error {
	list, err := auditEntries(r)
	if err != nil {
		return err
	}
	if b := crisis.Verify(list); b != nil {
		rep.fault("audit: %v", b)
	}
	return nil
}
