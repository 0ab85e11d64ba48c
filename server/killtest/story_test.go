//go:build unix

package killtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
)

// story is one cell of the matrix: where the desktop dies, where the server
// dies, and who answers after that.
type story struct {
	desk, server string
	other        bool // another node takes over, not the same one again
}

func (s story) String() string {
	who := "the same node"
	if s.other {
		who = "another node"
	}
	return fmt.Sprintf("desktop %s; server %s; then %s", s.desk, s.server, who)
}

// telling is a story while it runs.
type telling struct {
	*house
	story
	cell       cell
	nodes      [2]*program
	at         int // the node that answers
	deskNow    *program
	nodeDeaths int
	deskDeaths int
	again      int // mails beyond those of the cell
	acted      int // the acts that the person was told are kept
}

// tell runs a story to its end and judges what is left.
func (h *house) tell(s story) {
	h.t.Helper()
	h.stories++
	x := &telling{house: h, story: s, cell: h.newCell(s)}
	if s.server == serverMigrate && h.stories == 1 {
		x.migrate()
	}
	if h.stories == 1 {
		h.inside(h.furnish)
		x.cell.On, x.cell.Taken = h.next[0], h.next[1]
	}
	x.open()
	if s.desk == deskMigrate {
		x.anew()
	}
	x.deskNow = x.startDesk(s.desk, false)
	h.must(h.network.mail(x.cell.Natives...))
	x.watch()
	x.close()
	x.judge()
}

func (h *house) newCell(s story) cell {
	c := cell{Number: h.stories, On: h.next[0], Taken: h.next[1], Large: s.desk == midBlob, Draft: inbox.DraftID(ulid.Make().String())}
	for i := range c.IDs {
		c.IDs[i] = inbox.CommandID(ulid.Make().String())
	}
	c.Natives = []string{fmt.Sprintf("mail-%d-0", h.stories), fmt.Sprintf("mail-%d-1", h.stories)}
	h.cells = append(h.cells, c)
	return c
}

// migrate has a server die in the middle of making its tables, and another go
// on from there.
func (x *telling) migrate() {
	x.t.Helper()
	first := x.startNode(0, serverMigrate)
	x.until("the migrating server dies", func() bool { return first.dead(x.t) })
	x.nodeDeaths++
	at := 0
	if x.other {
		at = 1
	}
	second := x.startNode(at, "")
	x.until("the next one is there", func() bool { return x.ready(second, at) })
	second.kill()
}

// open starts the server that will die, and beside it the one that will not
// where a database takes both.
func (x *telling) open() {
	x.t.Helper()
	point := x.server1()
	x.nodes[0] = x.startNode(0, point)
	x.until("the server is there and at work", func() bool { s, _ := x.ask(0); return s.Works || x.nodes[0].dead(x.t) })
	if x.other && x.database != "" && !x.atWork() {
		x.nodes[1] = x.startNode(1, "")
		x.until("the other server is there", func() bool { return x.ready(x.nodes[1], 1) })
	}
	x.router.lead(x.listen[0])
}

// atWork reports a point of collecting or sending: the account must be that of
// the server that is to die, so that the other one comes after it.
func (x *telling) atWork() bool {
	return strings.HasPrefix(x.story.server, "collector") || strings.HasPrefix(x.story.server, "sender")
}

// server1 is the point of the node that runs during the story.
func (x *telling) server1() string {
	if x.story.server == serverMigrate {
		return ""
	}
	return x.story.server
}

