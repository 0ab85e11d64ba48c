package app

import (
	"context"
	"errors"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui"
	"vigie/ui/settings"
	"vigie/ui/vm"
)

// windowDesk is the desk as the window sees it.
type windowDesk struct{ *desk }

// Me is the member at the keyboard.
func (d windowDesk) Me(context.Context) (team.Member, error) {
	if _, err := d.at(); err != nil {
		return team.Member{}, err
	}
	return d.sitting(), nil
}

func (d *desk) sitting() team.Member {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.me
}

// SwitchTo makes another member the one at the keyboard.
func (d windowDesk) SwitchTo(ctx context.Context, id team.MemberID) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if err := h.sit(ctx, id); err != nil {
		return err
	}
	if err := d.refreshMe(ctx); err != nil {
		return err
	}
	d.changed(inbox.Notice{Team: true})
	return nil
}

// House names the workspace that is open.
func (d windowDesk) House() (ui.House, bool) {
	h, err := d.at()
	if err != nil {
		return ui.House{}, false
	}
	out := ui.House{Brand: h.brand, Path: h.path, Sample: h.sample, Shared: h.crew != nil}
	if h.exercise != nil {
		out.Exercise = h.exercise.Mark()
	}
	return out, true
}

// Readings are the first readings that are going on.
func (d windowDesk) Readings(ctx context.Context) ([]ui.Reading, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	going := h.reading()
	if len(going) == 0 {
		return nil, nil
	}
	accounts, err := d.Accounts(ctx)
	var out []ui.Reading
	for _, a := range accounts {
		if p, ok := going[a.ID]; ok {
			out = append(out, ui.Reading{Account: a.ID, Name: a.Name, Done: p.Done, Total: p.Total, Paused: a.Paused})
		}
	}
	return out, err
}

// Outbox says how many replies are on their way.
func (d windowDesk) Outbox(ctx context.Context) (ui.Outgoing, error) {
	h, err := d.at()
	if err != nil {
		return ui.Outgoing{}, err
	}
	entries, err := h.store.Replies(ctx, inbox.Queued, inbox.Sending, inbox.Failed, inbox.Unknown)
	var out ui.Outgoing
	for _, e := range entries {
		switch e.State {
		case inbox.Queued:
			out.Waiting++
		case inbox.Sending:
			out.Sending++
		default:
			out.Stuck++
		}
	}
	return out, err
}

// Preferences are what this person wants of the window.
func (d windowDesk) Preferences() settings.Preferences { return d.prefs.get() }

// PutPreferences keeps them.
func (d windowDesk) PutPreferences(p settings.Preferences) error { return d.prefs.put(p) }

// Can says what the system offers.
func (d windowDesk) Can(a settings.Ability) vm.Verdict { return d.system.can(a) }

// Obstacle is why the workspace that is there could not be opened.
func (d windowDesk) Obstacle() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.trouble
}

// OpenAgain opens the workspace again.
func (d windowDesk) OpenAgain(ctx context.Context) error { return d.open(ctx) }

// LeaveSample closes the sample and goes back to the person's own workspace.
func (d windowDesk) LeaveSample(ctx context.Context) error {
	if err := d.turnTo(d.options.workspace); err != nil {
		return err
	}
	return d.open(ctx)
}

// RenewSample makes the sample anew, in the language of the window, and opens
// it. Nothing but the sample's own directory is touched: sample.Create refuses
// any other.
func (d windowDesk) RenewSample(ctx context.Context) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if !h.sample {
		return fault.New(fault.Forbidden, "tour.only-sample")
	}
	if err := d.shut(); err != nil {
		return errors.Join(err, d.LeaveSample(ctx))
	}
	if err := d.makeSample(ctx, h.path); err != nil {
		return errors.Join(err, d.LeaveSample(ctx))
	}
	return d.reopen(ctx)
}

// Troubles are the lasting states that a person should know of besides those
// of the accounts. On one computer there are none that are not obstacles, but
// for what rings in the real workspace behind an exercise.
func (d windowDesk) Troubles(ctx context.Context) ([]ui.Trouble, error) {
	alarm, err := d.realAlert(ctx)
	if err != nil || alarm == nil {
		return nil, err
	}
	return []ui.Trouble{{ID: "real-alert", Fault: alarm, Grave: true}}, nil
}

// SystemLanguage is what the system says of the person's language.
func (d windowDesk) SystemLanguage() string { return d.system.language }
