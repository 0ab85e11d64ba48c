package store

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"vigie/inbox"
)

// followEvery is how often a node asks what other nodes wrote.
const followEvery = 200 * time.Millisecond

// mostFollowed is how many keys are read at once; who is further behind tells
// its listeners that anything may have changed.
const mostFollowed = 5000

// span is the revisions after from, up to to.
type span struct{ from, to int64 }

// others follows what other programs write into the same database.
type others struct {
	mu   sync.Mutex
	own  []span // written here, and not followed past yet
	done sync.WaitGroup
}

// mine notes what is about to be committed here, so that nobody is told twice.
func (o *others) mine(s span) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.own = append(o.own, s)
}

// disown takes it back before a transaction is undone: from then on another
// node may use the same revisions.
func (o *others) disown(s span) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.own = slices.DeleteFunc(o.own, func(k span) bool { return k == s })
}

// foreign leaves out what was written here, and forgets what lies behind.
func (o *others) foreign(list []followed, seen int64) []followed {
	o.mu.Lock()
	defer o.mu.Unlock()
	list = slices.DeleteFunc(list, func(k followed) bool {
		return slices.ContainsFunc(o.own, func(s span) bool { return k.rev > s.from && k.rev <= s.to })
	})
	o.own = slices.DeleteFunc(o.own, func(s span) bool { return s.to <= seen })
	return list
}

// ours notes the revisions that the transaction is about to commit.
func (x *writing) ours(from, to int64) {
	x.own = span{from, to}
	x.w.others.mine(x.own)
}

// followed is a line of the change log.
type followed struct {
	rev          int64
	kind, id, op string
}

func readFollowed(s scanner) (k followed, err error) {
	err = s.Scan(&k.rev, &k.kind, &k.id, &k.op)
	return k, err
}

// follow begins to tell listeners what other programs write.
func (w *Workspace) follow(ctx context.Context) error {
	if !w.engine.served {
		return nil
	}
	seen, err := first(w.glance(ctx), plain[int64], `SELECT rev FROM workspace WHERE id = 1`)
	if err != nil {
		return err
	}
	every := w.opts.Follow
	if every <= 0 {
		every = followEvery
	}
	w.others.done.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-w.closed:
				return
			case <-tick.C:
			}
			seen = w.catchNews(seen)
		}
	})
	return nil
}

// catchNews tells what was written since a revision and gives the new one. What
// cannot be asked now is asked the next time.
func (w *Workspace) catchNews(seen int64) int64 {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	rev, err := first(w.glance(ctx), plain[int64], `SELECT rev FROM workspace WHERE id = 1`)
	if err != nil || rev == seen {
		if err != nil {
			w.opts.Log.Warn("the changes of other nodes were not read", "error", err)
		}
		return seen
	}
	var news inbox.Notice
	err = w.snapshot(ctx, func(r reading) error {
		list, err := all(r, readFollowed, `SELECT rev, kind, id, op FROM changelog WHERE rev > ? AND rev <= ? ORDER BY rev LIMIT `+strconv.Itoa(mostFollowed), seen, rev)
		if err != nil {
			return err
		}
		missed := int64(len(list)) != rev-seen // the log was trimmed, or there is too much
		if list = w.others.foreign(list, rev); len(list) == 0 && !missed {
			return nil
		}
		news, err = newsOf(r, list)
		news.All = news.All || missed
		return err
	})
	if err != nil {
		w.opts.Log.Warn("the changes of other nodes were not read", "error", err)
		return seen
	}
	if len(news.Conversations) > mostNamed {
		news.All, news.Conversations = true, nil
	}
	if !silent(news) {
		w.notices.publish(news)
	}
	return rev
}

// silent reports whether a notice tells nothing.
func silent(n inbox.Notice) bool {
	return len(n.Conversations)+len(n.Accounts)+len(n.Tell) == 0 && !n.Outbox && !n.Team && !n.All
}

// newsOf turns keys of the change log into what listeners are told.
func newsOf(r reading, list []followed) (inbox.Notice, error) {
	var n inbox.Notice
	for _, k := range list {
		switch k.kind {
		case "conversation":
			n.Conversations = append(n.Conversations, inbox.ConversationID(k.id))
		case "account":
			n.Accounts = append(n.Accounts, inbox.AccountID(k.id))
		case "outbox":
			n.Outbox = true
		case "event":
			e, err := maybe(r, readEvent, `SELECT `+eventLine+` FROM event WHERE id = ?`, k.id)
			if err != nil {
				return n, err
			}
			if e.Conversation != "" {
				n.Conversations = append(n.Conversations, e.Conversation)
			}
			for _, m := range e.Tell {
				n.Tell = append(n.Tell, inbox.Told{Member: m, Event: e})
			}
		case "message", "note", "draft", "handover", "command":
			// Their conversation, or an event of it, is among the keys as well.
		case "member", "department", "setting", "saved_view":
			n.Team = true
		default:
			n.All = true
		}
	}
	n.Conversations = union(nil, n.Conversations)
	return n, nil
}
