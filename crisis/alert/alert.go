// Package alert is what a house does with the alerts of the early warning: who
// took one up, why one was false, and what follows from it. The detector is
// crisis/radar; this package is pure too.
package alert

import (
	"slices"
	"strings"
	"time"

	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// State is what people made of an alert. The value is stored.
type State string

// The states. A new alert is Raised; Watching keeps it in sight without work;
// Declared is a crisis that somebody confirmed.
const (
	Raised       State = "raised"
	Acknowledged State = "acknowledged"
	Watching     State = "watching"
	Dismissed    State = "dismissed"
	Declared     State = "declared"
)

// Reason is why an alert was false. The value is stored.
type Reason string

// The reasons. Each acts: a campaign is declared, a homonym is kept out of the
// query, a bot no longer counts, a joke and an old story stay quiet until they
// rise higher.
const (
	Campaign Reason = "campaign"
	Homonym  Reason = "homonym"
	Bot      Reason = "bot"
	Joke     Reason = "joke"
	OldStory Reason = "old-story"
)

// Reasons lists them in the order in which they are asked.
func Reasons() []Reason { return []Reason{Campaign, Homonym, Bot, OldStory, Joke} }

// Alert is an alert of the detector with what people made of it.
type Alert struct {
	ID    string        `json:"id"`
	Watch watch.ID      `json:"watch"`
	Radar radar.Alert   `json:"radar"` // everything that it was judged by
	State State         `json:"state"`
	By    team.MemberID `json:"by,omitempty"` // who put it into this state
	At    time.Time     `json:"at,omitzero"`
	Why   Reason        `json:"why,omitempty"` // of a dismissal
	// Quiet is the level at which it was dismissed: higher, it rings again.
	Quiet radar.Level `json:"quiet,omitempty"`
	// Told are the level and the posts of the last notice.
	Told      radar.Level `json:"told,omitempty"`
	ToldPosts int         `json:"told_posts,omitempty"`
}

// Open reports that the rise goes on.
func (a Alert) Open() bool { return a.Radar.ClearedAt.IsZero() }

// Rings reports an alert that people should know of: open, more than a badge
// and not dismissed.
func (a Alert) Rings() bool {
	return a.Open() && a.State != Dismissed && a.Radar.Level != radar.Vigilance
}

// Live reports an alert that belongs among those of the moment.
func (a Alert) Live() bool { return a.Open() && a.State != Dismissed }

// ID is the stored id of a detector's alert.
func ID(of watch.ID, a radar.Alert) string { return string(of) + "/" + a.ID }

// Follow takes how a watch's detector stands into what is stored of it: had is
// the open alert, or the earlier one of the same id, or nil; now is the alert
// of the detector, or nil. changed says that there is something to write, tell
// that whoever is on duty is to hear of it: only when the level is higher than
// what was told, or the posts are twice as many.
func Follow(had *Alert, of watch.ID, now *radar.Alert, at time.Time) (out Alert, changed, tell bool) {
	switch {
	case now == nil || had != nil && had.Open() && !now.ClearedAt.IsZero():
		if had == nil || !had.Open() {
			return Alert{}, false, false
		}
		out = *had
		out.Radar.ClearedAt, out.Radar.UpdatedAt = at, at
		if now != nil {
			out.Radar.ClearedAt = now.ClearedAt
		}
		return out, true, false
	case !now.ClearedAt.IsZero():
		return Alert{}, false, false // it was over before anybody saw it
	case had == nil:
		out = Alert{ID: ID(of, *now), Watch: of, Radar: *now, State: Raised}
	default:
		out = *had
		out.Radar = kept(had.Radar, *now)
	}
	out, tell = out.ring()
	return out, true, tell
}

// kept is what the detector says now of an alert that is stored: a late message
// may have moved its beginning, and it stays the same alert.
func kept(was, now radar.Alert) radar.Alert {
	now.ID = was.ID
	if was.RaisedAt.Before(now.RaisedAt) {
		now.RaisedAt = was.RaisedAt
	}
	if height(was.Level) > height(now.Level) {
		now.Level = was.Level
	}
	if len(was.Steps) > len(now.Steps) {
		now.Steps = slices.Clone(was.Steps)
	}
	return now
}

// ring decides whether people are told, and takes a dismissal back that no
// longer holds.
func (a Alert) ring() (Alert, bool) {
	level := a.Radar.Level
	if a.State == Dismissed {
		if height(level) <= height(a.Quiet) {
			return a, false
		}
		a.State, a.Why, a.Quiet, a.By, a.At = Raised, "", "", "", time.Time{}
	}
	if level == radar.Vigilance {
		return a, false
	}
	if height(level) <= height(a.Told) && a.Radar.Why.Posts < 2*a.ToldPosts {
		return a, false
	}
	a.Told, a.ToldPosts = level, a.Radar.Why.Posts
	return a, true
}

func height(l radar.Level) int {
	return 1 + slices.Index([]radar.Level{radar.Vigilance, radar.Alarm, radar.Crisis}, l)
}

// May says whether a member may judge alerts and set the early warning: whoever
// may say what to look out for.
func May(m team.Member) error { return watch.MayPut(m) }

// Verdict is what a member makes of an alert.
type Verdict struct {
	ID    string `json:"id"`
	State State  `json:"state"`
	Why   Reason `json:"why,omitempty"` // of a dismissal
	// Until and Factor are a campaign's end and how much more is said in it.
	Until  time.Time `json:"until,omitzero"`
	Factor float64   `json:"factor,omitempty"`
	Name   string    `json:"name,omitempty"`
	// Author is who no longer counts, as Voice gives it.
	Author string `json:"author,omitempty"`
}

// Voice names an author on a channel.
func Voice(ch inbox.Channel, handle string) string {
	return string(ch) + ":" + strings.ToLower(handle)
}

// Judge puts an alert into the state that a member decided, and gives what the
// settings of its watch become by that.
func (v Verdict) Judge(a Alert, s Settings, by team.MemberID, at time.Time) (Alert, Settings, error) {
	if !slices.Contains([]State{Raised, Acknowledged, Watching, Dismissed, Declared}, v.State) {
		return a, s, fault.New(fault.Invalid, "alert.no-state")
	}
	a.State, a.By, a.At, a.Why, a.Quiet = v.State, by, at, "", ""
	if v.State != Dismissed {
		return a, s, nil
	}
	if !slices.Contains(Reasons(), v.Why) {
		return a, s, fault.New(fault.Invalid, "alert.no-reason")
	}
	a.Why, a.Quiet = v.Why, a.Radar.Level
	switch v.Why {
	case Campaign:
		from := a.Radar.Why.First
		if from.IsZero() || from.After(a.Radar.RaisedAt) {
			from = a.Radar.RaisedAt
		}
		s.Campaigns = append(slices.Clone(s.Campaigns), radar.Campaign{
			Span: radar.Span{From: from, To: v.Until}, Name: strings.TrimSpace(v.Name), Factor: v.Factor,
		})
	case Bot:
		if v.Author == "" {
			return a, s, fault.New(fault.Invalid, "alert.no-author")
		}
		if !slices.Contains(s.Deaf, v.Author) {
			s.Deaf = append(slices.Clone(s.Deaf), v.Author)
		}
	}
	s, err := s.Clean()
	return a, s, err
}
