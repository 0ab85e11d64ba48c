package store

import (
	"context"
	"errors"
	"slices"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// AnswerInRun answers conversations that are linked to a run with an approved
// statement, one after the other, each of its own fate and with a permit of its
// own; without a list it is all that are linked. progress may be nil. When ctx
// ends, the outcomes so far come back with its error: those are stored.
func (w *Workspace) AnswerInRun(
	ctx context.Context, o crisis.Order, to []inbox.ConversationID, by team.MemberID, progress func(done, total int),
) ([]Outcome, error) {
	publish, ok := o.Act.(crisis.Publish)
	if !ok {
		return nil, fault.New(fault.Invalid, "fault.command-incomplete")
	}
	run, _, err := w.Run(ctx, o.Run)
	if err != nil {
		return nil, err
	}
	linked := run.Conversations()
	if len(to) == 0 {
		to = linked
	}
	out := make([]Outcome, 0, len(to))
	for i, c := range to {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		publish.Conversation, publish.Account = c, ""
		o.ID, o.Act = "", publish
		err := fault.New(fault.Forbidden, "crisis.not-linked")
		if slices.Contains(linked, c) {
			err = nil
			if stop := w.answerOne(ctx, o, by, &err); stop != nil {
				return out, stop
			}
		}
		out = append(out, outcomeOf(c, err))
		if progress != nil {
			progress(i+1, len(to))
		}
	}
	return out, nil
}

// answerOne gives a refusal through into, and any other error as its own.
func (w *Workspace) answerOne(ctx context.Context, o crisis.Order, by team.MemberID, into **fault.Error) error {
	err := w.inRun(ctx, o, by)
	if errors.As(err, into) {
		return nil
	}
	return err
}

func outcomeOf(c inbox.ConversationID, f *fault.Error) Outcome {
	if f == nil {
		return Outcome{Conversation: c}
	}
	return Outcome{Conversation: c, Err: f}
}
