package crisis

import (
	"encoding/json"
	"slices"
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
	KindUpdate      Kind = "run.update"
	KindSeverity    Kind = "run.severity"
	KindHandLead    Kind = "run.lead"
	KindBind        Kind = "run.bound"
	KindVariable    Kind = "run.variable"
	KindCleared     Kind = "run.cleared"
	KindPassed      Kind = "run.timers" // the program's own
	KindClaim       Kind = "step.claimed"
	KindRelease     Kind = "step.released"
	KindCheck       Kind = "step.checked"
	KindAttach      Kind = "step.evidence"
	KindComplete    Kind = "step.done"
	KindCountersign Kind = "step.countersigned"
	KindSkip        Kind = "step.skipped"
	KindReopenStep  Kind = "step.reopened"
	KindAcknowledge Kind = "step.acknowledged"
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
	var out []Kind
	for k := range kinds() {
		if k != KindPassed && k != KindPublished {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

func kinds() map[Kind]func(json.RawMessage) (Act, error) {
	return map[Kind]func(json.RawMessage) (Act, error){
		KindStart: reader[Start], KindConfirm: reader[Confirm], KindDiscard: reader[Discard], KindJoin: reader[Join],
		KindPause: reader[Pause], KindResume: reader[Resume], KindWatch: reader[Watch], KindRaiseAgain: reader[RaiseAgain],
		KindStandDown: reader[StandDown], KindClose: reader[Close], KindReopen: reader[Reopen], KindReview: reader[Review],
		KindLink: reader[LinkTo], KindUnlink: reader[Unlink], KindNote: reader[Note], KindAction: reader[Action],
		KindUpdate: reader[Update], KindSeverity: reader[SetSeverity], KindHandLead: reader[HandLead], KindBind: reader[Bind],
		KindVariable: reader[SetVariable], KindCleared: reader[Cleared], KindPassed: reader[Passed],
		KindClaim: reader[Claim], KindRelease: reader[Release], KindCheck: reader[Check], KindAttach: reader[Attach],
		KindComplete: reader[Complete], KindCountersign: reader[SignAlso], KindSkip: reader[Skip],
		KindReopenStep: reader[ReopenStep], KindAcknowledge: reader[Acknowledge],
		KindChoose: reader[Choose], KindConfirmPick: reader[ConfirmChoice], KindSettle: reader[Settle],
		KindEdit: reader[Edit], KindSubmit: reader[Submit], KindApprove: reader[Approve], KindReject: reader[Reject],
		KindOverride: reader[Override], KindSecond: reader[SecondOverride],
		KindPublish: reader[Publish], KindPublished: reader[Published], KindSettled: reader[SettlePublication], KindByHand: reader[ByHand],
		KindFreeze: reader[SetFreeze], KindAckFreeze: reader[AckFreeze], KindAskLift: reader[AskLift], KindLift: reader[Lift],
	}
}
