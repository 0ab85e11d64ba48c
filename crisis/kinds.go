package crisis

import (
	"encoding/json"
	"strings"
)

// The kinds of events. They are stored and sent: never rename one.
const (
	KindStart       Kind = "run.started"
	KindConfirm     Kind = "run.confirmed"
	KindDiscard     Kind = "run.discarded"
	KindJoin        Kind = "run.joined"
	KindPause       Kind = "run.paused"
	KindResume      Kind = "run.resumed"
	KindWatch       Kind = "run.watching"
	KindRaiseAgain  Kind = "run.raised-again"
	KindStandDown   Kind = "run.stood-down"
	KindClose       Kind = "run.closed"
	KindReopen      Kind = "run.reopened"
	KindReview      Kind = "run.reviewed"
	KindLink        Kind = "run.linked"
	KindUnlink      Kind = "run.unlinked"
	KindNote        Kind = "run.noted"
	KindAction      Kind = "run.action"
	KindActionDone  Kind = "run.action-done"
	KindUpdate      Kind = "run.update"
	KindSeverity    Kind = "run.severity"
	KindHandLead    Kind = "run.lead"
	KindBind        Kind = "run.bound"
	KindVariable    Kind = "run.variable"
	KindCleared     Kind = "run.cleared"
	KindPassed      Kind = "run.timers" // the program's own
	KindSeal        Kind = "run.sealed" // the program's own
	KindClaim       Kind = "step.claimed"
	KindRelease     Kind = "step.released"
	KindCheck       Kind = "step.checked"
	KindAttach      Kind = "step.evidence"
	KindComplete    Kind = "step.done"
	KindCountersign Kind = "step.countersigned"
	KindSkip        Kind = "step.skipped"
	KindReopenStep  Kind = "step.reopened"
	KindAcknowledge Kind = "step.acknowledged"
	KindSubRun      Kind = "step.child" // the program's own
	KindChoose      Kind = "decision.made"
	KindConfirmPick Kind = "decision.confirmed"
	KindSettle      Kind = "decision.settled"
	KindEdit        Kind = "statement.edited"
	KindSubmit      Kind = "statement.submitted"
	KindApprove     Kind = "statement.approved"
	KindReject      Kind = "statement.rejected"
	KindOverride    Kind = "statement.overridden"
	KindSecond      Kind = "statement.override-seconded"
	KindPublish     Kind = "publication.permitted"
	KindPublished   Kind = "publication.ended" // the program's own
	KindSettled     Kind = "publication.settled"
	KindByHand      Kind = "publication.by-hand"
	KindFreeze      Kind = "freeze.set"
	KindAckFreeze   Kind = "freeze.acknowledged"
	KindAskLift     Kind = "freeze.lift-asked"
	KindLift        Kind = "freeze.lifted"
)

// Kinds lists what a person can do, by kind. What the program does by itself is
// not among it.
func Kinds() []Kind {
	return []Kind{
		KindStart, KindConfirm, KindDiscard, KindJoin, KindPause, KindResume,
		KindWatch, KindRaiseAgain, KindStandDown, KindClose, KindReopen, KindReview,
		KindLink, KindUnlink, KindNote, KindAction, KindActionDone, KindUpdate, KindSeverity,
		KindHandLead, KindBind, KindVariable, KindCleared, KindClaim, KindRelease,
		KindCheck, KindAttach, KindComplete, KindCountersign, KindSkip, KindReopenStep,
		KindAcknowledge, KindChoose, KindConfirmPick, KindSettle, KindEdit, KindSubmit,
		KindApprove, KindReject, KindOverride, KindSecond, KindPublish, KindSettled,
		KindByHand, KindFreeze, KindAckFreeze, KindAskLift, KindLift,
	}
}

// readerOf gives what reads the act of a kind; nil where it is not known.
func readerOf(k Kind) func(json.RawMessage) (Act, error) {
	switch {
	case strings.HasPrefix(string(k), "run."):
		return readerOfRun(k)
	case strings.HasPrefix(string(k), "step."), strings.HasPrefix(string(k), "decision."):
		return readerOfStep(k)
	default:
		return readerOfText(k)
	}
}

func readerOfRun(k Kind) func(json.RawMessage) (Act, error) {
	switch k {
	case KindStart:
		return reader[Start]
	case KindConfirm:
		return reader[Confirm]
	case KindDiscard:
		return reader[Discard]
	case KindJoin:
		return reader[Join]
	case KindPause:
		return reader[Pause]
	case KindResume:
		return reader[Resume]
	case KindWatch:
		return reader[Watch]
	case KindRaiseAgain:
		return reader[RaiseAgain]
	case KindStandDown:
		return reader[StandDown]
	case KindClose:
		return reader[Close]
	case KindReopen:
		return reader[Reopen]
	case KindReview:
		return reader[Review]
	case KindLink:
		return reader[LinkTo]
	case KindUnlink:
		return reader[Unlink]
	case KindNote:
		return reader[Note]
	case KindAction:
		return reader[Action]
	case KindActionDone:
		return reader[ActionDone]
	case KindUpdate:
		return reader[Update]
	case KindSeverity:
		return reader[SetSeverity]
	case KindHandLead:
		return reader[HandLead]
	case KindBind:
		return reader[Bind]
	case KindVariable:
		return reader[SetVariable]
	case KindCleared:
		return reader[Cleared]
	case KindSeal:
		return reader[Seal]
	case KindPassed:
		return reader[Passed]
	}
	return nil
}

func readerOfStep(k Kind) func(json.RawMessage) (Act, error) {
	switch k {
	case KindClaim:
		return reader[Claim]
	case KindRelease:
		return reader[Release]
	case KindCheck:
		return reader[Check]
	case KindAttach:
		return reader[Attach]
	case KindComplete:
		return reader[Complete]
	case KindCountersign:
		return reader[SignAlso]
	case KindSkip:
		return reader[Skip]
	case KindReopenStep:
		return reader[ReopenStep]
	case KindSubRun:
		return reader[SubRun]
	case KindAcknowledge:
		return reader[Acknowledge]
	case KindChoose:
		return reader[Choose]
	case KindConfirmPick:
		return reader[ConfirmChoice]
	case KindSettle:
		return reader[Settle]
	}
	return nil
}

func readerOfText(k Kind) func(json.RawMessage) (Act, error) {
	switch k {
	case KindEdit:
		return reader[Edit]
	case KindSubmit:
		return reader[Submit]
	case KindApprove:
		return reader[Approve]
	case KindReject:
		return reader[Reject]
	case KindOverride:
		return reader[Override]
	case KindSecond:
		return reader[SecondOverride]
	case KindPublish:
		return reader[Publish]
	case KindPublished:
		return reader[Published]
	case KindSettled:
		return reader[SettlePublication]
	case KindByHand:
		return reader[ByHand]
	case KindFreeze:
		return reader[SetFreeze]
	case KindAckFreeze:
		return reader[AckFreeze]
	case KindAskLift:
		return reader[AskLift]
	case KindLift:
		return reader[Lift]
	}
	return nil
}
