package main

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/collect"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/store"
)

type collectCmd struct {
	Once   bool `xor:"mode" help:"${collect_once}"`
	Follow bool `xor:"mode" help:"${collect_follow}"`
	NoSend bool `help:"${collect_no_send}"`
}

// Run reads the accounts once, which is what happens when nothing is said, or
// until it is stopped.
func (c *collectCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		e, err := j.engine(w, c.NoSend)
		if err != nil {
			return err
		}
		if !c.Follow {
			return j.collectOnce(e)
		}
		stop := j.tell(w)
		defer stop()
		err = e.Run(j.ctx)
		if j.ctx.Err() != nil { // it was told to stop, and did
			return nil
		}
		return err
	})
}

func (j *job) engine(w *store.Workspace, noSend bool) (*engine.Engine, error) {
	o, err := j.engineOptions(w, noSend)
	if err != nil {
		return nil, err
	}
	return engine.New(o), nil
}

func (j *job) engineOptions(w *store.Workspace, noSend bool) (engine.Options, error) {
	secrets, err := j.secrets()
	if err != nil {
		return engine.Options{}, err
	}
	o := engine.Options{Workspace: w, Secrets: secrets, Now: j.now, Log: j.log(), NoSend: noSend}
	if j.terminal && !j.json {
		o.Progress = j.showProgress
	}
	return o, nil
}

func (j *job) showProgress(p collect.Progress) {
	end := ""
	if p.Finished {
		end = "\n"
	}
	fmt.Fprintf(j.errs, "\r%s %d/%d%s", p.Account, p.Done, p.Total, end)
}

func (j *job) collectOnce(e *engine.Engine) error {
	results, err := e.Collector().Once(j.ctx)
	failed := 0
	var first error
	for _, r := range results {
		out := map[string]any{"account": r.Account.Name, "id": r.Account.ID, "new": r.Fresh}
		text := r.Account.Name + ": " + j.texts.N("cli.new-messages", r.Fresh, nil)
		if r.Err != nil {
			f := faultOf(r.Err)
			out["error"] = map[string]any{"kind": f.Kind, "key": f.Key, "message": j.texts.Fault(f)}
			text += "; " + j.texts.Fault(f)
			if failed++; first == nil {
				first = r.Err
			}
		}
		if saying := j.say(out, text); saying != nil {
			return saying
		}
	}
	switch {
	case err != nil:
		return err
	case failed == len(results) && failed > 0:
		return first
	case failed > 0:
		j.partly = true
	}
	return nil
}

// tell prints how the accounts fare whenever that changes.
func (j *job) tell(w *store.Workspace) (stop func()) {
	var mu sync.Mutex
	last := map[inbox.AccountID]string{}
	return w.Subscribe(func(n inbox.Notice) {
		if len(n.Accounts) == 0 {
			return
		}
		all, err := w.Health(j.ctx)
		if err != nil {
			return // the end is near; whoever ends says why
		}
		mu.Lock()
		defer mu.Unlock()
		for _, h := range all {
			now := string(h.State) + h.FaultKey
			if last[h.Account] == now {
				continue
			}
			last[h.Account] = now
			if err := j.say(h, fmt.Sprintf("%s  %s  %s", h.Account, j.texts.T("cli.state-"+string(h.State), nil), h.FaultKey)); err != nil {
				j.log().Error("nobody reads what is told", "err", err)
			}
		}
	})
}

type sendCmd struct {
	Wait time.Duration `default:"1m" help:"${send_wait}"`
}

// Run sends what is released until nothing is left that leaves within Wait.
func (c *sendCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		e, err := j.engine(w, false)
		if err != nil {
			return err
		}
		before, err := w.Replies(j.ctx, inbox.Queued, inbox.Sending, inbox.Unknown)
		if err != nil {
			return err
		}
		draining := e.Sender().Drain(j.ctx, c.Wait)
		return errors.Join(draining, j.sent(w, before))
	})
}

// sent says what became of the replies.
func (j *job) sent(w *store.Workspace, before []inbox.OutboxEntry) error {
	count := map[inbox.SendState]int{}
	for _, e := range before {
		out, err := w.Outgoing(j.ctx, e.ID)
		if err != nil {
			return err
		}
		count[out.Entry.State]++
	}
	j.partly = count[inbox.Failed]+count[inbox.Unknown] > 0
	return j.say(map[string]any{
		"sent": count[inbox.Sent], "failed": count[inbox.Failed], "unknown": count[inbox.Unknown], "queued": count[inbox.Queued],
	}, j.texts.T("cli.sent", map[string]any{
		"Sent": count[inbox.Sent], "Failed": count[inbox.Failed], "Unknown": count[inbox.Unknown], "Queued": count[inbox.Queued],
	}))
}

type outboxCmd struct {
	State []string `enum:"queued,sending,sent,failed,unknown,cancelled" default:"queued,sending,failed,unknown" help:"${outbox_state}"`
}

// Run lists the outbox.
func (c *outboxCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		var states []inbox.SendState
		for _, s := range c.State {
			states = append(states, inbox.SendState(s))
		}
		entries, err := w.Replies(j.ctx, states...)
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, e := range entries {
			if j.json {
				if err := j.say(e, ""); err != nil {
					return err
				}
				continue
			}
			trouble := ""
			if e.FaultKey != "" {
				trouble = j.texts.Fault(fault.New(fault.Unavailable, e.FaultKey))
			}
			t.row(string(e.ID), j.texts.T("cli.send-"+string(e.State), nil), when(e.QueuedAt), cut(e.Text, 40), trouble)
		}
		return t.end()
	})
}
