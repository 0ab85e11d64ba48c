package gate

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox/team"
	"vigie/store"
)

// cable is a connection of a test: what is written to it is kept, or held up.
type cable struct {
	net.Conn
	held chan struct{} // nil: it writes at once
	fail error

	mu    sync.Mutex
	until time.Time
	said  strings.Builder
	over  chan struct{}
	once  sync.Once
}

func newCable() *cable { return &cable{over: make(chan struct{})} }

func (c *cable) Read([]byte) (int, error) { <-c.over; return 0, io.EOF }
func (c *cable) Close() error             { c.once.Do(func() { close(c.over) }); return nil }

func (c *cable) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = t
	return nil
}

func (c *cable) Write(p []byte) (int, error) {
	if c.held != nil {
		<-c.held
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		return 0, c.fail
	}
	return c.said.Write(p)
}

func (c *cable) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said.String()
}

// quiet is a house at revision 7 in which nothing happens.
type quiet struct{ House }

func (quiet) Revision(context.Context) (int64, error) { return 7, nil }

// hall is a gate with lines, without a network.
func hall(workers int) *Gate {
	o := Options{House: quiet{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	g := &Gate{o: o, closing: make(chan struct{}), hub: newHub(o), board: newBoard(o.Log)}
	g.board.most, g.board.held = workers, time.Millisecond
	return g
}

// connect begins a line on a cable; how it ended comes out of what it gives.
func (g *Gate) connect(c *cable, device string) <-chan error {
	l := &listener{g: g, who: store.Caller{Device: device}, rev: -1}
	s := &line{listener: l, conn: c, chunked: true}
	now := time.Now()
	s.due = [...]time.Time{now.Add(time.Hour), now.Add(time.Hour), now.Add(time.Hour)}
	at, leave := g.hub.join(l.who, team.Member{}, s)
	l.at = at
	over := make(chan error, 1)
	s.begin(func(err error) { leave(); over <- err })
	return over
}

func TestBoard_SlowReadersHoldUpNobody(t *testing.T) {
	g := hall(2)
	var slow, all []*cable
	var over []<-chan error
	free := make(chan struct{})
	for i := range 30 {
		c := newCable()
		if all = append(all, c); i < 20 {
			c.held = free
			slow = append(slow, c)
		}
		over = append(over, g.connect(c, "d"))
	}
	soon(t, "the others are told while all workers are held up", func() bool {
		return !slices.ContainsFunc(all[len(slow):], func(c *cable) bool { return !strings.Contains(c.text(), `{"rev":7}`) })
	})
	for _, c := range slow {
		if c.text() != "" {
			t.Errorf("a slow reader read %q", c.text())
		}
	}
	close(free)
	close(g.closing)
	g.hub.ringAll()
	for i, o := range over {
		if err := <-o; err != nil {
			t.Errorf("line %d ended with %v", i, err)
		}
		if text := all[i].text(); !strings.HasSuffix(text, "\r\n0\r\n\r\n") {
			t.Errorf("line %d ended with %q", i, text)
		}
	}
	g.idle.Wait()
}

func TestBoard_DropsWhoDoesNotReadInTime(t *testing.T) {
	g := hall(2)
	c := newCable()
	c.fail = os.ErrDeadlineExceeded
	before := time.Now()
	err := <-g.connect(c, "d")
	var nobody unheard
	if !errors.As(err, &nobody) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("it ended with %v", err)
	}
	<-c.over
	if c.until.Before(before.Add(writeTime)) || c.until.After(time.Now().Add(writeTime)) {
		t.Errorf("a write may take until %v, asked at %v", c.until, before)
	}
	g.idle.Wait()
}

func TestBoard_DoesWhatIsDueAndEndsInTime(t *testing.T) {
	g := hall(1)
	c := newCable()
	l := &listener{g: g, who: store.Caller{Device: "d"}, rev: -1}
	s := &line{listener: l, conn: c, chunked: true}
	at, leave := g.hub.join(l.who, team.Member{}, s)
	l.at = at
	now := time.Now()
	s.due = [...]time.Time{beats: now, checks: now.Add(time.Hour), lives: now.Add(time.Millisecond)}
	over := make(chan error, 1)
	s.begin(func(err error) { leave(); over <- err })
	if err := <-over; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if text := c.text(); !strings.HasPrefix(text, "4\r\n: \n\n\r\n") || !strings.HasSuffix(text, "\r\n0\r\n\r\n") {
		t.Errorf("it said %q", text)
	}
	g.idle.Wait()
	if n := g.hub.count(); n != 0 {
		t.Errorf("%d are still there", n)
	}
}

func TestLine_OfADeviceThatWasRevokedBeforeItBeganSaysSo(t *testing.T) {
	g := hall(1)
	door := newDoor()
	l := &listener{g: g, who: store.Caller{Device: "d"}, rev: -1, door: door}
	at, leave := g.hub.join(l.who, team.Member{}, door)
	l.at = at
	g.hub.drop("d")
	c := newCable()
	s := &line{listener: l, conn: c, due: [3]time.Time{time.Now().Add(time.Hour), time.Now().Add(time.Hour), time.Now().Add(time.Hour)}}
	g.hub.rewire(at, door, s)
	over := make(chan error, 1)
	s.begin(func(err error) { leave(); over <- err })
	if err := <-over; err != nil || c.text() != endEvent {
		t.Errorf("it ended with %v after %q", err, c.text())
	}
	g.idle.Wait()
}

// soon waits for what other goroutines do.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}
