package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// quarantine keeps a message that could not be read. A header that came before
// stays in its conversation, and waits for the body under the final native.
func (in *intake) quarantine(e channel.Poison, packed []byte) error {
	if e.Native == "" {
		e.Native = fmt.Sprintf("poison:%x", uint64(hashOf(string(e.Raw))))
	}
	old, there, err := in.find(e.Native)
	if err != nil {
		return err
	}
	if there && !old.Pending {
		in.out.Duplicates++
		return nil
	}
	header, headed, err := in.find(e.Replaces)
	if err != nil {
		return err
	}
	if headed && header.Pending && !there {
		if err := in.rename(header, e.Native); err != nil {
			return err
		}
	}
	cause := "unknown"
	if e.Cause != nil {
		cause = e.Cause.Error()
	}
	at := e.At
	if at.IsZero() {
		at = in.now
	}
	id := in.w.newID(in.now)
	_, err = in.exec(`INSERT INTO quarantine (id, account, native, cause, size, at, raw) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account, native) DO UPDATE SET cause = excluded.cause, size = excluded.size, raw = excluded.raw`,
		id, in.account.ID, e.Native, cause, len(e.Raw), millis(at), packed)
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	in.parked = true
	in.out.Quarantined++
	in.put("quarantine", id)
	in.notice.Accounts = append(in.notice.Accounts, in.account.ID)
	return nil
}

// rename gives a header the native under which its body will come.
func (in *intake) rename(header numbered, native string) error {
	if _, err := in.exec(`UPDATE message SET native = ? WHERE num = ?`, native, header.num); err != nil {
		return fmt.Errorf("rename header: %w", err)
	}
	delete(in.known, header.Native)
	in.known[native] = true
	in.put("message", string(header.ID))
	return nil
}

// released takes a message out of quarantine that could be read after all.
func (in *intake) released(natives ...string) error {
	if !in.parked {
		return nil
	}
	for _, native := range natives {
		if native == "" {
			continue
		}
		if _, err := in.exec(`DELETE FROM quarantine WHERE account = ? AND native = ?`, in.account.ID, native); err != nil {
			return fmt.Errorf("release: %w", err)
		}
	}
	return nil
}

const quarantineColumns = `id, account, native, cause, size, at`

func readQuarantined(s scanner) (inbox.Quarantined, error) {
	var q inbox.Quarantined
	var at int64
	err := s.Scan(&q.ID, &q.Account, &q.Native, &q.Cause, &q.Size, &at)
	q.At = moment(at)
	return q, err
}

// Quarantine lists the messages that could not be read, newest first.
func (w *Workspace) Quarantine(ctx context.Context) ([]inbox.Quarantined, error) {
	list, err := all(w.glance(ctx), readQuarantined, `SELECT `+quarantineColumns+` FROM quarantine ORDER BY at DESC, id DESC`)
	return list, explain(err)
}

// QuarantinedRaw gives the bytes of a message that could not be read.
func (w *Workspace) QuarantinedRaw(ctx context.Context, id string) ([]byte, error) {
	packed, err := first(w.glance(ctx), plain[[]byte], `SELECT raw FROM quarantine WHERE id = ?`, id)
	return w.payload(packed, err)
}

// Raw gives the network's own payload of a message.
func (w *Workspace) Raw(ctx context.Context, id inbox.MessageID) ([]byte, error) {
	packed, err := first(w.glance(ctx), plain[[]byte], `SELECT r.raw
		FROM message m
		JOIN message_raw r ON r.num = m.num
		WHERE m.id = ?`, id)
	return w.payload(packed, err)
}

func (w *Workspace) payload(packed []byte, err error) ([]byte, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Wrap(err, fault.NotFound, "fault.payload-gone")
	}
	if err != nil {
		return nil, explain(err)
	}
	raw, err := w.unpackRaw(packed)
	if err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, keyCorrupt)
	}
	return raw, nil
}

// ReleaseQuarantined stores the message that the bytes became at last.
func (w *Workspace) ReleaseQuarantined(ctx context.Context, id string, u channel.Upsert) (Ingested, error) {
	q, err := first(w.glance(ctx), readQuarantined, `SELECT `+quarantineColumns+` FROM quarantine WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Ingested{}, fault.Wrap(err, fault.NotFound, "fault.quarantined-gone")
	}
	if err != nil {
		return Ingested{}, explain(err)
	}
	if u.Message.Native != q.Native && u.Replaces == "" {
		u.Replaces = q.Native
	}
	events := []channel.Event{u}
	packed := w.packAll(events)
	out, err := w.take(ctx, q.Account, func(in *intake) error {
		if err := in.events(events, packed); err != nil {
			return err
		}
		in.notice.Accounts = append(in.notice.Accounts, q.Account)
		_, err := in.exec(`DELETE FROM quarantine WHERE id = ?`, id)
		in.del("quarantine", id)
		return err
	})
	if err != nil {
		return Ingested{}, err
	}
	w.index(ctx, false)
	return out, nil
}
