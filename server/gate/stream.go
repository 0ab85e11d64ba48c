package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"vigie/store"
	"vigie/store/wire"
)

const (
	heartbeat  = 15 * time.Second // and up to a third more
	streamLife = 15 * time.Minute // and up to two minutes more: desktops do not all come back at once
	recheck    = time.Minute      // how often a stream asks whether its member may still come in
	writeTime  = 10 * time.Second // a client that does not read this long is gone
	mostWait   = 50 * time.Second // of a long poll
)

// listener is a connected client with what it was told.
type listener struct {
	g     *Gate
	who   store.Caller
	at    *client
	door  *door // nil: it is a line, and waits nowhere
	rev   int64
	moved int64
	told  []wire.Presence
	sees  map[string]bool // conversations, asked once in a recheck
}

// hear makes the next poke: the revision, and who is where when that changed.
// It reports whether there is news.
func (l *listener) hear(ctx context.Context) (wire.Poke, bool, error) {
	rev := l.g.hub.rev.Load()
	if l.rev < 0 { // the hub may not have looked for a while
		var err error
		if rev, err = l.g.o.House.Revision(ctx); err != nil {
			return wire.Poke{}, false, err
		}
	}
	rev = max(rev, l.rev)
	p := wire.Poke{Rev: rev}
	all, moved := l.g.hub.others(l.at)
	news := rev != l.rev
	if moved != l.moved || len(all) > 0 && len(l.sees) == 0 {
		seen, err := l.visible(ctx, all)
		if err != nil {
			return p, false, err
		}
		if !slices.Equal(seen, l.told) {
			p.Present, l.told, news = seen, seen, true
		}
	}
	l.rev, l.moved = rev, moved
	return p, news, nil
}

// visible leaves out the conversations that the member does not see.
func (l *listener) visible(ctx context.Context, all []wire.Presence) ([]wire.Presence, error) {
	out := []wire.Presence{}
	for _, p := range all {
		sees, known := l.sees[p.Conversation]
		if !known {
			var err error
			if sees, err = l.g.o.House.Sees(ctx, l.who, "conversation", p.Conversation); err != nil {
				return nil, err
			}
			if l.sees == nil {
				l.sees = map[string]bool{}
			}
			l.sees[p.Conversation] = sees
		}
		if sees {
			out = append(out, p)
		}
	}
	return out, nil
}

// enter registers a stream or a long poll, unless the server is closing.
func (g *Gate) enter(c call) (*listener, func(), error) {
	g.idle.Add(1)
	select {
	case <-g.closing:
		g.idle.Done()
		return nil, nil, &wire.Problem{Code: wire.CodeSlow}
	default:
	}
	l := &listener{g: g, who: c.Caller, door: newDoor(), rev: -1}
	at, leave := g.hub.join(c.Caller, c.seat.Member, l.door)
	l.at = at
	return l, func() { leave(); g.idle.Done() }, nil
}

// stream tells of changes as server-sent events. Where the connection can be
// taken over, the stream goes on after the request.
func (g *Gate) stream(w http.ResponseWriter, r *http.Request, c call) error {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	l, leave, err := g.enter(c)
	if err != nil {
		return err
	}
	g.meter.streams.Inc()
	out := func() { g.meter.streams.Dec(); leave() }
	s, err := l.accept(w, r)
	if err != nil || s == nil {
		defer out()
		return err
	}
	goOn(w, s, out)
	return nil
}

// accept writes the headers and takes the connection over. Where that cannot
// be, it serves the stream to its end, and gives nil.
func (l *listener) accept(w http.ResponseWriter, r *http.Request) (*line, error) {
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "close") // RFC 9112, 9.6: nothing is answered after it
	}
	control, err := lasting(w)
	if err != nil {
		return nil, err
	}
	s := &sse{w: w, control: control}
	if err := s.write(": hello\n\n"); err != nil {
		return nil, gone(err)
	}
	taken, err := l.g.takeOver(w, r, l)
	if err != nil || taken != nil {
		return taken, err
	}
	return nil, l.serve(r.Context(), s)
}

