package desktest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/settings"
	"vigie/ui/setup"
)

// Kinds are those that Vigie has forms for.
func (d *Desk) Kinds() []inbox.Channel {
	return []inbox.Channel{inbox.ChannelEmail, inbox.ChannelMastodon, inbox.ChannelFeed}
}

// Form is much like the real one of the channel.
func (d *Desk) Form(ch inbox.Channel) setup.Form {
	security := []string{"tls", "starttls"}
	switch ch {
	case inbox.ChannelFeed:
		return setup.Form{Channel: ch, Lead: "feed_url", Stages: []setup.Stage{setup.StageReach, setup.StageSignIn, setup.StageMailbox}, Fields: []setup.Field{
			{Name: "feed_url", Kind: setup.TextField, Required: true},
			{Name: "feed_kind", Kind: setup.ChoiceField, Choices: []string{"auto", "mention", "comment"}, Default: "auto"},
			{Name: "interval", Kind: setup.NumberField, Default: "15", Advanced: true},
			{Name: "password", Kind: setup.SecretField, Advanced: true},
		}}
	case inbox.ChannelMastodon:
		return setup.Form{
			Channel: ch, Lead: "instance", Browser: true, Stages: []setup.Stage{setup.StageReach, setup.StageSignIn, setup.StageMailbox, setup.StageSendIn},
			Fields: []setup.Field{
				{Name: "instance", Kind: setup.TextField, Required: true},
				{Name: "access_token", Kind: setup.SecretField, Required: true, Advanced: true},
			},
		}
	}
	stages := []setup.Stage{setup.StageReach, setup.StageSignIn, setup.StageMailbox, setup.StageSend, setup.StageSendIn}
	return setup.Form{Channel: ch, Stages: stages, Fields: []setup.Field{
		{Name: "display_name", Kind: setup.TextField},
		{Name: "user", Kind: setup.TextField},
		{Name: "auth", Kind: setup.ChoiceField, Choices: []string{"password", "xoauth2"}, Default: "password"},
		{Name: "password", Kind: setup.SecretField},
		{Name: "oauth_token", Kind: setup.SecretField, Advanced: true},
		{Name: "imap_host", Kind: setup.TextField, Required: true},
		{Name: "imap_port", Kind: setup.NumberField, Default: "993"},
		{Name: "imap_security", Kind: setup.ChoiceField, Choices: security, Default: "tls"},
		{Name: "smtp_host", Kind: setup.TextField, Required: true},
		{Name: "smtp_port", Kind: setup.NumberField, Default: "587"},
		{Name: "smtp_security", Kind: setup.ChoiceField, Choices: security, Default: "starttls"},
	}}
}

// Guess is what Guesses says.
func (d *Desk) Guess(_ context.Context, _ inbox.Channel, address string) (setup.Guess, error) {
	if err := d.did("Guess", address); err != nil {
		return setup.Guess{}, err
	}
	return d.Guesses[address], nil
}

// Test tells the stages.
func (d *Desk) Test(ctx context.Context, f setup.Filled, tell func(setup.StageResult)) error {
	if err := d.did("Test", cmp.Or(f.Address, f.Values["feed_url"])); err != nil {
		return err
	}
	for _, s := range d.Stages {
		tell(setup.StageResult{Stage: s.Stage, State: setup.StageRunning})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		tell(s)
		if s.Err != nil {
			return s.Err
		}
	}
	return nil
}

// SignIn tells the page and gives what Signed says.
func (d *Desk) SignIn(ctx context.Context, f setup.Filled, page func(string, error)) (setup.Signed, error) {
	if err := d.did("SignIn", f.Values["instance"]); err != nil {
		return setup.Signed{}, err
	}
	page("https://mastodon.example/oauth/authorize?client_id=1", d.NoBrowser)
	if ctx.Err() != nil {
		return setup.Signed{}, ctx.Err()
	}
	return d.Signed, nil
}

// PutAccount keeps what was filled in.
func (d *Desk) PutAccount(ctx context.Context, f setup.Filled) (inbox.AccountID, error) {
	if err := d.did("PutAccount", f.Address); err != nil {
		return "", err
	}
	if !setup.IsByPerson(ctx) {
		return "", errors.New("nobody asked for it")
	}
	d.Kept = append(d.Kept, f)
	if f.ID == "" {
		f.ID = "new"
		d.List = append(d.List, inbox.Account{ID: f.ID, Channel: f.Channel, Name: f.Name, Address: f.Address})
	}
	return f.ID, nil
}

// Filled is an account's form.
func (d *Desk) Filled(_ context.Context, id inbox.AccountID) (setup.Filled, error) {
	for _, a := range d.List {
		if a.ID == id {
			return setup.Filled{ID: id, Channel: a.Channel, Name: a.Name, Address: a.Address, Department: a.Department, Values: a.Settings}, nil
		}
	}
	return setup.Filled{}, fault.New(fault.NotFound, "fault.internal")
}

