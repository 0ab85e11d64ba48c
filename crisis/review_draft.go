package crisis

import (
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// ReviewDraft is what a member has written into a field of a retrospective that
// is not published yet. Each member has their own text of a field: two who write
// at once, or offline, lose nothing, and the later one is shown first.
type ReviewDraft struct {
	Run    RunID         `json:"run"`
	Field  string        `json:"field"` // "text", "refused", "change/" + id, or "q/" + the question
	Member team.MemberID `json:"member"`
	Text   string        `json:"text"`
	At     time.Time     `json:"at"`
}

// mostField and mostDraft bound a draft.
const (
	mostField = 600
	mostDraft = 64 << 10
)

// DecideDraft says whether a member may keep a draft: whoever takes part in the
// run, until its retrospective is published.
func DecideDraft(p *Plan, r *Run, d ReviewDraft, by team.Member) error {
	switch {
	case by.ID == "" || by.Retired:
		return fault.New(fault.Forbidden, "fault.no-member")
	case strings.TrimSpace(d.Field) == "" || len(d.Field) > mostField:
		return fault.New(fault.Invalid, "fault.command-incomplete")
	case len(d.Text) > mostDraft:
		return fault.New(fault.Invalid, "fault.text-too-long", "Max", mostDraft)
	case r.State == "":
		return fault.New(fault.NotFound, "crisis.no-run")
	case r.State.Final():
		return fault.New(fault.Conflict, "crisis.run-elsewhere", "State", string(r.State))
	}
	return (&deciding{p: p, r: r, by: by}).takesPart()
}

// DraftOf is the text that a field shows, and the different ones that others
// wrote: the latest first. list is the drafts of a run in any order.
func DraftOf(list []ReviewDraft, field string) (shown ReviewDraft, others []ReviewDraft) {
	for _, d := range list {
		if d.Field != field {
			continue
		}
		if shown.Field == "" || d.At.After(shown.At) {
			d, shown = shown, d
		}
		if d.Field != "" {
			others = append(others, d)
		}
	}
	kept := others[:0]
	for _, o := range others {
		if strings.TrimSpace(o.Text) != "" && o.Text != shown.Text {
			kept = append(kept, o)
		}
	}
	return shown, kept
}
