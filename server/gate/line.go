package gate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"
)

// line is a stream whose connection was taken over from net/http: what that
// keeps for a request (two goroutines, buffers, the request itself) is more than
// half of what an idle desktop costs. A line has one goroutine, which only
// notices its end; what is to be said is said by the board.
type line struct {
	*listener
	conn    net.Conn
	chunked bool         // framing (RFC 9112, section 7.1); else the end of the connection ends it
	over    func(error)  // told how it ended, once
	alarm   *time.Timer  // rings it when something is due
	due     [3]time.Time // by duty
	ended   atomic.Bool  // the device may not listen any more
	lost    atomic.Bool  // the other end is gone
	stands  standing     // with the board, which guards it
}

// What a line does by the clock.
const (
	beats = iota
	checks
	lives
)

// event is the last thing said to a device that may not listen any more.
const endEvent = "event: end\ndata: {}\n\n"

// takeOver makes a line of a stream to which the headers and the first words
// were written, or gives nil where its connection cannot be had: HTTP/2 has many
// streams on one.
func (g *Gate) takeOver(w http.ResponseWriter, r *http.Request, l *listener) (*line, error) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		return nil, nil
	}
	if err != nil {
		return nil, gone(err)
	}
	s := &line{listener: l, conn: conn, chunked: r.ProtoAtLeast(1, 1)}
	now := time.Now()
	for duty, after := range [...]time.Duration{beats: beatAfter(), checks: checkAfter(), lives: lifeAfter()} {
		s.due[duty] = now.Add(after)
	}
	g.hub.rewire(l.at, l.door, s)
	l.door = nil
	return s, nil
}

func beatAfter() time.Duration  { return heartbeat + rand.N(heartbeat/3) }
func checkAfter() time.Duration { return recheck + rand.N(recheck/4) }
func lifeAfter() time.Duration  { return streamLife + rand.N(2*time.Minute) }

// begin has the board tell the line what is new, from now on. over is called
// when it has ended.
func (s *line) begin(over func(error)) {
	s.over = over
	s.alarm = time.AfterFunc(s.next(time.Now()), s.ring)
	s.g.idle.Go(s.notice)
	s.g.board.open(s)
}

func (s *line) ring() { s.g.board.ring(s) }

func (s *line) end() {
	s.ended.Store(true)
	s.ring()
}

// notice waits for the connection's end. It is all that most lines do, and so
// it takes little room: the wait is for the socket, not for words of TLS. A
// client that speaks is not listened to, as net/http would not.
func (s *line) notice() {
	awaitInput(s.conn)
	var nothing [1]byte
	if _, err := s.conn.Read(nothing[:]); err == nil {
		return
	}
	s.lost.Store(true)
	s.ring()
}

// awaitInput waits until something is there to be read, or the end of it. Where
// that cannot be waited for it returns at once.
func awaitInput(conn net.Conn) {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = t.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return
	}
	waited := false
	_ = raw.Read(func(uintptr) bool { // what went wrong, the reading says
		again := waited
		waited = true
		return again
	})
}

// next is how long it is until something is due.
func (s *line) next(now time.Time) time.Duration {
	first := s.due[lives]
	for _, at := range s.due {
		if at.Before(first) {
			first = at
		}
	}
	return max(time.Millisecond, first.Sub(now))
}

// step does what there is to do, and reports whether the line is at its end and
// why.
func (s *line) step() (end bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	select {
	case <-s.g.closing:
		return true, nil
	default:
	}
	switch {
	case s.lost.Load():
		return true, gone(context.Canceled)
	case s.ended.Load():
		return true, gone(s.write(endEvent))
	}
	now := time.Now()
	if err := s.duties(ctx, now); err != nil {
		return true, err
	}
	if err := s.tell(ctx, s); err != nil {
		return true, err
	}
	return !now.Before(s.due[lives]), nil
}

// duties does what is due by the clock.
func (s *line) duties(ctx context.Context, now time.Time) error {
	check, beat := !now.Before(s.due[checks]), !now.Before(s.due[beats])
	if check {
		s.due[checks] = now.Add(checkAfter())
		if err := s.recheck(ctx); err != nil {
			return errors.Join(err, gone(s.write(endEvent)))
		}
	}
	if beat {
		s.due[beats] = now.Add(beatAfter())
		if err := s.write(": \n\n"); err != nil {
			return gone(err)
		}
	}
	if check || beat {
		s.alarm.Reset(s.next(now))
	}
	return nil
}

// write sends a part of the answer, with a deadline of its own.
func (s *line) write(text string) error {
	if s.chunked {
		text = fmt.Sprintf("%x\r\n%s\r\n", len(text), text)
	}
	return s.put(text)
}

func (s *line) put(text string) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	_, err := s.conn.Write([]byte(text))
	return err
}

// finish ends the answer, where anybody is left to hear it, and the connection.
func (s *line) finish(err error) {
	s.alarm.Stop()
	var nobody unheard
	if s.chunked && !errors.As(err, &nobody) {
		if failed := s.put("0\r\n\r\n"); failed != nil {
			err = errors.Join(err, gone(failed))
		}
	}
	_ = s.conn.Close() // all was said, or nobody is there
	s.over(err)
}
