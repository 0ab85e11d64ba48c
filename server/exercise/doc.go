// Package exercise plays exercises: a crisis with invented messages, in a
// workspace of its own beside the real one. The real one is read once, for its
// people, playbooks and rules, and written once, when the exercise ends: the
// day on which the playbook was rehearsed (by the caller). The exercise's store
// refuses every sending by itself, and its engine has no connector.
package exercise

import (
	"time"

	"vigie/crisis"
	"vigie/inbox/team"
)

// Paces are the paces that an exercise can be played at: how many minutes of
// its story go by in one.
func Paces() []int { return []int{1, 2, 5, 10, 20, 30, 60} }

// Voice is who speaks in a storm.
type Voice string

// The voices. A journalist and an authority are people whose word carries.
const (
	Public     Voice = "public"
	Customer   Voice = "customer"
	Relay      Voice = "relay" // one whom many follow
	Journalist Voice = "journalist"
	Authority  Voice = "authority"
	Staff      Voice = "staff"
	Thanks     Voice = "thanks"
	Noise      Voice = "noise" // what has nothing to do with it
)

// Voices lists them as the animator is offered them.
func Voices() []Voice {
	return []Voice{Public, Customer, Relay, Journalist, Authority, Staff, Thanks, Noise}
}

// Place is where somebody speaks.
type Place string

// The places: the accounts of an exercise.
const (
	Social Place = "social"
	Page   Place = "page"
	Mail   Place = "mail"
)

// Places lists them as the animator is offered them.
func Places() []Place { return []Place{Social, Page, Mail} }

// Meta is what an exercise is and how far it went: the file exercise.json.
type Meta struct {
	ID      string        `json:"id"`
	Leader  team.MemberID `json:"leader,omitempty"` // who made it
	Made    time.Time     `json:"made"`
	Epoch   string        `json:"epoch,omitempty"` // of its store: what orders that were given in it say
	Brand   string        `json:"brand"`
	Book    crisis.Pin    `json:"book"`
	Storm   string        `json:"storm"`
	Title   string        `json:"title"` // of the storm, in its language
	Lang    string        `json:"lang"`
	Product string        `json:"product,omitempty"`
	Seed    uint64        `json:"seed"`
	// Pace is one of Paces. Paused stops the messages, not the people.
	Pace   int  `json:"pace"`
	Paused bool `json:"paused,omitempty"`
	// Elapsed is how much of the story has gone by, and Sent how many of its
	// messages came.
	Elapsed  time.Duration `json:"elapsed"`
	Sent     int           `json:"sent"`
	All      int           `json:"all"`
	Injected int           `json:"injected,omitempty"` // by the animator
	First    time.Time     `json:"first,omitzero"`     // when the first message came
	Rang     time.Time     `json:"rang,omitzero"`      // when people could first see an alert
	Ended    time.Time     `json:"ended,omitzero"`
}

// Over reports an exercise that was ended; it can only be looked at.
func (m Meta) Over() bool { return !m.Ended.IsZero() }
