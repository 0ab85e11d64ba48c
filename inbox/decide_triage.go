package inbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// triage decides the acts that change where a conversation stands.
func (d *decision) triage(a Act) error {
	if d.c.MergedInto != "" {
		return fault.New(fault.Conflict, "fault.conversation-merged")
	}
	switch a := a.(type) {
	case Claim:
		return d.claim(a)
	case Release:
		return d.release()
	case Assign:
		return d.assign(a)
	case Route:
		return d.route(a)
	case Label:
		return d.label(a)
	case Prioritise:
		return d.prioritise(a)
	case Merge:
		return d.merge(a)
	case Split:
		return d.split(a)
	default:
		return d.status(a)
	}
}

func (d *decision) status(a Act) error {
	switch a := a.(type) {
	case Snooze:
		return d.snooze(a)
	case Wake:
		return d.wake()
	case Resolve:
		return d.end(Resolved)
	case Ignore:
		return d.end(Ignored)
	case Reopen:
		return d.reopen()
	case Wait:
		return d.move(Waiting)
	default:
		return fault.New(fault.Invalid, "fault.unknown-act", "Name", a.Name())
	}
}

func (d *decision) claim(a Claim) error {
	switch holder := d.c.Assignee; {
	case holder == d.by.ID:
		return fault.New(fault.Conflict, "fault.already-yours")
	case holder == "":
	case !a.TakeOver:
		return fault.New(fault.Conflict, "fault.conversation-taken", "Name", d.memberName(holder))
	case !d.by.Profile.May(team.TakeOver):
		return fault.New(fault.Forbidden, "fault.may-not-take-over", "Name", d.memberName(holder))
	default:
		d.fact("from", d.memberName(holder))
		d.tell(holder)
	}
	d.c.Assignee = d.by.ID
	d.begin()
	return nil
}

// begin makes a conversation that somebody looks after an open one.
func (d *decision) begin() {
	if d.c.Status == New || d.c.Watched {
		d.c.Status = Open
	}
	d.c.Automatic = false
}

func (d *decision) release() error {
	if d.c.Assignee == "" {
		return fault.New(fault.Conflict, "fault.not-assigned")
	}
	if d.c.Assignee != d.by.ID && !d.by.Profile.May(team.TakeOver) {
		return fault.New(fault.Forbidden, "fault.may-not-take-over", "Name", d.memberName(d.c.Assignee))
	}
	d.fact("from", d.memberName(d.c.Assignee))
	d.tell(d.c.Assignee)
	d.c.Assignee = ""
	return nil
}

func (d *decision) assign(a Assign) error {
	if a.To == "" {
		return d.release()
	}
	m, ok := d.Roster.Member(a.To)
	switch {
	case !ok || m.Retired:
		return fault.New(fault.NotFound, "fault.member-gone")
	case d.c.Assignee == a.To:
		return fault.New(fault.Conflict, "fault.already-assigned", "Name", m.Name)
	case d.c.Assignee != a.Had && d.c.Assignee != "" && d.c.Assignee != d.by.ID:
		return fault.New(fault.Conflict, "fault.conversation-taken", "Name", d.memberName(d.c.Assignee))
	case d.c.Department != "" && !m.In(d.c.Department) && m.Profile != team.Coordinator:
		return fault.New(fault.Invalid, "fault.member-elsewhere", "Name", m.Name, "Department", d.departmentName(d.c.Department))
	}
	d.fact("to", m.Name)
	d.tell(a.To, d.c.Assignee)
	d.c.Assignee = a.To
	d.begin()
	return nil
}

func (d *decision) route(a Route) error {
	dep, ok := d.Roster.Department(a.To)
	switch {
	case !ok || dep.Retired:
		return fault.New(fault.NotFound, "fault.department-gone")
	case d.c.Department == a.To:
		return fault.New(fault.Conflict, "fault.already-there", "Department", dep.Name)
	case d.c.Department != "" && !d.by.In(d.c.Department) && d.by.Profile != team.Coordinator:
		return fault.New(fault.Forbidden, "fault.hand-over-instead", "Department", d.departmentName(d.c.Department))
	case d.c.Department != "" && d.by.Profile != team.Coordinator:
		return fault.New(fault.Invalid, "fault.hand-over-instead", "Department", d.departmentName(d.c.Department))
	}
	d.fact("to", dep.Name)
	d.c.Department = a.To
	if m, ok := d.Roster.Member(d.c.Assignee); ok && !m.In(a.To) {
		d.tell(m.ID)
		d.c.Assignee = ""
	}
	return nil
}

