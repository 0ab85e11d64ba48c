package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

func accountOf(r reading, id inbox.AccountID) (inbox.Account, error) {
	a, err := first(r, body[inbox.Account], `SELECT body FROM account WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.New(fault.NotFound, "fault.account-gone", "Account", string(id))
	}
	if err != nil {
		return a, fmt.Errorf("read account %s: %w", id, err)
	}
	return a, nil
}

// Accounts lists the accounts, oldest first, retired ones too.
func (w *Workspace) Accounts(ctx context.Context) ([]inbox.Account, error) {
	list, err := all(w.glance(ctx), body[inbox.Account], `SELECT body FROM account ORDER BY id`)
	return list, explain(err)
}

// Account gives one account.
func (w *Workspace) Account(ctx context.Context, id inbox.AccountID) (inbox.Account, error) {
	a, err := accountOf(w.glance(ctx), id)
	return a, explain(err)
}

// AccountByName finds an account that is not retired by its name or its
// address, without regard to case.
func (w *Workspace) AccountByName(ctx context.Context, name string) (inbox.Account, error) {
	list, err := w.Accounts(ctx)
	if err != nil {
		return inbox.Account{}, err
	}
	for _, a := range list {
		if !a.Retired && (strings.EqualFold(a.Name, name) || strings.EqualFold(a.Address, name) || string(a.ID) == name) {
			return a, nil
		}
	}
	return inbox.Account{}, fault.New(fault.NotFound, "fault.account-gone", "Account", name)
}

// PutAccount adds or changes an account. by may be empty: the program itself,
// from the command line or for what an import needs.
func (w *Workspace) PutAccount(ctx context.Context, a inbox.Account, by team.MemberID) error {
	return w.issue(ctx, orderAccount, a, by)
}

func (x *writing) putAccount(a inbox.Account, by team.MemberID) error {
	if err := x.mayManage(by); err != nil {
		return err
	}
	if a.ID == "" || a.Channel == "" || strings.TrimSpace(a.Name) == "" {
		return fault.New(fault.Invalid, "fault.account-incomplete")
	}
	text, err := pack(a)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO account (id, channel, name, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body`, a.ID, a.Channel, a.Name, text)
	if err != nil {
		return fmt.Errorf("write account %s: %w", a.ID, err)
	}
	x.put("account", string(a.ID))
	x.notice.Accounts = append(x.notice.Accounts, a.ID)
	return x.settled("account.put", by, map[string]string{"account": a.Name, "channel": string(a.Channel)})
}

// Cursor gives where an account was read to; nil begins.
func (w *Workspace) Cursor(ctx context.Context, acc inbox.AccountID) (channel.Cursor, error) {
	c, err := maybe(w.glance(ctx), plain[[]byte], `SELECT cursor FROM account_cursor WHERE account = ?`, acc)
	return c, explain(err)
}

func (x *writing) moveCursor(acc inbox.AccountID, c channel.Cursor) error {
	if c == nil {
		return nil
	}
	_, err := x.exec(`INSERT INTO account_cursor (account, cursor, at) VALUES (?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET cursor = excluded.cursor, at = excluded.at`, acc, []byte(c), millis(x.now))
	if err != nil {
		return fmt.Errorf("move cursor: %w", err)
	}
	return nil
}

// Health gives how the accounts fare, with the size of each quarantine. The
// last message is the newest that people wrote, by its own date: what was read
// today may be old.
func (w *Workspace) Health(ctx context.Context) ([]inbox.Health, error) {
	list, err := all(w.glance(ctx), w.readHealth, `SELECT a.id, COALESCE(h.body, ''),
			(SELECT COUNT(*) FROM quarantine q WHERE q.account = a.id),
			COALESCE((SELECT MAX(m.sent_at) FROM message m
				WHERE m.account = a.id AND m.direction = 'in' AND m.class = '' AND m.sent_at <= ?), 0)
		FROM account a
		LEFT JOIN account_health h ON h.account = a.id
		ORDER BY a.id`, millis(w.now()))
	return list, explain(err)
}

// readHealth gives an account that nobody ever reported on as idle. A copy has
// no quarantine: how much is in it came with the health.
func (w *Workspace) readHealth(s scanner) (inbox.Health, error) {
	var h inbox.Health
	var id inbox.AccountID
	var raw []byte
	var quarantined int
	var last int64
	if err := s.Scan(&id, &raw, &quarantined, &last); err != nil {
		return h, err
	}
	if len(raw) > 0 {
		if err := unpack(raw, &h); err != nil {
			return h, err
		}
	}
	if last > 0 {
		h.LastMessage = moment(last)
	}
	if h.Account, h.State = id, cmp.Or(h.State, inbox.Idle); !w.copied() {
		h.Quarantined = quarantined
	}
	return h, nil
}

// PutHealth records how an account fares. Nothing depends on it, so it leaves
// no trace in the audit.
func (w *Workspace) PutHealth(ctx context.Context, h inbox.Health) error {
	return w.write(ctx, func(x *writing) error {
		had, err := x.health(h.Account)
		if err != nil {
			return err
		}
		h.Quarantined = had.Quarantined
		// That it was tried again is no news: desktops are not woken for it.
		if had.State != h.State || had.FaultKey != h.FaultKey || had.Account == "" || !had.LastMessage.Equal(h.LastMessage) {
			x.put("account_health", string(h.Account))
		}
		return x.writeHealth(h)
	})
}

// health reads how an account fares; nothing is the zero value.
func (x *writing) health(acc inbox.AccountID) (inbox.Health, error) {
	h, err := maybe(x, body[inbox.Health], `SELECT body FROM account_health WHERE account = ?`, acc)
	if err != nil {
		return h, fmt.Errorf("read health: %w", err)
	}
	return h, nil
}

func (x *writing) writeHealth(h inbox.Health) error {
	text, err := pack(h)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO account_health (account, body) VALUES (?, ?)
		ON CONFLICT (account) DO UPDATE SET body = excluded.body`, h.Account, text)
	if err != nil {
		return fmt.Errorf("write health: %w", err)
	}
	x.notice.Accounts = append(x.notice.Accounts, h.Account)
	return nil
}

// countAside keeps in an account's health how many of its messages could not be
// read, for the desktops of a team: what could not be read stays on the server.
func (x *writing) countAside(acc inbox.AccountID) error {
	n, err := first(x, plain[int], `SELECT COUNT(*) FROM quarantine WHERE account = ?`, acc)
	if err != nil {
		return fmt.Errorf("count the quarantine: %w", err)
	}
	h, err := x.health(acc)
	if err != nil || h.Quarantined == n {
		return err
	}
	h.Account, h.Quarantined = acc, n
	x.put("account_health", string(acc))
	return x.writeHealth(h)
}
