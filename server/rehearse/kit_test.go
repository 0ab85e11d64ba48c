package rehearse_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis/playbook"
	"vigie/inbox/channel/leaktest"
	"vigie/inbox/channel/porttest"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/server/rehearse"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const (
	lou   = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM1") // coordinator
	hana  = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM2") // senior
	noe   = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM3") // junior
	agent = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZM4") // from outside
	work  = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZD1")
)

// house is a real workspace behind a real gate on a real port, with its
// exercises beside it.
type house struct {
	t    *testing.T
	dir  string
	addr string
	w    *store.Workspace
	host *rehearse.Host
	stop func()
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir()}
	h.open()
	ctx := t.Context()
	h.must(h.w.PutDepartment(ctx, team.Department{ID: work, Name: "Social"}, ""))
	for _, m := range []team.Member{
		{ID: lou, Name: "Lou", Handle: "lou", Profile: team.Coordinator}, {ID: hana, Name: "Hana", Handle: "hana", Profile: team.Senior},
		{ID: noe, Name: "Noé", Handle: "noe", Profile: team.Junior}, {ID: agent, Name: "Aude", Handle: "aude", Profile: team.Agency},
	} {
		m.Departments, m.Sees = []team.DepartmentID{work}, team.Everything
		h.must(h.w.PutMember(ctx, m, ""))
	}
	h.must(h.w.PutSetting(ctx, store.SettingBrand, "Tambrelle"))
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// open begins to serve; the end of the test, or restart, ends it.
func (h *house) open() {
	h.t.Helper()
	w, err := store.Open(h.t.Context(), h.dir, store.Options{})
	h.must(err)
	host, err := rehearse.New(rehearse.Options{Root: filepath.Join(h.dir, "exercises"), House: w, Now: time.Now, Random: rand.Reader})
	h.must(err)
	g, err := gate.New(h.t.Context(), gate.Options{
		House: host.House(), Register: w, Spool: filepath.Join(h.dir, "uploads"), Exercises: host, Limits: gate.Limits{SignIn: gate.Pace{Every: time.Millisecond, Burst: 1000}},
	})
	h.must(err)
	if h.addr == "" {
		h.addr = porttest.Address(h.t) // it is there again after a restart
	}
	ln, err := net.Listen("tcp", h.addr)
	h.must(err)
	h.w, h.host = w, host
	srv := &http.Server{Handler: g.Handler(), ReadHeaderTimeout: time.Minute}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { g.Run(ctx) })
	all.Go(func() {
		if err := host.Run(ctx, g); err != nil {
			h.t.Errorf("the exercises ended with %v", err)
		}
	})
	all.Go(func() {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			h.t.Errorf("the server ended with %v", err)
		}
	})
	h.stop = sync.OnceFunc(func() {
		cancel()
		g.Close()
		end, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := srv.Shutdown(end); err != nil {
			h.t.Errorf("the server does not end: %v", err)
		}
		all.Wait()
		h.must(w.Close())
	})
	h.t.Cleanup(func() { h.stop() })
}

// restart ends the server and starts another in its place.
func (h *house) restart() {
	h.t.Helper()
	h.stop()
	h.open()
}

// until waits; nothing here asserts that something is quick.
func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	h.t.Fatalf("waited in vain until %s", what)
}

// kept keeps what a computer signs in with.
type kept struct{ text string }

func (k *kept) Load(context.Context) (string, error)      { return k.text, nil }
func (k *kept) Save(_ context.Context, text string) error { k.text = text; return nil }

// computer is a signed-in computer of a member.
type computer struct {
	*house
	who   team.MemberID
	dir   string
	badge *replica.Badge
}

func (h *house) computer(who team.MemberID) *computer {
	h.t.Helper()
	ctx := h.t.Context()
	c := &computer{house: h, who: who, dir: h.t.TempDir()}
	var err error
	c.badge, err = replica.OpenBadge(ctx, replica.Remote{Address: h.addr, Insecure: true}, &kept{})
	h.must(err)
	i, err := gate.Invite(ctx, h.w, gate.Guest{To: wire.Invitation{Server: h.addr}, Member: who, Now: time.Now(), Random: rand.Reader})
	h.must(err)
	h.must(c.badge.SignIn(ctx, wire.SignIn{Way: wire.ByCode, Code: i.Code, Name: "Laptop"}))
	return c
}

// line is the way to what is served under a path.
func (c *computer) line(path string) *replica.HTTP {
	l := replica.Dial(replica.Remote{Address: c.addr, Path: path, Insecure: true, Token: c.badge.Token})
	c.t.Cleanup(l.Close)
	return l
}

// copyOf is a replica of what is served under a path; it works until leave.
func (c *computer) copyOf(path string) *copied {
	c.t.Helper()
	r, err := replica.Open(c.t.Context(), filepath.Join(c.dir, filepath.Base("house"+path)), replica.Options{Server: c.line(path), Member: c.who})
	c.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _ = r.Run(ctx) })
	k := &copied{Replica: r, c: c, w: r.Workspace()}
	k.leave = sync.OnceFunc(func() {
		cancel()
		all.Wait()
		c.must(r.Close())
	})
	c.t.Cleanup(k.leave)
	return k
}

// copied is what a desktop has of a workspace.
type copied struct {
	*replica.Replica
	c     *computer
	w     *store.Workspace
	leave func()
}

// says what the copy was told of an exercise.
func (k *copied) told() wire.Exercise {
	k.c.t.Helper()
	e, err := k.w.Announced(k.c.t.Context())
	k.c.must(err)
	return e
}

func (k *copied) synced() {
	k.c.t.Helper()
	k.c.until("the copy is in step", func() bool { s := k.State(); return s.Phase == replica.Synced && s.Waiting == 0 })
}

// plan is an exercise of the service outage.
func plan(t *testing.T) wire.ExercisePlan {
	t.Helper()
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.ID == "panne-service" && f.Lang == "fr" {
			return wire.ExercisePlan{Hash: playbook.Hash(f.Text), Text: string(f.Text), Lang: "fr", Storm: "panne", Pace: 60}
		}
	}
	t.Fatal("there is no playbook")
	return wire.ExercisePlan{}
}
