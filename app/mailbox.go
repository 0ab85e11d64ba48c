package app

import (
	"context"
	"crypto/rand"
	"maps"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/ui/setup"
)

// Kinds lists the channels that an account can be added for.
func (d *desk) Kinds() []inbox.Channel { return engine.Channels() }

// Form describes what an account of a channel needs.
func (d *desk) Form(ch inbox.Channel) setup.Form {
	c, ok := engine.Connector(ch)
	if !ok {
		return setup.Form{Channel: ch}
	}
	_, browser := c.(channel.Permitter)
	form := setup.Form{Channel: ch, Lead: c.Descriptor().Lead, Browser: browser}
	for _, s := range c.Descriptor().Stages {
		form.Stages = append(form.Stages, setup.Stage(s))
	}
	for _, f := range c.Descriptor().Fields {
		form.Fields = append(form.Fields, setup.Field{
			Name: f.Name, Kind: setup.FieldKind(f.Kind), Required: f.Required, Choices: f.Choices, Default: f.Default, Advanced: f.Advanced,
		})
	}
	return form
}

// Guess looks up the servers of an address among the providers that are known.
func (d *desk) Guess(_ context.Context, ch inbox.Channel, address string) (setup.Guess, error) {
	if ch != inbox.ChannelEmail {
		return setup.Guess{}, nil
	}
	values, known := email.Guess(address)
	return setup.Guess{Values: values, Advice: advice(values["imap_host"]), Sure: known}, nil
}

// advice is the key of what a provider wants of a person before a program may
// sign in: an app password, or a sign-in that a company must allow.
func advice(host string) string {
	for part, name := range map[string]string{"gmail": "gmail", "office365": "outlook", "outlook": "outlook", "yahoo": "yahoo", "mail.me.com": "icloud"} {
		if strings.Contains(host, part) {
			return "setup.advice-" + name
		}
	}
	return ""
}

// Test signs in with what was typed and keeps nothing.
func (d *desk) Test(ctx context.Context, f setup.Filled, tell func(setup.StageResult)) error {
	if h, err := d.at(); err == nil && h.exercise != nil {
		return h.mayConnect()
	}
	acc := accountOf(f, inbox.Account{ID: f.ID, Channel: f.Channel})
	c, ok := engine.Connector(f.Channel)
	prober, can := c.(channel.Prober)
	if !ok || !can {
		return fault.New(fault.Unsupported, "fault.channel-unsupported")
	}
	env := channel.Env{Now: time.Now, Random: rand.Reader, Log: d.log, Secrets: typed{values: f.Secrets, kept: d.kept()}}
	var running setup.Stage
	err := prober.Probe(ctx, acc, env, func(p channel.Probed) {
		running = setup.Stage(p.Stage)
		if p.Done {
			tell(setup.StageResult{
				Stage: running, State: setup.StagePassed, Count: p.Count, Handle: p.Found.Handle, Name: p.Found.Name, Newest: p.Newest,
			})
			return
		}
		tell(setup.StageResult{Stage: running, State: setup.StageRunning})
	})
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	d.log.Info("an account was tried and refused", "channel", f.Channel, "stage", running, "error", err)
	failed := channel.FaultOf(err)
	tell(setup.StageResult{Stage: running, State: setup.StageFailed, Err: failed})
	return failed
}

// mayConnect refuses real accounts where everything is invented.
func (h *house) mayConnect() error {
	switch {
	case h.sample:
		return fault.New(fault.Forbidden, "fault.sample-no-accounts")
	case h.exercise != nil:
		return fault.New(fault.Forbidden, "exercise.no-accounts")
	}
	return nil
}

func (d *desk) kept() channel.Secrets {
	h, err := d.at()
	if err != nil {
		return nil
	}
	return h.secrets
}

// typed gives the secrets that stand in a form, and those kept before for what
// was left empty.
type typed struct {
	values map[string]string
	kept   channel.Secrets
}

func (t typed) Secret(ctx context.Context, acc inbox.AccountID, field string) (string, error) {
	if v := t.values[field]; v != "" {
		return v, nil
	}
	if t.kept == nil || acc == "" {
		return "", channel.Fail(channel.AuthExpired, "no "+field+" was typed", nil)
	}
	return t.kept.Secret(ctx, acc, field)
}

// PutAccount adds or changes an account. The secrets are kept first: an
// account that is collected has them.
func (d *desk) PutAccount(ctx context.Context, f setup.Filled) (inbox.AccountID, error) {
	h, err := d.at()
	if err != nil {
		return "", err
	}
	if err := h.mayConnect(); err != nil {
		return "", err
	}
	if h.crew != nil { // its secrets belong to the server
		return "", fault.New(fault.Forbidden, "fault.team-accounts")
	}
	acc, err := d.accountToPut(ctx, h, f)
	if err != nil {
		return "", err
	}
	for name, value := range f.Secrets {
		if value == "" {
			continue
		}
		if err := h.secrets.Put(ctx, acc.ID, name, value); err != nil {
			return "", err
		}
	}
	if err := h.store.PutAccount(ctx, acc, h.member()); err != nil {
		return "", err
	}
	h.engine.Collector().Changed(acc)
	d.changed(inbox.Notice{Accounts: []inbox.AccountID{acc.ID}})
	return acc.ID, nil
}

func (d *desk) accountToPut(ctx context.Context, h *house, f setup.Filled) (inbox.Account, error) {
	if strings.TrimSpace(f.Address) == "" {
		return inbox.Account{}, fault.New(fault.Invalid, "fault.address-empty")
	}
	accounts, err := h.store.Accounts(ctx)
	if err != nil {
		return inbox.Account{}, err
	}
	acc := inbox.Account{ID: inbox.AccountID(d.NewID()), Channel: f.Channel, AddedAt: time.Now()}
	if c, ok := engine.Connector(f.Channel); ok {
		acc.Caps = c.Descriptor().Caps
	}
	found := false
	for _, a := range accounts {
		if a.ID == f.ID {
			acc, found = a, true
		}
		if a.ID != f.ID && !a.Retired && a.Channel == f.Channel && strings.EqualFold(a.Address, strings.TrimSpace(f.Address)) {
			return acc, fault.New(fault.Conflict, "fault.account-there", "Address", a.Address)
		}
	}
	if f.ID != "" && !found {
		return acc, fault.New(fault.NotFound, "fault.account-gone")
	}
	return accountOf(f, acc), nil
}

func accountOf(f setup.Filled, acc inbox.Account) inbox.Account {
	acc.Name, acc.Address, acc.Department = strings.TrimSpace(f.Name), strings.TrimSpace(f.Address), f.Department
	if acc.Name == "" {
		acc.Name = acc.Address
	}
	acc.Settings = maps.Clone(f.Values)
	return acc
}
