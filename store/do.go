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
	return w.do(ctx, cmd, by)
}

// DoSystem runs a command of the program itself: Expire and Wake.
func (w *Workspace) DoSystem(ctx context.Context, cmd inbox.Command) (inbox.Event, error) {
	return w.do(ctx, cmd, "")
}

func (w *Workspace) do(ctx context.Context, cmd inbox.Command, by team.MemberID) (inbox.Event, error) {
	var e inbox.Event
	err := w.write(ctx, func(x *writing) (err error) {
		e, err = x.command(cmd, by)
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
		for _, cmd := range cmds {
			e, err := x.command(cmd, by)
			var refusal *fault.Error
			if err != nil && !errors.As(err, &refusal) {
				return err
			}
			out = append(out, Outcome{Conversation: cmd.Conversation, Event: e, Err: err})
		}
		return nil
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
	_, err = x.exec(`INSERT INTO command (id, name, member, at, digest) VALUES (?, ?, ?, ?, ?)`,
		cmd.ID, cmd.Act.Name(), by, millis(x.now), sum)
	if err != nil {
		return inbox.Event{}, fmt.Errorf("write command: %w", err)
	}
	return changes.Event, nil
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
	stored, err := all(x, plain[string], `SELECT digest FROM command WHERE id = ?`, id)
	if err != nil || len(stored) == 0 {
		return inbox.Event{}, false, err
	}
	if stored[0] != sum {
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

// everybody reads the roster once a transaction.
func (x *writing) everybody() (team.Roster, error) {
	if x.roster == nil {
		r, err := rosterOf(x)
		if err != nil {
			return r, err
		}
		x.roster = &r
	}
	return *x.roster, nil
}
