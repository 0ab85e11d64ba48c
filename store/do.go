package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// chunk is how many commands of many share a transaction: enough to share the
// sync to disk, few enough that others get their turn.
const chunk = 50

// Do runs one command of a member in one transaction and gives its audit
// entry. Running the same command id again gives the same entry and changes
// nothing; another command under a used id is an Invalid fault.
func (w *Workspace) Do(ctx context.Context, cmd inbox.Command, by team.MemberID) (inbox.Event, error) {
	if by == "" {
		return inbox.Event{}, fault.New(fault.Forbidden, "fault.no-member")
	}
	var e inbox.Event
	err := w.write(ctx, func(x *writing) error {
		o, did, err := x.act(cmd, by)
		if e = did; err != nil {
			return err
		}
		return x.hand(by, o)
	})
	if err != nil {
		return inbox.Event{}, err
	}
	return e, nil
}

// act makes an act an order and carries it out here.
func (x *writing) act(cmd inbox.Command, by team.MemberID) (wire.Order, inbox.Event, error) {
	cmd, err := x.overWhat(cmd)
	if err != nil {
		return wire.Order{}, inbox.Event{}, err
	}
	o, err := x.actOrder(cmd)
	if err != nil {
		return o, inbox.Event{}, err
	}
	e, err := x.carryOut(o, by)
	return o, e, err
}

// overWhat has a draft that is saved on a copy say which text it takes the
// place of, so that the server keeps both when another computer of the same
// member wrote meanwhile.
func (x *writing) overWhat(cmd inbox.Command) (inbox.Command, error) {
	save, ok := cmd.Act.(inbox.SaveDraft)
	if !ok || !x.w.copied() || save.Over != "" {
		return cmd, nil
	}
	had, err := maybe(x, body[inbox.Draft], `SELECT body FROM draft WHERE id = ?`, save.Draft.ID)
	if err != nil {
		return cmd, fmt.Errorf("read draft: %w", err)
	}
	if had.ID != "" && !had.Gone {
		save.Over = had.Print()
		cmd.Act = save
	}
	return cmd, nil
}

// DoSystem runs a command of the program itself: Expire, Wake and the deadlines
// of a run. On a
// desktop's copy it is the server that does.
func (w *Workspace) DoSystem(ctx context.Context, cmd inbox.Command) (inbox.Event, error) {
	if w.copied() {
		return inbox.Event{}, fault.New(fault.Forbidden, "fault.no-member")
	}
	var e inbox.Event
	err := w.write(ctx, func(x *writing) (err error) {
		if t, ok := cmd.Act.(runTimers); ok {
			return x.runTimersPassed(t.Run, string(cmd.ID))
		}
		e, err = x.command(cmd, "")
		return err
	})
	if err != nil {
		return inbox.Event{}, err
	}
	return e, nil
}

// DoAll runs many commands, each of its own fate, a chunk in a transaction.
// progress may be nil; it is called between chunks. When ctx ends, the
// outcomes so far come back with its error: those are stored.
func (w *Workspace) DoAll(ctx context.Context, cmds []inbox.Command, by team.MemberID, progress func(done, total int)) ([]Outcome, error) {
	if by == "" {
		return nil, fault.New(fault.Forbidden, "fault.no-member")
	}
	out := make([]Outcome, 0, len(cmds))
	for from := 0; from < len(cmds); from += chunk {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		done, err := w.doChunk(ctx, cmds[from:min(from+chunk, len(cmds))], by)
		if err != nil {
			return out, err
		}
		if out = append(out, done...); progress != nil {
			progress(len(out), len(cmds))
		}
	}
	return out, nil
}

func (w *Workspace) doChunk(ctx context.Context, cmds []inbox.Command, by team.MemberID) ([]Outcome, error) {
	var out []Outcome
	err := w.write(ctx, func(x *writing) error {
		var orders []wire.Order
		for _, cmd := range cmds {
			o, e, err := x.act(cmd, by)
			var refusal *fault.Error
			if err != nil && !errors.As(err, &refusal) {
				return err
			}
			if out = append(out, Outcome{Conversation: cmd.Conversation, Event: e, Err: err}); err == nil {
				orders = append(orders, o)
			}
		}
		return x.hand(by, orders...)
	})
	return out, err
}

// command decides one command and applies it. A refusal is a fault and leaves
// the transaction as it was; any other error spoils it.
func (x *writing) command(cmd inbox.Command, by team.MemberID) (inbox.Event, error) {
	if cmd.ID == "" || cmd.Act == nil {
		return inbox.Event{}, fault.New(fault.Invalid, "fault.command-incomplete")
	}
	sum, err := digest(cmd, by)
	if err != nil {
		return inbox.Event{}, err
	}
	if e, done, err := x.repeated(cmd.ID, sum); done || err != nil {
		return e, err
	}
	member, err := x.member(by)
	if err != nil {
		return inbox.Event{}, err
	}
	if clip, ok := cmd.Act.(inbox.RecordClip); ok {
		return x.clipped(cmd, clip, member, sum)
	}
	if err := x.barred(cmd); err != nil {
		return inbox.Event{}, err
	}
	state, err := x.state(cmd)
	if err != nil {
		return inbox.Event{}, err
	}
	changes, err := inbox.Decide(state, cmd, member, x.now)
	if err != nil {
		return inbox.Event{}, err
	}
	if err := x.apply(changes); err != nil {
		return inbox.Event{}, fmt.Errorf("apply %s: %w", cmd.Act.Name(), err)
	}
	return changes.Event, x.ran(cmd.ID, cmd.Act.Name(), by, sum)
}

// digest tells a repeated command from another one under the same id.
func digest(cmd inbox.Command, by team.MemberID) (string, error) {
	text, err := pack(cmd)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(cmd.Act.Name() + "\n" + string(by) + "\n" + text))
	return hex.EncodeToString(sum[:16]), nil
}

// repeated gives the stored result of a command that ran before.
func (x *writing) repeated(id inbox.CommandID, sum string) (inbox.Event, bool, error) {
	stored, err := x.digestOf(id)
	if err != nil || stored == "" {
		return inbox.Event{}, false, err
	}
	if stored != sum {
		return inbox.Event{}, false, fault.New(fault.Invalid, "fault.command-reused")
	}
	e, err := first(x, readEvent, `SELECT `+eventColumns+` FROM event WHERE id = ?`, id)
	return e, err == nil, err
}

func (x *writing) member(id team.MemberID) (team.Member, error) {
	if id == "" {
		return team.Member{}, nil
	}
	r, err := x.everybody()
	if err != nil {
		return team.Member{}, err
	}
	m, ok := r.Member(id)
	if !ok {
		return m, fault.New(fault.Forbidden, "fault.no-member")
	}
	return m, nil
}
