//go:build unix

package killtest_test

import (
	"os"
	"strings"
	"sync"
	"syscall"

	"modernc.org/sqlite"
)

// The points at which a server is killed.
const (
	beforeTx      = "before the transaction"
	beforeCounter = "before the counter"
	beforeCommit  = "before COMMIT"
	beforeAnswer  = "after COMMIT, before the answer"
	beforeCursor  = "collector: before the network's cursor"
	afterCursor   = "collector: after the network's cursor"
	beforeNetwork = "sender: 'sending', before the network"
	afterNetwork  = "sender: the network has it, before its answer"
	beforeSent    = "sender: answered, before 'sent'"
	midRetention  = "in the middle of the retention"
	serverMigrate = "in the middle of the server's migration"
)

func serverPoints() []string {
	return []string{beforeTx, beforeCounter, beforeCommit, beforeAnswer, beforeCursor, afterCursor, beforeNetwork, afterNetwork, beforeSent, midRetention, serverMigrate}
}

// The points at which a desktop is killed.
const (
	beforeOutbox  = "before the outbox's commit"
	afterOutbox   = "after the outbox's commit"
	afterCopy     = "after the copy has it"
	midBlob       = "in the middle of a file"
	beforeAnswers = "before the answers are kept"
	midPage       = "in the middle of a page"
	beforePage    = "before the page's commit"
	afterPage     = "after the page's commit, before the outbox is trimmed"
	midIndex      = "in the middle of the full text"
	deskMigrate   = "in the middle of the copy's migration"
)

func deskPoints() []string {
	return []string{beforeOutbox, afterOutbox, afterCopy, midBlob, beforeAnswers, midPage, beforePage, afterPage, midIndex, deskMigrate}
}

// die is the end: no deferred function, no flush, no goodbye.
func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// trap kills its program at one point. What happens in the database is told to
// it in a few words, the same for both engines.
type trap struct {
	point string

	mu      sync.Mutex
	on      map[string]bool // what the program is doing, and what the transaction touched
	touched map[string]bool
	count   int
	after   int // of the things counted, how many go by
}

func newTrap(point string, after int) *trap {
	return &trap{point: point, after: after, on: map[string]bool{}, touched: map[string]bool{}}
}

// at dies when it is the point.
func (t *trap) at(point string) {
	if t.point == point {
		die()
	}
}

// atNext dies when it is the point and so many of its kind went by.
func (t *trap) atNext(point string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.point == point && t.counted() {
		die()
	}
}

// doing notes that the program is, or is not any more, at something.
func (t *trap) doing(what string, now bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on[what] = now
}

func (t *trap) is(what string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.on[what]
}

// saw is told of each row that is about to be written ("put answer") and of
// each commit that is about to be made, before it happens.
func (t *trap) saw(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deadly(what) {
		die()
	}
	if t.touched[what] = true; what == "commit" {
		clear(t.touched)
	}
}

func (t *trap) deadly(what string) bool {
	commit := what == "commit"
	switch t.point {
	case beforeCounter:
		return what == "put workspace" && t.touched["put answer"]
	case beforeCommit:
		return commit && t.touched["put answer"]
	case beforeCursor:
		return what == "put account_cursor" && t.on["mail"]
	case beforeSent:
		return commit && t.touched["put outbox"] && t.on["sent"]
	case midRetention:
		return commit && t.on["retention"]
	case beforeOutbox:
		return what == "outbox commit" && t.on["last act"]
	case midPage:
		return strings.HasPrefix(what, "put ") && t.on["page"] && t.counted()
	case beforePage:
		return commit && t.on["page"]
	case midChunk:
		return strings.HasPrefix(what, "put ") && t.on["copy"] && t.counted()
	case beforeChunk:
		return commit && t.on["copy"] && t.counted()
	case midWords:
		return what == "put message_search_docsize" && t.counted()
	case midIndex:
		return what == "del search_queue" && !t.on["opening"]
	case serverMigrate, deskMigrate:
		return commit && t.on["opening"] && t.counted()
	default:
		return false
	}
}

func (t *trap) counted() bool {
	t.count++
	return t.count > t.after
}

// watchFiles has a trap told of what is written to the SQLite files of this
// program.
func (t *trap) watchFiles() {
	sqlite.RegisterConnectionHook(func(c sqlite.ExecQuerierContext, dsn string) error {
		hooks, ok := c.(sqlite.HookRegisterer)
		if !ok {
			return nil
		}
		prefix := ""
		if strings.Contains(dsn, "outbox.db") {
			prefix = "outbox "
		}
		hooks.RegisterCommitHook(func() int32 {
			t.saw(prefix + "commit")
			return 0
		})
		hooks.RegisterPreUpdateHook(func(d sqlite.SQLitePreUpdateData) {
			verb := "put "
			if d.Op == deleting {
				verb = "del "
			}
			t.saw(prefix + verb + d.TableName)
		})
		return nil
	})
}

// deleting is SQLITE_DELETE.
const deleting = 9
