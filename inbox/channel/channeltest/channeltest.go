// Package channeltest is the suite that holds every connector to the contract
// of package channel. A connector's test gives it a Harness, which plays the
// customer and the network; the suite plays the collector, the sender and the
// store:
//
//	func TestEmail_KeepsTheContract(t *testing.T) {
//		channeltest.Run(t, newHarness)
//	}
//
// What a network cannot do is left out of the harness and skipped with the
// reason; what its capability sheet claims cannot be left out.
package channeltest

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// T is what a case needs of a *testing.T. It is an interface so that the
// suite itself can be tested: a planted defect must make a case fail.
type T interface {
	Helper()
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
	Cleanup(func())
	Context() context.Context
}

// Harness is one account on one network, fresh for each case. Connector,
// Account, Env and Customer are required; every nil function is a thing that
// cannot be brought about on this network, and Why says why.
type Harness struct {
	Connector channel.Connector
	Account   inbox.Account
	Env       channel.Env
	Customer  Customer

	// Edit and Delete are what a customer does to what they wrote; the id is
	// what Post returned.
	Edit   func(t T, id, text string)
	Delete func(t T, id string)
	// WriteInApp makes the house answer in the network's own app.
	WriteInApp func(t T, p Post) string
	// PostPoison makes something arrive that cannot be read.
	PostPoison func(t T)
	// Revoke and Restore change and repair the account's credentials on the
	// network.
	Revoke, Restore func(t T)
	// Fail arranges that the next call fails so. It reports false where this
	// network cannot.
	Fail func(t T, f Fault) bool
	// LoseCursors makes the cursors that were given out worthless.
	LoseCursors func(t T)
	// Pause makes the network hang until resume is called.
	Pause func(t T) (resume func())
	// Why explains what is left out, by the name of the field.
	Why map[string]string
	// Patience is how long the network may take to show what was posted;
	// 0 is a minute.
	Patience time.Duration
}

// Customer plays the people outside.
type Customer interface {
	// Post writes to the house, waits until the network has it, and gives an
	// id for the harness's other functions.
	Post(t T, p Post) (id string)
	// Received gives what the house sent that reached the people outside.
	Received(t T) []Received
}

// Post is what a customer writes.
type Post struct {
	From    string // a handle that the harness may adapt; empty is its usual customer
	Subject string
	Text    string
	// Answers is the id of the post that this one answers.
	Answers string
	File    *channel.File
}

// Received is a message as a customer got it.
type Received struct {
	Text    string
	Answers string // the id of the post it answers, where the network tells
	Files   int
}

// Fault is what goes wrong with a network.
type Fault string

// The faults.
const (
	Unreachable Fault = "unreachable"  // the next call reaches nobody
	RateLimit   Fault = "rate limit"   // the next call is refused for a while
	LoseAnswer  Fault = "lose answer"  // the next reply goes through, its answer does not
	LoseRequest Fault = "lose request" // the next reply does not go through, and nobody says so
)

// Case is one promise of the contract.
type Case struct {
	Name string // a sentence
	Test func(t T, h Harness)
}

// Run holds a connector to the contract. open makes a fresh account for each
// case.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) { c.Test(t, open(t)) })
	}
}

// Cases gives every promise of the suite.
func Cases() []Case {
	var all []Case
	for _, group := range [][]Case{readingCases(), cursorCases(), contentCases(), troubleCases(), streamCases(), sendingCases(), sheetCases()} {
		all = append(all, group...)
	}
	return all
}
