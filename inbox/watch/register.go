package watch

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Mode is how news of a place come in.
type Mode string

// The modes.
const (
	Streamed Mode = "stream" // as it happens, with a look now and then as the backstop
	Polled   Mode = "poll"   // asked every so often
	HandRead Mode = "hand"   // a person looks
	Unread   Mode = "none"   // nobody does
)

// State is how the reading of a place stands.
type State string

// The states, the worst first.
const (
	Dead      State = "dead"    // refused: nothing will come before a person acts
	Failing   State = "failing" // a fault that is tried again by itself
	Overdue   State = "due"     // a person should have looked by now
	Silent    State = "silent"  // longer without news than is normal for it
	Paused    State = "paused"
	Unknown   State = "unknown" // never read so far
	Alive     State = "alive"
	Uncovered State = "uncovered"
)

// Entry is a line of the register: a place with how it is read.
type Entry struct {
	Place
	Mode  Mode
	State State
	// OfAccount is set when the line is an account itself, and not one that a
	// person wrote into the register.
	OfAccount bool
	Channel   inbox.Channel
	// WatchOnly is the account's: what it brings stays out of the inbox.
	WatchOnly bool
	LastNews  time.Time // of the newest message from there
}

// Readings is what is known of the accounts.
type Readings struct {
	Accounts []inbox.Account
	Health   []inbox.Health
	// Gaps are the longest silences that are normal; an account without one has
	// too little history.
	Gaps map[inbox.AccountID]time.Duration
}

// Register gives every place: the accounts that are read, those that people
// wrote down, and the known gaps that nobody struck off. What is read comes
// first, then what people look at, then what nobody reads.
func Register(places []Place, r Readings, now time.Time) []Entry {
	var out []Entry
	for _, a := range r.Accounts {
		if !a.Retired && a.Channel != inbox.ChannelImport {
			out = append(out, r.entry(a, now))
		}
	}
	had := map[string]bool{}
	for _, p := range places {
		had[p.Known] = true
		if !p.Gone {
			out = append(out, noted(p, now))
		}
	}
	for _, g := range KnownGaps() {
		if !had[g] {
			out = append(out, noted(Place{ID: PlaceID("gap-" + g), Known: g, Way: NotRead}, now))
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

func rank(e Entry) int {
	return slices.Index([]Mode{Streamed, Polled, HandRead, Unread}, e.Mode)
}

// KnownGaps are places where people speak of a house and that no programme of
// this kind can read, or may: the register says so until a person strikes them
// off.
func KnownGaps() []string {
	return []string{
		"closed-groups", "stories", "messengers", "meta", "x", "linkedin", "video", "app-stores", "review-sites", "broadcast",
	}
}

// noted is the line of a place that a person wrote down.
func noted(p Place, now time.Time) Entry {
	e := Entry{Place: p, Mode: HandRead, State: Alive, LastNews: p.LastHit}
	switch {
	case !p.Covered():
		e.Mode, e.State = Unread, Uncovered
	case p.Due(now):
		e.State = Overdue
	case p.LastRead.IsZero():
		e.State = Unknown
	}
	return e
}

// entry is the line of an account.
func (r Readings) entry(a inbox.Account, now time.Time) Entry {
	e := Entry{OfAccount: true, Channel: a.Channel, WatchOnly: a.WatchOnly}
	e.ID, e.Name, e.Account, e.Way = PlaceID("account-"+string(a.ID)), a.Name, a.ID, ByConnector
	e.URL = cmp.Or(a.Settings["feed_url"], a.Address)
	e.Mode, e.Every = ModeOf(a)
	if a.Channel == inbox.ChannelFeed {
		e.Way = ByFeed
	}
	if e.Mode == HandRead {
		e.Way = ByHand
	}
	e.Gap = r.Gaps[a.ID]
	i := slices.IndexFunc(r.Health, func(h inbox.Health) bool { return h.Account == a.ID })
	if i < 0 {
		e.State = Unknown
		return e
	}
	h := r.Health[i]
	e.LastRead, e.LastNews, e.Health, e.FaultKey = h.LastSuccess, h.LastMessage, h.State, h.FaultKey
	e.State = stateOf(e, a.Paused, now)
	return e
}

func stateOf(e Entry, paused bool, now time.Time) State {
	switch {
	case paused || e.Health == inbox.Stopped:
		return Paused
	case e.Mode == HandRead:
		return Alive
	case e.Health == inbox.Refused:
		return Dead
	case e.Health == inbox.Retrying:
		return Failing
	case e.Gap > 0 && inbox.Silent(e.LastNews, now, e.Gap):
		return Silent
	case e.LastRead.IsZero() && e.Health == inbox.Idle:
		return Unknown
	default:
		return Alive
	}
}

// usualInterval is how often a feed is asked where its account does not say.
const usualInterval = 15 * time.Minute

// ModeOf says how an account is read, and how often where it is asked.
func ModeOf(a inbox.Account) (Mode, time.Duration) {
	switch a.Channel {
	case inbox.ChannelFeed:
		if n, err := strconv.Atoi(strings.TrimSpace(a.Settings["interval"])); err == nil && n > 0 {
			return Polled, time.Duration(n) * time.Minute
		}
		return Polled, usualInterval
	case inbox.ChannelClip, inbox.ChannelImport:
		return HandRead, 0
	default:
		return Streamed, 0
	}
}

// Clean gives a place as it may be saved; what is missing is an Invalid fault.
// A place that nobody reads needs the reason, unless it is a known gap.
func (p Place) Clean() (Place, error) {
	p.Name, p.URL = strings.Join(strings.Fields(p.Name), " "), strings.TrimSpace(p.URL)
	p.Uncovered = strings.TrimSpace(p.Uncovered)
	switch {
	case p.ID == "":
		return p, fault.New(fault.Invalid, "watch.no-id")
	case p.Gone:
		return p, nil
	case p.Name == "" && p.Known == "":
		return p, fault.New(fault.Invalid, "watch.place-no-name")
	case !p.Covered() && p.Uncovered == "" && p.Known == "":
		return p, fault.New(fault.Invalid, "watch.place-no-reason")
	case p.Way == ByHand && p.Owner == "":
		return p, fault.New(fault.Invalid, "watch.place-no-owner")
	}
	return p, nil
}
