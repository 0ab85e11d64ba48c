package app

import (
	"context"
	"os/exec"
	"runtime"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/ui/setup"
)

// SignIn has the person sign in in their own browser. Where none can be
// opened, it goes on waiting: the person may open the page by hand.
func (d *desk) SignIn(ctx context.Context, f setup.Filled, page func(address string, opened error)) (setup.Signed, error) {
	if h, err := d.at(); err == nil {
		if err := h.mayConnect(); err != nil {
			return setup.Signed{}, err
		}
	}
	c, _ := engine.Connector(f.Channel)
	permitter, can := c.(channel.Permitter)
	if !can {
		return setup.Signed{}, fault.New(fault.Unsupported, "fault.channel-unsupported")
	}
	acc := accountOf(f, inbox.Account{ID: f.ID, Channel: f.Channel})
	p, err := permitter.Permit(ctx, acc, func(address string) error {
		err := d.browse(address)
		if err != nil {
			d.log.Warn("the browser was not opened", "error", err)
		}
		page(address, err)
		return nil
	})
	if err == nil || ctx.Err() != nil {
		return setup.Signed{Handle: p.Handle, Name: p.Name, Values: p.Settings, Secrets: p.Secrets}, ctx.Err()
	}
	d.log.Info("a sign-in in the browser failed", "channel", f.Channel, "error", err)
	return setup.Signed{}, channel.FaultOf(err)
}

// browse opens an address in the browser, or in what a test has instead.
func (d *desk) browse(address string) error {
	if d.browser != nil {
		return d.browser(address)
	}
	return openBrowser(address, browserPatience)
}

// browserPatience is how long the program that opens addresses has to say that
// it cannot. What still runs then is, or has become, the browser.
const browserPatience = 3 * time.Second

// openBrowser hands an address to the system's browser. Unlike show it waits
// for the opener's word, because a person waits for the page.
func openBrowser(address string, patience time.Duration) error {
	name, args := opener(runtime.GOOS)
	cmd := exec.Command(name, append(args, address)...)
	if err := cmd.Start(); err != nil {
		return fault.Wrap(err, fault.Unsupported, "fault.no-opener")
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			return fault.Wrap(err, fault.Unsupported, "fault.no-opener")
		}
	case <-time.After(patience):
	}
	return nil
}
