// Package replica is a desktop's side of the team: a copy of what its member
// sees, an outbox that is never lost, and the loop that keeps both in step with
// the server. docs/sync.md specifies what is said.
//
// Two files lie in the directory. outbox.db is precious: each order is on the
// disk in it before the person is told that it was taken. The copy beneath
// "copy" is disposable: it is a workspace like any other, and can be had from
// the server again.
package replica
