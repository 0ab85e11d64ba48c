// Package sim runs the sync of a team in virtual time, with faults, from a
// seed: the same seed gives the same run. It is for tests.
//
// Real, as the programs run it: the desktop's state machine (replica.Machine),
// what is pushed, replayed, answered and dropped (replica.ToPush, ToReplay,
// Entry), the admission of orders by number (wire.Admit), every decision on a
// conversation (inbox.Decide), what a message or a sent reply does
// (inbox.Arrive, inbox.OutboxEntry), and who sees what (team.Member.MaySee).
//
// Modelled, because SQLite is too slow for twenty thousand runs: the tables of
// the server and of the copy (maps), transactions and the row that serialises
// them, the change log, the shadows, the network, clocks, disks and people.
// Not held against a run: an order whose answer was lost in a restore and is
// given again, one that a restored server forgot when its device is revoked, and
// one that a copied outbox keeps for a person as not come.
//
// The invariants are those of docs/sync.md, I1 to I15; what is found begins with
// the one that does not hold.
//
// The tests of store/replica run the same protocol over the real tables.
package sim
