package crisisroom

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/inbox"
)

// LinkedLine is a conversation of a run as the room lists it.
type LinkedLine struct {
	inbox.Row
	Wait  time.Duration           // since when its author waits; zero when answered
	State crisis.PublicationState // of the run's own answer; empty where there is none
}

// Open reports whether somebody still waits for an answer there.
func (l LinkedLine) Open() bool { return l.Wait > 0 && l.State == "" }

// LinkedLines lists the conversations of the run, those that wait first, the
// oldest of them on top.
func (r Room) LinkedLines(now time.Time) []LinkedLine {
	var out []LinkedLine
	for _, row := range r.Linked {
		l := LinkedLine{Row: row}
		if !row.WaitingSince.IsZero() && row.Status != inbox.Resolved && row.Status != inbox.Ignored {
			l.Wait = max(time.Second, now.Sub(row.WaitingSince))
		}
		for _, p := range r.Run.Publications {
			if p.Conversation == row.ID && p.State != crisis.Failed {
				l.State = p.State
			}
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b LinkedLine) int {
		if a.Open() != b.Open() {
			return map[bool]int{true: -1, false: 1}[a.Open()]
		}
		return cmp.Compare(b.Wait, a.Wait)
	})
	return out
}

// Waiting counts the conversations of the run that wait for an answer, and
// says for how long the oldest does.
func (r Room) Waiting(now time.Time) (n int, oldest time.Duration) {
	for _, l := range r.LinkedLines(now) {
		if l.Open() {
			n, oldest = n+1, max(oldest, l.Wait)
		}
	}
	return n, oldest
}

// Mailing is what answering the run's conversations with a statement would do.
type Mailing struct {
	Statement Statement
	Legs      []MailingLeg // by channel, in the order in which they are met
	// TooLong are conversations whose channel would refuse the text; NoText those
	// for whose channel the statement has none.
	TooLong, NoText int
}

// MailingLeg is the part of a mailing that goes out on one network with one
// text.
type MailingLeg struct {
	Network inbox.Channel
	Channel string // of the statement
	Text    string // as it goes to somebody without a first name
	Length  int    // in the network's unit, with the longest first name
	Most    int    // 0 has no limit
	To      []inbox.ConversationID
}

// Fits reports whether the network takes the text.
func (l MailingLeg) Fits() bool { return l.Most == 0 || l.Length <= l.Most }

// Count is how many conversations are answered.
func (m Mailing) Count() int {
	n := 0
	for _, l := range m.Legs {
		if l.Fits() {
			n += len(l.To)
		}
	}
	return n
}

// Mailing plans to answer every conversation that waits with a statement.
func (r Room) Mailing(st Statement, now time.Time) Mailing {
	m := Mailing{Statement: st}
	for _, line := range r.LinkedLines(now) {
		if !line.Open() {
			continue
		}
		channel := channelFor(st, line.Channel)
		if channel == "" {
			m.NoText++
			continue
		}
		i := slices.IndexFunc(m.Legs, func(l MailingLeg) bool { return l.Network == line.Channel })
		if i < 0 {
			m.Legs, i = append(m.Legs, r.leg(st, channel, line.Channel)), len(m.Legs)
		}
		leg := &m.Legs[i]
		leg.To = append(leg.To, line.ID)
		named := r.Run.Addressed(crisis.Publish{Statement: st.ID, Channel: channel, FirstName: line.ContactName})
		length, _ := Measure(string(line.Channel), named)
		leg.Length = max(leg.Length, length)
	}
	for _, l := range m.Legs {
		if !l.Fits() {
			m.TooLong += len(l.To)
		}
	}
	return m
}

func (r Room) leg(st Statement, channel string, network inbox.Channel) MailingLeg {
	l := MailingLeg{Network: network, Channel: channel, Text: r.Run.Addressed(crisis.Publish{Statement: st.ID, Channel: channel})}
	l.Length, l.Most = Measure(string(network), l.Text)
	return l
}

// channelFor is the text of a statement that answers one person on a network:
// the one that is written to one person, else the network's own.
func channelFor(st Statement, network inbox.Channel) string {
	for _, name := range []string{"reponse", "reply", strings.ToLower(string(network))} {
		if slices.ContainsFunc(st.Channels, func(c StatementText) bool { return c.Channel == name && c.Raw != "" }) {
			return name
		}
	}
	return ""
}
