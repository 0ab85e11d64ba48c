package engine

import (
	"context"
	"slices"
	"time"

	"vigie/inbox"
	"vigie/store"
)

// share is a workspace as the one account of it that a node has the lease of.
type share struct {
	*store.Workspace
	account inbox.AccountID
}

// Accounts gives the one account.
func (s share) Accounts(ctx context.Context) ([]inbox.Account, error) {
	all, err := s.Workspace.Accounts(ctx)
	return slices.DeleteFunc(all, func(a inbox.Account) bool { return a.ID != s.account }), err
}

// DueReplies lists the account's queued replies whose time has come.
func (s share) DueReplies(ctx context.Context, now time.Time) ([]inbox.OutboxEntry, error) {
	all, err := s.Workspace.DueReplies(ctx, now)
	return s.only(all), err
}

// Replies lists the account's entries in any of the states.
func (s share) Replies(ctx context.Context, states ...inbox.SendState) ([]inbox.OutboxEntry, error) {
	all, err := s.Workspace.Replies(ctx, states...)
	return s.only(all), err
}

// NextReply is when DueReplies will next have something; zero is never.
func (s share) NextReply(ctx context.Context) (time.Time, error) {
	queued, err := s.Replies(ctx, inbox.Queued)
	var next time.Time
	for _, e := range queued {
		if next.IsZero() || e.NotBefore.Before(next) {
			next = e.NotBefore
		}
	}
	return next, err
}

// Interrupted marks what the node before was sending as unknown.
func (s share) Interrupted(ctx context.Context) ([]inbox.OutboxEntry, error) {
	return s.Workspace.InterruptedOf(ctx, s.account)
}

func (s share) only(list []inbox.OutboxEntry) []inbox.OutboxEntry {
	return slices.DeleteFunc(list, func(e inbox.OutboxEntry) bool { return e.Account != s.account })
}