// NormalGap is that of what Arrived says.
func (d *Desk) NormalGap(_ context.Context, a inbox.Account) (time.Duration, bool, error) {
	gap, known := inbox.NormalGap(d.Arrived[a.ID])
	return gap, known, d.fails("NormalGap")
}

// RemoveAccount takes an account away.
func (d *Desk) RemoveAccount(_ context.Context, id inbox.AccountID) error {
	if err := d.did("RemoveAccount", string(id)); err != nil {
		return err
	}
	d.List = slices.DeleteFunc(d.List, func(a inbox.Account) bool { return a.ID == id })
	return nil
}

// SecretsIn is the keyring.
func (d *Desk) SecretsIn(context.Context) (string, error) { return "settings.secrets-keyring", nil }

// PutMember adds or changes a member.
func (d *Desk) PutMember(_ context.Context, m team.Member) error {
	if err := d.did("PutMember", m.Name); err != nil {
		return err
	}
	if m.ID == "" {
		m.ID = "m-new"
		d.Team.Members = append(d.Team.Members, m)
		return nil
	}
	for i := range d.Team.Members {
		if d.Team.Members[i].ID == m.ID {
			d.Team.Members[i] = m
		}
	}
	return nil
}

// PutDepartment adds or changes a department.
func (d *Desk) PutDepartment(_ context.Context, dep team.Department) error {
	if err := d.did("PutDepartment", dep.Name); err != nil {
		return err
	}
	if dep.ID == "" {
		dep.ID = "d-new"
		d.Team.Departments = append(d.Team.Departments, dep)
		return nil
	}
	for i := range d.Team.Departments {
		if d.Team.Departments[i].ID == dep.ID {
			d.Team.Departments[i] = dep
		}
	}
	return nil
}

// Rules are the house's.
func (d *Desk) Rules(context.Context) (inbox.Rules, error) { return d.Rule, d.fails("Rules") }

// PutRules changes them.
func (d *Desk) PutRules(_ context.Context, r inbox.Rules) error {
	if err := d.did("PutRules", r.UndoDelay.String()); err != nil {
		return err
	}
	d.Rule = r
	return nil
}

// Tags are those in use.
func (d *Desk) Tags(context.Context) (map[string]int, error) { return d.TagCounts, d.fails("Tags") }

// Replies are the outbox.
func (d *Desk) Replies(context.Context) ([]settings.Sending, error) {
	return slices.Clone(d.Sendings), d.fails("Replies")
}

// Act records an act.
func (d *Desk) Act(_ context.Context, c inbox.ConversationID, a inbox.Act) error {
	if err := d.did("Act", a.Name()+" "+string(c)); err != nil {
		return err
	}
	d.Acts = append(d.Acts, a)
	return nil
}

// Quarantine is what could not be read.
func (d *Desk) Quarantine(context.Context) ([]inbox.Quarantined, error) {
	return slices.Clone(d.Aside), d.fails("Quarantine")
}

// TryAgain reads it again, and takes it out.
func (d *Desk) TryAgain(_ context.Context, id string) error {
	if err := d.did("TryAgain", id); err != nil {
		return err
	}
	d.Aside = slices.DeleteFunc(d.Aside, func(q inbox.Quarantined) bool { return q.ID == id })
	return nil
}

// SaveRaw records where to.
func (d *Desk) SaveRaw(_ context.Context, id, path string) error {
	return d.did("SaveRaw", id+" "+path)
}

// Place is where all is.
func (d *Desk) Place(context.Context) (settings.Place, error) { return d.At, d.fails("Place") }

// Check finds what Found says.
func (d *Desk) Check(ctx context.Context, tell func(done, total int)) (settings.Checked, error) {
	tell(1, 2)
	tell(2, 2)
	return d.Found, errors.Join(d.fails("Check"), ctx.Err())
}

// About is what Self says.
func (d *Desk) About() settings.About { return d.Self }

// TaughtWords are the words that were taught.
func (d *Desk) TaughtWords(context.Context) ([]settings.TaughtWord, error) {
	return slices.Clone(d.Taught), d.fails("TaughtWords")
}

// TeachWord keeps one, or takes it back.
func (d *Desk) TeachWord(_ context.Context, w settings.TaughtWord) error {
	if err := d.did("TeachWord", w.Language+" "+w.Word+" "+w.Tone); err != nil {
		return err
	}
	d.Taught = slices.DeleteFunc(d.Taught, func(t settings.TaughtWord) bool { return t.Language == w.Language && t.Word == w.Word })
	if w.Tone != "" {
		d.Taught = append(d.Taught, w)
	}
	return nil
}

// Duty is who is on duty.
func (d *Desk) Duty(context.Context) (team.Duty, error) { return d.OnDuty, d.fails("Duty") }

// PutDuty changes it.
func (d *Desk) PutDuty(_ context.Context, duty team.Duty) error {
	if err := d.did("PutDuty", fmt.Sprint(duty)); err != nil {
		return err
	}
	d.OnDuty = duty
	return nil
}

// Zone is the test's own.
func (d *Desk) Zone() string { return "Europe/Paris" }
