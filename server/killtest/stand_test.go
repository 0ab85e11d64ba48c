//go:build unix

package killtest_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/porttest"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
	"vigie/store/pgtest"
)

const (
	cleo    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZC0")
	sami    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS0")
	support = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")
	mailbox = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAM")
	address = "hello@maison.example"

	nodeVariable = "VIGIE_KILL_NODE"
	deskVariable = "VIGIE_KILL_DESK"
)

// patience bounds every waiting; nothing here asserts that something is quick.
const patience = 3 * time.Minute

func TestMain(m *testing.M) {
	var err error
	switch {
	case os.Getenv(nodeVariable) != "":
		var r nodeRole
		if err = json.Unmarshal([]byte(os.Getenv(nodeVariable)), &r); err == nil {
			err = r.run()
		}
	case os.Getenv(deskVariable) != "":
		var r deskRole
		if err = json.Unmarshal([]byte(os.Getenv(deskVariable)), &r); err == nil {
			err = r.run()
		}
	default:
		code := m.Run()
		if err := stand.Close(); err != nil {
			fmt.Println("stop the database server:", err)
			code = 1
		}
		os.Exit(code)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(3)
	}
	os.Exit(0)
}

var stand pgtest.Stand

// program is a process of the story.
type program struct {
	cmd   *exec.Cmd
	errs  bytes.Buffer
	ended chan struct{}
	mu    sync.Mutex
	told  []toldByDesk
}

// start runs a copy of the test program in a role.
func start(t *testing.T, variable string, role any) *program {
	t.Helper()
	raw, err := json.Marshal(role)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{cmd: exec.Command(os.Args[0]), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), variable+"="+string(raw))
	p.cmd.Stderr = &p.errs
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var v toldByDesk
			if json.Unmarshal(lines.Bytes(), &v) == nil {
				p.mu.Lock()
				p.told = append(p.told, v)
				p.mu.Unlock()
			}
		}
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// dead reports whether it ended; anything but a SIGKILL or a good end is a
// failure.
func (p *program) dead(t *testing.T) bool {
	t.Helper()
	select {
	case <-p.ended:
	default:
		return false
	}
	status, _ := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !(status.Signaled() && status.Signal() == syscall.SIGKILL) && status.ExitStatus() != 0 {
		t.Fatalf("it ended by itself: %v\n%s", p.cmd.ProcessState, p.errs.String())
	}
	return true
}

// last gives how far a desktop came, and whether it was synced since the mark.
func (p *program) last(from int) (acted int, synced bool, said int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, v := range p.told {
		acted = max(acted, v.Acted)
		synced = synced || v.Synced && i >= from
	}
	return acted, synced, len(p.told)
}

// house is what lives through many stories: the server's directory and
// database, the network, the desktop.
type house struct {
	t        *testing.T
	dir      string
	database string
	network  *network
	router   *router
	listen   [2]string // of the two nodes
	code     string
	stories  int
	cells    []cell                  // of the stories so far
	next     [2]inbox.ConversationID // what the next story is about
}

func newHouse(t *testing.T, served bool) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), listen: [2]string{porttest.Address(t), porttest.Address(t)}}
	h.network = &network{dir: h.dir, trap: newTrap("", 0)}
	if served {
		h.database = stand.URL(t)
	}
	h.router = newRouter(t)
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) server() string { return filepath.Join(h.dir, "house") }
func (h *house) desk() string   { return filepath.Join(h.dir, "desk") }

// inside opens the server's workspace while no server runs.
func (h *house) inside(f func(*store.Workspace)) {
	h.t.Helper()
	w, err := store.Open(context.Background(), h.server(), store.Options{Database: h.database})
	h.must(err)
	defer func() { h.must(w.Close()) }()
	f(w)
}

// furnish makes the people and the first two conversations.
func (h *house) furnish(w *store.Workspace) {
	h.t.Helper()
	ctx := context.Background()
	h.must(w.PutMember(ctx, team.Member{ID: cleo, Name: "Cléo", Handle: "cleo", Profile: team.Coordinator, Departments: []team.DepartmentID{support}}, ""))
	h.must(w.PutMember(ctx, team.Member{ID: sami, Name: "Sami", Handle: "sami", Profile: team.Senior, Departments: []team.DepartmentID{support}}, cleo))
	h.must(w.PutDepartment(ctx, team.Department{ID: support, Name: "Service client"}, cleo))
	h.must(w.PutAccount(ctx, inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Bonjour", Address: address, Department: string(support), AddedAt: time.Now(), Caps: caps(),
	}, cleo))
	rules := inbox.DefaultRules()
	rules.UndoDelay = 0
	h.must(w.PutRules(ctx, rules, cleo))
	i, err := gate.Invite(ctx, w, gate.Guest{Member: sami, By: cleo, Now: time.Now(), Random: rand.Reader})
	h.must(err)
	h.code = i.Code
	h.must(h.network.mail("first-0", "first-1"))
	b, err := session{h.network}.Poll(ctx, nil, 9)
	h.must(err)
	_, err = w.Ingest(ctx, mailbox, b)
	h.must(err)
	h.choose(w, "first-0", "first-1")
}

// choose finds the conversations of two mails for the next story.
func (h *house) choose(w *store.Workspace, natives ...string) {
	h.t.Helper()
	rows, err := w.Rows(context.Background(), inbox.View{}, inbox.Place{}, 500)
	h.must(err)
	for i, native := range natives {
		h.next[i] = ""
		for _, r := range rows {
			if r.Subject == native {
				h.next[i] = r.ID
			}
		}
		if h.next[i] == "" {
			h.t.Fatalf("no conversation about %s among %d", native, len(rows))
		}
	}
}

// router is the one address that the desktop knows; behind it is the server
// that lives.
type router struct {
	address string
	mu      sync.Mutex
	to      string
}

func newRouter(t *testing.T) *router {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	r := &router{address: ln.Addr().String()}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			go r.carry(in)
		}
	}()
	return r
}

func (r *router) lead(to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.to = to
}

func (r *router) carry(in net.Conn) {
	defer in.Close()
	r.mu.Lock()
	to := r.to
	r.mu.Unlock()
	out, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	pump(in, out)
}

// pump carries both ways until one end closes.
func pump(a, b net.Conn) {
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			_, _ = way[0].(*net.TCPConn).ReadFrom(way[1])
			_ = errors.Join(way[0].Close(), way[1].Close())
		})
	}
	both.Wait()
}
