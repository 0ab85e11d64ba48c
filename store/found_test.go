package store_test

import (
	"testing"

	"vigie/inbox"
)

// The tables are made before the workspace's one row is: a program that died
// between the two must not lock its house for ever.
func TestOpen_FoundsAWorkspaceWhoseMakingWasCutShort(t *testing.T) {
	h := bareHouse(t, database(t))
	h.open()
	h.shut(h.Workspace)
	h.tamper(`DELETE FROM workspace`)
	h.open()
	h.tampered = true
	h.furnish()
	h.question()
	equal(t, "conversations", len(h.rows(inbox.View{})), 1)
	h.sound()
}
