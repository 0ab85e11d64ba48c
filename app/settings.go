package app

import (
	"context"
	"os"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/ui/settings"
	"vigie/ui/setup"
)

// settingsDesk is the desk as the pages behind the gear see it.
type settingsDesk struct{ *desk }

// Me is the member at the keyboard.
func (d settingsDesk) Me(ctx context.Context) (team.Member, error) { return windowDesk(d).Me(ctx) }

// Filled gives an account's form without its secrets.
func (d settingsDesk) Filled(ctx context.Context, id inbox.AccountID) (setup.Filled, error) {
	accounts, err := d.Accounts(ctx)
	if err != nil {
		return setup.Filled{}, err
	}
	for _, a := range accounts {
		if a.ID == id {
			return setup.Filled{
				ID: a.ID, Channel: a.Channel, Name: a.Name, Address: a.Address, Department: a.Department,
				Values: a.Settings, Secrets: map[string]string{},
			}, nil
		}
	}
	return setup.Filled{}, fault.New(fault.NotFound, "fault.account-gone")
}

// RemoveAccount retires an account and forgets its secrets; what came through
// it stays.
func (d settingsDesk) RemoveAccount(ctx context.Context, id inbox.AccountID) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if err := d.changeAccount(ctx, id, func(a *inbox.Account) { a.Retired = true }); err != nil {
		return err
	}
	for _, ch := range d.Kinds() {
		for _, f := range d.Form(ch).Fields {
			if f.Kind != setup.SecretField {
				continue
			}
			if err := h.secrets.Delete(ctx, id, f.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// SecretsIn says where secrets are kept.
func (d settingsDesk) SecretsIn(context.Context) (string, error) {
	h, err := d.at()
	if err != nil {
		return "", err
	}
	if h.secrets.Kind() == secret.Keyring {
		return "settings.secrets-keyring", nil
	}
	return "settings.secrets-file", nil
}

// PutMember adds or changes a member.
func (d settingsDesk) PutMember(ctx context.Context, m team.Member) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if m.ID == "" {
		m.ID = team.MemberID(d.NewID())
	}
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return err
	}
	if m.Handle == "" {
		m.Handle = handleOf(m.Name, roster)
	}
	if err := h.store.PutMember(ctx, m, d.manager(roster)); err != nil {
		return err
	}
	return d.refreshMe(ctx)
}

// PutDepartment adds or changes a department.
func (d settingsDesk) PutDepartment(ctx context.Context, dep team.Department) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return err
	}
	if dep.ID == "" {
		dep.ID, dep.Position = team.DepartmentID(d.NewID()), len(roster.Departments)
	}
	return h.store.PutDepartment(ctx, dep, d.manager(roster))
}

// manager is in whose name the team is changed: the member at the keyboard, or
// on a computer of its own without a coordinator the program, because whoever
// owns the computer owns the workspace.
func (d settingsDesk) manager(r team.Roster) team.MemberID {
	for _, m := range r.Members {
		if m.Profile.May(team.Manage) && !m.Retired {
			return d.sitting().ID
		}
	}
	return ""
}

// Rules gives the house's settings.
func (d settingsDesk) Rules(ctx context.Context) (inbox.Rules, error) {
	return inside(d.at, func(h *house) (inbox.Rules, error) { return h.store.Rules(ctx) })
}

// PutRules changes them.
func (d settingsDesk) PutRules(ctx context.Context, r inbox.Rules) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return err
	}
	return h.store.PutRules(ctx, r, d.manager(roster))
}

// doneShown is how many finished entries the outbox page shows.
const doneShown = 50

// Replies lists the outbox: what is not done first, then the last that is.
func (d settingsDesk) Replies(ctx context.Context) ([]settings.Sending, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	open, err := h.store.Replies(ctx, inbox.Queued, inbox.Sending, inbox.Failed, inbox.Unknown)
	if err != nil {
		return nil, err
	}
	done, err := h.store.Replies(ctx, inbox.Sent, inbox.Cancelled)
	if err != nil {
		return nil, err
	}
	for i := len(done) - 1; i >= 0 && i >= len(done)-doneShown; i-- {
		open = append(open, done[i])
	}
	return d.name(ctx, h, open)
}

func (d settingsDesk) name(ctx context.Context, h *house, entries []inbox.OutboxEntry) ([]settings.Sending, error) {
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]settings.Sending, len(entries))
	for i, e := range entries {
		row, err := h.store.Row(ctx, e.Conversation)
		if err != nil {
			return nil, err
		}
		author, _ := roster.Member(e.Author)
		out[i] = settings.Sending{Entry: e, Contact: row.ContactName, Account: row.AccountName, Author: author.Name}
		if out[i].Contact == "" {
			out[i].Contact = strings.Join(e.To, ", ")
		}
	}
	return out, nil
}

// Act settles an entry of the outbox.
func (d settingsDesk) Act(ctx context.Context, c inbox.ConversationID, a inbox.Act) error {
	_, err := d.Do(ctx, c, a)
	return err
}

// Quarantine lists what could not be read.
func (d settingsDesk) Quarantine(ctx context.Context) ([]inbox.Quarantined, error) {
	return inside(d.at, func(h *house) ([]inbox.Quarantined, error) { return h.store.Quarantine(ctx) })
}

// TryAgain reads the bytes of a quarantined message again.
func (d settingsDesk) TryAgain(ctx context.Context, id string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	all, err := h.store.Quarantine(ctx)
	if err != nil {
		return err
	}
	for _, q := range all {
		if q.ID == id {
			return engine.Release(ctx, h.store, q)
		}
	}
	return fault.New(fault.NotFound, "fault.quarantined-gone")
}

// SaveRaw writes the bytes of a quarantined message into a new file.
func (d settingsDesk) SaveRaw(ctx context.Context, id, path string) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	raw, err := h.store.QuarantinedRaw(ctx, id)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.file-not-written", "Path", path)
	}
	_, err = f.Write(raw)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fault.Wrap(err, fault.Full, "fault.file-not-written", "Path", path)
	}
	return nil
}

// Place tells where the workspace is and how big.
func (d settingsDesk) Place(ctx context.Context) (settings.Place, error) {
	h, err := d.at()
	if err != nil {
		return settings.Place{}, err
	}
	size, err := sizeOf(h.path)
	if err != nil {
		return settings.Place{}, err
	}
	made, err := h.store.MadeAt(ctx)
	return settings.Place{Brand: h.brand, Path: h.path, Bytes: size, MadeAt: made, Log: d.logPath()}, err
}

// Check examines the whole workspace.
func (d settingsDesk) Check(ctx context.Context, tell func(done, total int)) (settings.Checked, error) {
	h, err := d.at()
	if err != nil {
		return settings.Checked{}, err
	}
	tell(0, 0)
	r, err := h.store.Check(ctx)
	for _, f := range r.Faults {
		d.log.Error("the check found a fault", "fault", f)
	}
	return settings.Checked{
		Messages: r.Messages, Conversations: r.Conversations, Contacts: r.Contacts, Files: r.Blobs, Faults: len(r.Faults),
	}, err
}

// About is the program itself.
func (d settingsDesk) About() settings.About { return about() }
