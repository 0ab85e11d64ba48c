package engine

import (
	"context"
	"crypto/rand"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// LookUp asks the network whether a reply of unknown fate was sent, and
// records it when it was. Unknown comes back when the network cannot tell.
func (e *Engine) LookUp(ctx context.Context, id inbox.OutboxID) (inbox.SendState, error) {
	out, err := e.o.Workspace.Outgoing(ctx, id)
	if err != nil {
		return "", err
	}
	if out.Entry.State != inbox.Unknown {
		return out.Entry.State, nil
	}
	receipt, err := e.findSent(ctx, out)
	if err != nil || receipt == nil {
		return inbox.Unknown, err
	}
	err = e.o.Workspace.EndSending(ctx, id, store.SendResult{State: inbox.Sent, Receipt: *receipt})
	return inbox.Sent, err
}

func (e *Engine) findSent(ctx context.Context, out channel.Outgoing) (*channel.Receipt, error) {
	acc, err := e.account(ctx, out.Entry.Account)
	if err != nil {
		return nil, err
	}
	c, ok := e.o.Connector(acc.Channel)
	if !ok {
		return nil, fault.New(fault.Unsupported, "fault.channel-unsupported")
	}
	s, err := c.Open(ctx, acc, e.env())
	if err != nil {
		return nil, channel.FaultOf(err)
	}
	defer s.Close()
	finder, ok := s.(channel.Finder)
	if !ok {
		return nil, fault.New(fault.Unsupported, "fault.channel-unsupported")
	}
	receipt, err := finder.FindSent(ctx, out)
	if err != nil {
		return nil, channel.FaultOf(err)
	}
	return receipt, nil
}

func (e *Engine) account(ctx context.Context, id inbox.AccountID) (inbox.Account, error) {
	accounts, err := e.o.Workspace.Accounts(ctx)
	if err != nil {
		return inbox.Account{}, fmt.Errorf("read the accounts: %w", err)
	}
	for _, a := range accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return inbox.Account{}, fault.New(fault.NotFound, "fault.account-gone")
}

func (e *Engine) env() channel.Env {
	return channel.Env{Now: e.o.Now, Random: rand.Reader, Log: e.o.Log, Secrets: e.o.Secrets}
}
