package store

import (
	"fmt"

	"vigie/inbox/team"
)

// household is who works in the house, kept between transactions: reading
// everybody for each order would cost more than the order, and grows with the
// house. Only who has the turn to write uses it, and nobody changes what is in
// it.
type household struct {
	roster team.Roster
	asOf   int64 // the revision at which it was so; 0 is that nothing is kept
}

// everybody gives the members and departments, read once in a transaction at
// most.
func (x *writing) everybody() (team.Roster, error) {
	if x.roster == nil {
		r, err := x.knownHousehold()
		if err != nil {
			return r, err
		}
		x.roster = &r
	}
	return *x.roster, nil
}

// knownHousehold gives what was kept, where nobody changed it since: this
// transaction, an earlier one, or another node. The writers of all nodes go one
// after the other, so that what holds at the revision that this transaction
// found holds until it ends. A desktop's copy numbers nothing and keeps
// nothing.
func (x *writing) knownHousehold() (team.Roster, error) {
	if x.w.copied() || x.changesHousehold() {
		return rosterOf(x)
	}
	if err := x.findRevision(); err != nil {
		return team.Roster{}, err
	}
	kept := &x.w.household
	same, err := x.sameHousehold(kept.asOf)
	if err != nil {
		return team.Roster{}, err
	}
	if !same {
		r, err := rosterOf(x)
		if err != nil {
			return r, err
		}
		kept.roster = r
	}
	kept.asOf = x.begunAt
	return kept.roster, nil
}

// changesHousehold reports that the transaction itself changed who is there.
func (x *writing) changesHousehold() bool {
	for _, k := range x.keys {
		if k.kind == "member" || k.kind == "department" {
			return true
		}
	}
	return false
}

// sameHousehold reports that nothing that was committed after a revision
// changed who is there.
func (x *writing) sameHousehold(since int64) (bool, error) {
	if since == 0 || since >= x.begunAt {
		return since != 0 && since == x.begunAt, nil
	}
	changed, err := first(x, plain[bool], `SELECT EXISTS (SELECT 1 FROM workspace WHERE id = 1 AND log_floor > ?1)
		OR EXISTS (SELECT 1 FROM changelog WHERE rev > ?1 AND kind IN ('member', 'department'))`, since)
	if err != nil {
		return false, fmt.Errorf("look whether the people changed: %w", err)
	}
	return !changed, nil
}

// keepHousehold says of what is kept that the transaction, now committed, left
// it as it is: the next one need not ask.
func (x *writing) keepHousehold() {
	if kept := &x.w.household; kept.asOf != 0 && kept.asOf == x.begunAt && !x.changesHousehold() {
		kept.asOf += int64(len(x.keys))
	}
}