func (x *telling) startNode(at int, point string) *program {
	x.t.Helper()
	return start(x.t, nodeVariable, nodeRole{
		Dir: x.house.server(), Database: x.database, Network: x.house.dir, Listen: x.listen[at], Name: fmt.Sprint("node ", x.stories, at, x.nodeDeaths),
		Point: point, After: 4, Taken: x.cell.Taken, Claim: inbox.CommandID(fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZ%05d", x.stories)),
	})
}

// anew has the desktop act while it is offline, and takes its copy away: the
// next start makes it anew, and dies over it.
func (x *telling) anew() {
	x.t.Helper()
	p := x.startDesk("", true)
	x.until("the person acted", func() bool { return p.dead(x.t) })
	x.acted, _, _ = p.last(0)
	found, err := filepath.Glob(filepath.Join(x.house.desk(), "copy", "vigie.db*"))
	x.must(err)
	for _, f := range found {
		x.must(os.Remove(f))
	}
}

func (x *telling) startDesk(point string, offline bool) *program {
	x.t.Helper()
	after := 2
	if point == deskMigrate {
		after = 5
	}
	return start(x.t, deskVariable, deskRole{
		Dir: x.house.desk(), Server: x.router.address, Code: x.code, Point: point, After: after, Cell: x.cell, Offline: offline,
	})
}

// watch starts again whoever dies, until both died, all acts are on the server
// and the server has nothing left to do.
func (x *telling) watch() {
	x.t.Helper()
	mark := 0
	x.until(x.String(), func() bool {
		if p := x.nodes[x.at]; p.dead(x.t) {
			x.nodeDeaths++
			x.succeed()
			_, _, mark = x.deskNow.last(0)
		}
		if x.deskNow.dead(x.t) {
			acted, _, _ := x.deskNow.last(0)
			x.acted = max(x.acted, acted)
			x.deskDeaths++
			x.deskNow = x.startDesk("", false)
			mark = 0
		}
		acted, synced, _ := x.deskNow.last(mark)
		x.acted = max(x.acted, acted)
		if synced && x.nodeDeaths == 0 {
			x.writeAgain()
		}
		return x.nodeDeaths > 0 && x.deskDeaths > 0 && synced && x.acted == len(x.cell.IDs) && x.quiet()
	})
}

// writeAgain has somebody write once more where a collector is to die over a mail
// and came by it another way: it had lost its account for a moment, and looked
// for what was new when it had it again.
func (x *telling) writeAgain() {
	x.t.Helper()
	if strings.HasPrefix(x.story.server, "collector") && x.quiet() {
		x.again++
		x.must(x.network.mail(fmt.Sprintf("mail-%d-again-%d", x.stories, x.again)))
	}
}

// succeed has the next server answer.
func (x *telling) succeed() {
	x.t.Helper()
	if x.other {
		x.at = 1
	}
	if p := x.nodes[x.at]; p == nil || p.dead(x.t) {
		x.nodes[x.at] = x.startNode(x.at, "")
	}
	x.router.lead(x.listen[x.at])
}

// ready reports that a node answers; one that died on the way is started by
// who watches.
func (x *telling) ready(p *program, at int) bool {
	_, ok := x.ask(at)
	return ok || p.dead(x.t)
}

func (x *telling) ask(at int) (s stateOfNode, ok bool) {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get("http://" + x.listen[at] + "/test/state")
	if err != nil {
		return s, false
	}
	defer res.Body.Close()
	return s, res.StatusCode == 200 && json.NewDecoder(res.Body).Decode(&s) == nil
}

// quiet reports that the mails are in and no reply is on its way.
func (x *telling) quiet() bool {
	s, ok := x.ask(x.at)
	came, err := readLines(x.network.arrived())
	x.must(err)
	went, err := readLines(x.network.sent())
	x.must(err)
	return ok && s.Open == 0 && s.Unindexed == 0 && s.Messages >= len(came)+len(went)
}

func (x *telling) close() {
	x.deskNow.kill()
	for _, p := range x.nodes {
		if p != nil {
			p.kill()
		}
	}
}

func (x *telling) until(what string, ok func() bool) {
	x.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
		if ok() {
			return
		}
	}
	if x.deskNow != nil {
		x.deskNow.kill()
		acted, synced, said := x.deskNow.last(0)
		x.t.Logf("desk: %d acts of %d, synced %v, said %d, died %d times\n%s", acted, x.acted, synced, said, x.deskDeaths, x.deskNow.errs.String())
	}
	s, there := x.ask(x.at)
	x.t.Logf("server: died %d times, there %v, %+v", x.nodeDeaths, there, s)
	for _, p := range x.nodes {
		if p != nil {
			p.kill()
			x.t.Log(p.errs.String())
		}
	}
	x.t.Fatalf("waited in vain: %s", what)
}
