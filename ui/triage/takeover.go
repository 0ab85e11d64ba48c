package triage

import (
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// askTakeOver asks before a conversation is taken from a colleague.
func (s *Screen) askTakeOver(holder team.MemberID) {
	args := map[string]any{"Name": s.triage.House().Member(holder)}
	d := s.open(kit.DialogSpec{
		Title: s.t("triage.take-over-title"), Width: 460, Primary: s.t("triage.take-over"), Cancel: s.t("triage.cancel"),
		Body: kit.NewParagraph(s.env.Texts.T("triage.take-over-text", args), kit.Body(), kit.Mute),
		Act:  func() bool { s.triage.Act(inbox.Claim{TakeOver: true}); return true },
	})
	able(d.PrimaryButton(), s.why(s.triage.May(team.TakeOver)))
}
