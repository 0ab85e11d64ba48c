package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/store"
)

type accountCmd struct {
	Add    accountAddCmd    `cmd:"" help:"${account_add}"`
	List   accountListCmd   `cmd:"" help:"${account_list}"`
	Test   accountTestCmd   `cmd:"" help:"${account_test}"`
	Remove accountRemoveCmd `cmd:"" help:"${account_remove}"`
}

type accountAddCmd struct {
	Name       string            `arg:"" help:"${account_name}"`
	Channel    string            `default:"email" help:"${account_channel}"`
	Address    string            `required:"" help:"${account_address}"`
	Set        map[string]string `placeholder:"FIELD=VALUE" help:"${account_set}"`
	Secret     map[string]string `placeholder:"FIELD=SOURCE" help:"${account_secret}"`
	Department string            `help:"${account_department}"`
	Test       bool              `help:"${account_add_test}"`
	As         string            `placeholder:"MEMBER" help:"${as}"`
}

// Run adds an account with its secrets.
func (c *accountAddCmd) Run(j *job) error {
	connector, ok := engine.Connector(inbox.Channel(c.Channel))
	if !ok {
		return fault.New(fault.Unsupported, "fault.channel-unknown", "Channel", c.Channel)
	}
	d := connector.Descriptor()
	if err := c.check(d); err != nil {
		return err
	}
	values, err := c.secretValues(j)
	if err != nil {
		return err
	}
	return j.with(j.open, func(w *store.Workspace) error {
		acc, err := c.account(j, w, d)
		if err != nil {
			return err
		}
		return c.keep(j, w, acc, values)
	})
}

// check refuses fields that the channel does not have, and the lack of one
// that it needs.
func (c *accountAddCmd) check(d channel.Descriptor) error {
	names := map[string]channel.FieldKind{}
	for _, f := range d.Fields {
		names[f.Name] = f.Kind
		if f.Required && c.Set[f.Name] == "" && c.Secret[f.Name] == "" {
			return fault.New(fault.Invalid, "fault.field-missing", "Field", f.Name)
		}
	}
	for name := range c.Set {
		if kind, known := names[name]; !known || kind == channel.SecretField {
			return fault.New(fault.Invalid, "fault.field-unknown", "Field", name, "Fields", fieldNames(d, false))
		}
	}
	for name := range c.Secret {
		if names[name] != channel.SecretField {
			return fault.New(fault.Invalid, "fault.field-unknown", "Field", name, "Fields", fieldNames(d, true))
		}
	}
	return nil
}

func fieldNames(d channel.Descriptor, secrets bool) string {
	var out []string
	for _, f := range d.Fields {
		if (f.Kind == channel.SecretField) == secrets {
			out = append(out, f.Name)
		}
	}
	return strings.Join(out, ", ")
}

func (c *accountAddCmd) account(j *job, w *store.Workspace, d channel.Descriptor) (inbox.Account, error) {
	if _, err := w.AccountByName(j.ctx, c.Name); err == nil {
		return inbox.Account{}, fault.New(fault.Conflict, "fault.account-exists", "Account", c.Name)
	} else if fault.KindOf(err) != fault.NotFound {
		return inbox.Account{}, err
	}
	id, err := j.newID()
	if err != nil {
		return inbox.Account{}, err
	}
	acc := inbox.Account{
		ID: inbox.AccountID(id), Channel: d.Channel, Name: c.Name, Address: c.Address, Settings: map[string]string{}, Caps: d.Caps, AddedAt: j.now(),
	}
	for _, f := range d.Fields {
		if f.Default != "" && f.Kind != channel.SecretField {
			acc.Settings[f.Name] = f.Default
		}
	}
	maps.Copy(acc.Settings, c.Set)
	if c.Department == "" {
		return acc, nil
	}
	roster, err := w.Roster(j.ctx)
	if err != nil {
		return acc, err
	}
	dep, err := department(roster, c.Department)
	acc.Department = string(dep.ID)
	return acc, err
}

// keep stores the secrets first: an account without its password would only be
// refused by its network.
func (c *accountAddCmd) keep(j *job, w *store.Workspace, acc inbox.Account, values map[string]string) error {
	roster, err := w.Roster(j.ctx)
	if err != nil {
		return err
	}
	who, err := by(roster, c.As)
	if err != nil {
		return err
	}
	secrets, err := j.secrets()
	if err != nil {
		return err
	}
	if c.Test {
		trial := &secret.InMemory{}
		if err := putAll(j.ctx, trial, acc.ID, values); err != nil {
			return err
		}
		if _, acc.Caps, err = verify(j, acc, trial); err != nil {
			return err
		}
	}
	if err := putAll(j.ctx, secrets, acc.ID, values); err != nil {
		return err
	}
	if err := w.PutAccount(j.ctx, acc, who); err != nil {
		return err
	}
	return j.say(map[string]any{"id": acc.ID, "name": acc.Name, "channel": acc.Channel, "address": acc.Address, "secrets": secrets.Kind()},
		j.texts.T("cli.account-added", map[string]any{"Account": acc.Name, "Place": j.texts.T("cli.secrets-in-"+string(secrets.Kind()), nil)}))
}

func putAll(ctx context.Context, s secret.Store, acc inbox.AccountID, values map[string]string) error {
	for _, field := range slices.Sorted(maps.Keys(values)) {
		if err := s.Put(ctx, acc, field, values[field]); err != nil {
			return err
		}
	}
	return nil
}