// serve runs a stream to its end. Whatever ends it, the desktop comes back.
func (l *listener) serve(ctx context.Context, s *sse) error {
	beat := time.NewTicker(beatAfter())
	defer beat.Stop()
	check := time.NewTicker(checkAfter())
	defer check.Stop()
	life := time.NewTimer(lifeAfter())
	defer life.Stop()
	for {
		if err := l.tell(ctx, s); err != nil {
			return err
		}
		select {
		case <-l.door.poke:
		case <-beat.C:
			if err := s.write(": \n\n"); err != nil {
				return gone(err)
			}
		case <-check.C:
			if err := l.recheck(ctx); err != nil {
				return errors.Join(err, gone(s.write(endEvent)))
			}
		case <-l.door.ended:
			return gone(s.write(endEvent))
		case <-life.C:
			return nil
		case <-l.g.closing:
			return nil
		case <-ctx.Done():
			return gone(ctx.Err())
		}
	}
}

// recheck asks whether the member may still come in, and what they see now.
func (l *listener) recheck(ctx context.Context) error {
	clear(l.sees)
	seat, err := l.g.seat(ctx, l.who)
	if err != nil {
		return err
	}
	l.g.hub.stands(l.at, seat.Member)
	return nil
}

// telling is where words are written to.
type telling interface{ write(text string) error }

func (l *listener) tell(ctx context.Context, s telling) error {
	p, news, err := l.hear(ctx)
	if err != nil || !news {
		return err
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return gone(s.write(fmt.Sprintf("id: %d\nevent: poke\ndata: %s\n\n", p.Rev, raw)))
}

// sse writes events, each with a deadline of its own.
type sse struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s *sse) write(text string) error {
	if err := within(s.control, writeTime); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

// poll answers when the revision is past "since" or someone came or went, or
// after "wait" seconds: for networks that hold streams back.
func (g *Gate) poll(w http.ResponseWriter, r *http.Request, c call) error {
	q := r.URL.Query()
	since, err := strconv.ParseInt(q.Get("since"), 10, 64)
	if err != nil || since < 0 {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	wait, err := strconv.Atoi(q.Get("wait"))
	if err != nil || wait < 0 {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	l, leave, err := g.enter(c)
	if err != nil {
		return err
	}
	defer leave()
	control, err := lasting(w)
	if err != nil {
		return err
	}
	p, err := l.wait(r.Context(), since, min(time.Duration(wait)*time.Second, mostWait))
	if err != nil {
		return err
	}
	if err := within(control, writeTime); err != nil {
		return err
	}
	return reply(w, r, p)
}

// wait gives the first poke with news, or the last one when time is up. It
// always lists who is where: a long poll remembers nothing.
func (l *listener) wait(ctx context.Context, since int64, most time.Duration) (wire.Poke, error) {
	end := time.NewTimer(most)
	defer end.Stop()
	p, _, err := l.hear(ctx)
	for first := true; err == nil; first = false {
		if l.told == nil {
			l.told = []wire.Presence{}
		}
		moved := !first && p.Present != nil
		p.Present = l.told
		if p.Rev != since || moved {
			return p, nil
		}
		select {
		case <-l.door.poke:
			p, _, err = l.hear(ctx)
		case <-end.C:
			return p, nil
		case <-l.door.ended:
			return p, &wire.Problem{Code: wire.CodeRevoked}
		case <-l.g.closing:
			return p, nil
		case <-ctx.Done():
			return p, gone(ctx.Err())
		}
	}
	return p, err
}

// presence says where the caller is: a conversation, writing or not, or
// nowhere. It holds for 90 seconds.
func (g *Gate) presence(w http.ResponseWriter, r *http.Request, c call) error {
	var p wire.Presence
	if err := take(w, r, mostBody, &p); err != nil {
		return err
	}
	if p.Conversation != "" {
		if err := g.must(r, c, "conversation", p.Conversation); err != nil {
			return err
		}
	}
	p.Member = string(c.Member)
	g.hub.put(c.Device, p)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
