package gate

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

type (
	// answering answers anybody; an error is written by who calls it.
	answering func(http.ResponseWriter, *http.Request) error
	// calling answers a caller who was proved.
	calling func(http.ResponseWriter, *http.Request, call) error
)

// call is a request with who makes it, as they stand now.
type call struct {
	store.Caller
	seat store.Seat
}

// witness remembers what was answered, for the log and the figures.
type witness struct {
	http.ResponseWriter
	status int
	caller store.Caller
	goesOn *line    // the answer goes on when the request is over
	kept   []func() // what is given back when the answer is over, too
}

// goOn has a line go on after the request; out is called when it has ended.
func goOn(w http.ResponseWriter, s *line, out func()) {
	if seen, ok := w.(*witness); ok {
		seen.goesOn, seen.kept = s, append(seen.kept, out)
	}
}

// whenOver gives back what an answer took: at once, but for one that goes on.
func whenOver(w http.ResponseWriter, back func()) {
	if seen, ok := w.(*witness); ok && seen.goesOn != nil {
		seen.kept = append(seen.kept, back)
		return
	}
	back()
}

// lodging is an answer within another; back is called once it is over.
type lodging struct {
	http.ResponseWriter
	back func()
}

// Unwrap lets http.ResponseController find the connection.
func (l *lodging) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (l *lodging) leave() {
	if l.back != nil {
		l.back()
	}
}

func (w *witness) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *witness) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find the connection.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// endpoint runs a handler: address limits first, then the answer, then what
// the log and the figures say of it. Neither says what a person wrote: no
// query, no body, no token.
func (g *Gate) endpoint(pattern string, f answering) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w, began := &witness{ResponseWriter: rw}, g.o.Now()
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		err := g.limits.ip.take(household(g.address(r)))
		if err == nil {
			err = f(w, r)
		}
		if w.goesOn != nil {
			g.leaveOn(pattern, w, began)
			return
		}
		g.answered(r.Context(), pattern, w, began, err)
	})
}

// answered writes a refusal and says in the log and the figures how it was.
func (g *Gate) answered(ctx context.Context, pattern string, w *witness, began time.Time, err error) {
	var nobody unheard
	if err != nil && !errors.As(err, &nobody) {
		if w.status == 0 {
			refuse(w, err)
		}
		g.meter.refused(err)
	}
	took := g.o.Now().Sub(began)
	g.meter.answered(pattern, w.status, took)
	g.note(ctx, pattern, w, took, err)
}

// leaveOn begins a line when its request is over, of which nothing is kept.
func (g *Gate) leaveOn(pattern string, w *witness, began time.Time) {
	s := w.goesOn
	if l, ok := w.ResponseWriter.(*lodging); ok {
		w.kept, l.back = append(w.kept, l.back), nil
	}
	w.ResponseWriter, w.goesOn = nil, nil
	s.begin(func(err error) {
		for _, back := range w.kept {
			defer back() // whatever becomes of the rest: who closes waits for it
		}
		g.answered(context.Background(), pattern, w, began, err)
	})
}

func (g *Gate) note(ctx context.Context, pattern string, w *witness, took time.Duration, err error) {
	attrs := []any{"endpoint", pattern, "status", w.status, "ms", took.Milliseconds()}
	if w.caller.Device != "" {
		attrs = append(attrs, "device", w.caller.Device, "member", string(w.caller.Member))
	}
	_, status := problemOf(err)
	switch {
	case err == nil:
		g.o.Log.DebugContext(ctx, "answered", attrs...)
	case status >= http.StatusInternalServerError && w.status >= http.StatusInternalServerError:
		g.o.Log.ErrorContext(ctx, "failed", append(attrs, "error", err)...)
	default:
		g.o.Log.InfoContext(ctx, "refused", append(attrs, "why", reason(err))...)
	}
}

// reason is an error in a word.
func reason(err error) string {
	p, _ := problemOf(err)
	return p.Code
}

// anybody runs a handler that needs no token.
func (g *Gate) anybody(f answering) answering {
	return func(w http.ResponseWriter, r *http.Request) error {
		leave, err := g.limits.enter(r.Context(), working)
		if err != nil {
			return err
		}
		defer leave()
		return f(w, r)
	}
}

// signed runs a handler for a caller with a good token. Everything that memory
// can refuse is refused before the database is asked; then the rights are
// read, at each request.
func (g *Gate) signed(c class, f calling) answering {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := g.bearer(r)
		if err != nil {
			return err
		}
		if seen, ok := w.(*witness); ok {
			seen.caller = who
		}
		if err := g.limits.device.take(who.Device); err != nil {
			return err
		}
		if err := g.limits.account.take(string(who.Member)); err != nil {
			return err
		}
		leave, err := g.limits.enter(r.Context(), c)
		if err != nil {
			return err
		}
		defer func() { whenOver(w, leave) }()
		seat, err := g.seat(r.Context(), who)
		if err != nil {
			return err
		}
		return f(w, r, call{who, seat})
	}
}

// bearer reads the token of a request.
func (g *Gate) bearer(r *http.Request) (store.Caller, error) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || len(token) > 4096 {
		return store.Caller{}, &wire.Problem{Code: wire.CodeSignIn}
	}
	return g.keys.check(r.Context(), token)
}

// seat reads how a caller stands now.
func (g *Gate) seat(ctx context.Context, who store.Caller) (store.Seat, error) {
	s, err := g.o.Register.Seat(ctx, who.Device)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return s, &wire.Problem{Code: wire.CodeSignIn}
	case err != nil:
		return s, err
	case s.Ended():
		return s, &wire.Problem{Code: wire.CodeRevoked}
	case s.Device.Member != who.Member:
		return s, &wire.Problem{Code: wire.CodeSignIn}
	}
	if g.seen.due(who.Device) {
		if err := g.o.Register.SeenDevice(ctx, who.Device); err != nil {
			g.o.Log.WarnContext(ctx, "note that a device is at work", "error", err)
		}
	}
	return s, nil
}

// may refuses who may not manage the house.
func (c call) mayManage() error {
	if c.seat.Member.Profile.May(team.Manage) {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.profile-may-not", "Profile", string(c.seat.Member.Profile))
}

// address is where a request comes from: the connection's other end, or, when
// that is a proxy of ours, whom it names.
func (g *Gate) address(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a := ap.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && g.trusts(a); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		a = next.Unmap()
	}
	return a
}

func (g *Gate) trusts(a netip.Addr) bool {
	for _, p := range g.o.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