func (d *decision) label(a Label) error {
	tags := slices.Clone(d.c.Tags)
	for _, t := range a.Add {
		tag, err := CleanTag(t)
		if err != nil {
			return err
		}
		tags = appendNew(tags, tag)
	}
	for _, t := range a.Remove {
		tags = slices.DeleteFunc(tags, func(have string) bool { return have == strings.ToLower(t) })
	}
	slices.Sort(tags)
	if slices.Equal(tags, d.c.Tags) {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	d.fact("added", strings.Join(missing(d.c.Tags, tags), ", "))
	d.fact("removed", strings.Join(missing(tags, d.c.Tags), ", "))
	d.c.Tags = tags
	return nil
}

// missing lists what of all is not in some.
func missing(some, all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(some, s) {
			out = append(out, s)
		}
	}
	return out
}

// CleanTag makes a tag of what a person typed: lower case, without a leading
// #, words joined by a hyphen, at most 40 runes.
func CleanTag(typed string) (string, error) {
	t := strings.Join(strings.Fields(strings.ToLower(strings.TrimLeft(strings.TrimSpace(typed), "#"))), "-")
	if t == "" || len([]rune(t)) > 40 || strings.ContainsAny(t, ",;:\"") {
		return "", fault.New(fault.Invalid, "fault.tag-invalid", "Tag", typed)
	}
	return t, nil
}

func (d *decision) prioritise(a Prioritise) error {
	if a.Priority < Low || a.Priority > Urgent {
		return fault.New(fault.Invalid, "fault.priority-invalid")
	}
	if a.Priority == d.c.Priority {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	d.fact("priority", strconv.Itoa(int(a.Priority)))
	d.c.Priority = a.Priority
	return nil
}

func (d *decision) snooze(a Snooze) error {
	if !a.Until.After(d.at) {
		return fault.New(fault.Invalid, "fault.snooze-past")
	}
	if a.Until.Sub(d.at) > 366*24*time.Hour {
		return fault.New(fault.Invalid, "fault.snooze-too-far")
	}
	d.fact("until", strconv.FormatInt(a.Until.UnixMilli(), 10))
	d.c.Status, d.c.SnoozedUntil, d.c.Automatic = Snoozed, a.Until, false
	return nil
}

func (d *decision) wake() error {
	if d.c.Status != Snoozed || d.c.SnoozedUntil.After(d.at) {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	d.c.Status, d.c.SnoozedUntil = Open, time.Time{}
	d.tell(d.c.Assignee)
	return nil
}

// end closes a conversation; a handover that still waits must be answered or
// withdrawn first, an accepted one is closed with it.
func (d *decision) end(s Status) error {
	if d.c.HandedTo != "" {
		return fault.New(fault.Conflict, "fault.handover-waits", "Department", d.departmentName(d.c.HandedTo))
	}
	if err := d.move(s); err != nil {
		return err
	}
	d.c.WaitingSince, d.c.DueAt = time.Time{}, time.Time{}
	d.closeHandover()
	return nil
}

func (d *decision) move(s Status) error {
	if d.c.Status == s {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	d.c.Status, d.c.SnoozedUntil, d.c.Automatic = s, time.Time{}, false
	return nil
}

func (d *decision) reopen() error {
	if d.c.Status.Active() {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	if d.c.Watched {
		d.c = Promoted(d.c, d.at, d.Rules)
	}
	d.c.Status, d.c.SnoozedUntil, d.c.Automatic = Open, time.Time{}, false
	return nil
}

// appendNew appends what is not there yet.
func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(slices.Clone(list), v)
}