// secretValues reads the secrets from where the command line says. A value on
// the command line itself could be read by everybody on the computer.
func (c *accountAddCmd) secretValues(j *job) (map[string]string, error) {
	out := map[string]string{}
	for field, source := range c.Secret {
		var raw []byte
		var err error
		switch {
		case source == "-":
			raw, err = io.ReadAll(io.LimitReader(j.in, 1<<16))
		case strings.HasPrefix(source, "@"):
			raw, err = os.ReadFile(source[1:])
		case strings.HasPrefix(source, "env:"):
			raw = []byte(j.getenv(source[4:]))
		default:
			return nil, fault.New(fault.Invalid, "fault.secret-source", "Field", field)
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.NotFound, "fault.secret-unreadable", "Field", field)
		}
		value := strings.TrimRight(string(raw), "\r\n")
		if value == "" {
			return nil, fault.New(fault.Invalid, "fault.secret-empty", "Field", field)
		}
		out[field] = value
	}
	return out, nil
}

type accountTestCmd struct {
	Name string `arg:"" help:"${account_name}"`
}

// Run signs in and says who we are there.
func (c *accountTestCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		acc, err := w.AccountByName(j.ctx, c.Name)
		if err != nil {
			return err
		}
		secrets, err := j.secrets()
		if err != nil {
			return err
		}
		who, caps, err := verify(j, acc, secrets)
		if err != nil {
			return err
		}
		return j.say(map[string]any{"account": acc.Name, "handle": who.Handle, "name": who.Name, "caps": caps},
			j.texts.T("cli.account-works", map[string]any{"Account": acc.Name, "Handle": who.Handle}))
	})
}

func verify(j *job, acc inbox.Account, secrets channel.Secrets) (channel.Identity, inbox.Caps, error) {
	connector, ok := engine.Connector(acc.Channel)
	if !ok {
		return channel.Identity{}, inbox.Caps{}, fault.New(fault.Unsupported, "fault.channel-unknown", "Channel", string(acc.Channel))
	}
	ctx, stop := context.WithTimeout(j.ctx, 2*time.Minute)
	defer stop()
	s, err := connector.Open(ctx, acc, channel.Env{Now: j.now, Random: rand.Reader, Log: j.log(), Secrets: secrets})
	if err != nil {
		return channel.Identity{}, inbox.Caps{}, channel.FaultOf(err)
	}
	who, err := s.Verify(ctx)
	caps := s.Caps()
	if err = errors.Join(err, s.Close()); err != nil {
		return who, caps, channel.FaultOf(err)
	}
	return who, caps, nil
}

type accountListCmd struct{}

// Run lists the accounts and how they fare.
func (c *accountListCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		accounts, err := w.Accounts(j.ctx)
		if err != nil {
			return err
		}
		all, err := w.Health(j.ctx)
		if err != nil {
			return err
		}
		health := map[inbox.AccountID]inbox.Health{}
		for _, h := range all {
			health[h.Account] = h
		}
		if !j.json {
			return j.accountTable(accounts, health)
		}
		for _, a := range accounts {
			if err := j.say(map[string]any{"account": a, "health": health[a.ID]}, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

func (j *job) accountTable(accounts []inbox.Account, health map[inbox.AccountID]inbox.Health) error {
	t := newTable(j.out)
	for _, a := range accounts {
		h := health[a.ID]
		trouble := ""
		if h.FaultKey != "" {
			trouble = j.texts.T(h.FaultKey, nil)
		}
		if h.Quarantined > 0 {
			trouble += " [" + strconv.Itoa(h.Quarantined) + " " + j.texts.T("cli.quarantined", nil) + "]"
		}
		t.row(string(a.ID), string(a.Channel), a.Name, a.Address, j.texts.T("cli.state-"+string(stateOf(a, h)), nil), when(h.LastSuccess), trouble)
	}
	return t.end()
}

func stateOf(a inbox.Account, h inbox.Health) inbox.Liveness {
	switch {
	case a.Paused, a.Retired:
		return inbox.Stopped
	case h.State == "":
		return inbox.Idle
	default:
		return h.State
	}
}

type accountRemoveCmd struct {
	Name string `arg:"" help:"${account_name}"`
	As   string `placeholder:"MEMBER" help:"${as}"`
}

// Run retires an account: its messages stay, its secrets are forgotten.
func (c *accountRemoveCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		acc, err := w.AccountByName(j.ctx, c.Name)
		if err != nil {
			return err
		}
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		acc.Retired = true
		if err := w.PutAccount(j.ctx, acc, who); err != nil {
			return err
		}
		if err := j.forget(acc); err != nil {
			return fmt.Errorf("forget the secrets of %s: %w", acc.Name, err)
		}
		return j.say(map[string]any{"id": acc.ID, "retired": true}, j.texts.T("cli.account-removed", map[string]any{"Account": acc.Name}))
	})
}

func (j *job) forget(acc inbox.Account) error {
	connector, ok := engine.Connector(acc.Channel)
	if !ok {
		return nil // it never had a connection, so it has no secrets
	}
	secrets, err := j.secrets()
	if err != nil {
		return err
	}
	for _, f := range connector.Descriptor().Fields {
		if f.Kind != channel.SecretField {
			continue
		}
		if err := secrets.Delete(j.ctx, acc.ID, f.Name); err != nil {
			return err
		}
	}
	return nil
}
