package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

const rulesSetting = "rules"

func rulesOf(r reading) (inbox.Rules, error) {
	rules, err := first(r, body[inbox.Rules], `SELECT value FROM setting WHERE name = ?`, rulesSetting)
	if errors.Is(err, sql.ErrNoRows) {
		return inbox.DefaultRules(), nil
	}
	if err != nil {
		return rules, fmt.Errorf("read rules: %w", err)
	}
	return rules, nil
}

// Rules gives the house's settings.
func (w *Workspace) Rules(ctx context.Context) (inbox.Rules, error) {
	r, err := rulesOf(w.glance(ctx))
	return r, explain(err)
}

// PutRules changes the house's settings.
func (w *Workspace) PutRules(ctx context.Context, r inbox.Rules, by team.MemberID) error {
	return w.issue(ctx, orderRules, r, by)
}

func (x *writing) putRules(r inbox.Rules, by team.MemberID) error {
	if err := x.mayManage(by); err != nil {
		return err
	}
	text, err := pack(r)
	if err != nil {
		return err
	}
	if err := x.set(rulesSetting, text); err != nil {
		return err
	}
	x.notice.Team = true
	return x.settled("rules.put", by, nil)
}

// The settings that every program of the product knows.
const (
	SettingBrand  = "brand"       // the house's name
	SettingMember = "desk.member" // who sits at this computer: it stays there
)

// Setting gives a small value of the workspace; "" when there is none.
func (w *Workspace) Setting(ctx context.Context, name string) (string, error) {
	v, err := maybe(w.glance(ctx), plain[string], `SELECT value FROM setting WHERE name = ?`, "ui."+name)
	return v, explain(err)
}

// PutSetting keeps a small value of the workspace; "" removes it. One whose
// name begins with "desk." is this computer's own and never leaves it; the
// others are the house's.
func (w *Workspace) PutSetting(ctx context.Context, name, value string) error {
	v := settingValue{name, value}
	if strings.HasPrefix(uiPrefix+name, deskPrefix) {
		return w.write(ctx, func(x *writing) error { return x.writeSetting(v) })
	}
	var by team.MemberID
	if w.copied() && w.opts.Relay != nil {
		by = w.opts.Relay.Member()
	}
	return w.issue(ctx, orderSetting, v, by)
}

// uiPrefix begins the names of the settings that are not the store's own.
const uiPrefix = "ui."

// putSetting is the house's own: the settings of one desk hold keys that no order
// may touch.
func (x *writing) putSetting(v settingValue, by team.MemberID) error {
	if strings.HasPrefix(uiPrefix+v.Name, deskPrefix) {
		return fault.New(fault.Forbidden, "fault.setting-of-one-desk")
	}
	if err := x.mayManage(by); err != nil {
		return err
	}
	return x.writeSetting(v)
}

func (x *writing) writeSetting(v settingValue) error {
	if v.Value != "" {
		return x.set(uiPrefix+v.Name, v.Value)
	}
	x.del("setting", uiPrefix+v.Name)
	_, err := x.exec(`DELETE FROM setting WHERE name = ?`, uiPrefix+v.Name)
	if err != nil {
		return fmt.Errorf("remove setting %s: %w", v.Name, err)
	}
	return nil
}

func (x *writing) set(name, value string) error {
	_, err := x.exec(`INSERT INTO setting (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, err)
	}
	x.put("setting", name)
	return nil
}

// Tags gives every tag in use with the number of conversations that have it,
// resolved ones too.
func (w *Workspace) Tags(ctx context.Context) (map[string]int, error) {
	type tag struct {
		name string
		n    int
	}
	read := func(s scanner) (t tag, err error) {
		err = s.Scan(&t.name, &t.n)
		return t, err
	}
	list, err := all(w.glance(ctx), read, `SELECT tag, COUNT(*) FROM conversation_tag WHERE shelf < 2 GROUP BY tag`)
	out := make(map[string]int, len(list))
	for _, t := range list {
		out[t.name] = t.n
	}
	return out, explain(err)
}
