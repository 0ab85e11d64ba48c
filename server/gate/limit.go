package gate

import (
	"cmp"
	"context"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pace is how often, and how many at once.
type Pace struct {
	Every time.Duration // one more after this long
	Burst int
}

// Limits bound what callers take. Zero fields are the defaults.
type Limits struct {
	IP      Pace // requests of an address (IPv6: of its /64); a whole office may share one
	SignIn  Pace // sign-ins of an address
	Account Pace // requests of a member
	Device  Pace // requests of a device
	Guess   Pace // passwords tried for one handle

	Hashes    int   // passwords checked at once: each takes 19 MiB
	Working   int   // requests at once
	Heavy     int   // bootstraps at once
	Searching int   // searches at once
	Waiting   int   // streams and long polls
	Blob      int64 // bytes of a file
	Quota     int64 // bytes that a device may bring in a day
}

func (l Limits) orDefault() Limits {
	pace := func(p Pace, every time.Duration, burst int) Pace {
		if p.Burst == 0 {
			return Pace{every, burst}
		}
		return p
	}
	return Limits{
		IP: pace(l.IP, time.Millisecond, 5000), SignIn: pace(l.SignIn, time.Second, 30),
		Account: pace(l.Account, 20*time.Millisecond, 400), Device: pace(l.Device, 50*time.Millisecond, 200),
		Guess:  pace(l.Guess, 30*time.Second, 10),
		Hashes: cmp.Or(l.Hashes, 3), Working: cmp.Or(l.Working, 64), Heavy: cmp.Or(l.Heavy, 4), Searching: cmp.Or(l.Searching, 8),
		Waiting: cmp.Or(l.Waiting, 20000), Blob: cmp.Or(l.Blob, 100<<20), Quota: cmp.Or(l.Quota, 2<<30),
	}
}

// class is what a request costs.
type class int

const (
	working class = iota
	heavy
	searching
	waiting
)

// limiter says no before anything is read from the database.
type limiter struct {
	ip, signIn, account, device, guess *paces
	room                               map[class]chan struct{}
}

func newLimiter(l Limits, now func() time.Time) *limiter {
	of := func(p Pace) *paces { return &paces{pace: p, now: now, young: map[string]*rate.Limiter{}} }
	return &limiter{
		ip: of(l.IP), signIn: of(l.SignIn), account: of(l.Account), device: of(l.Device), guess: of(l.Guess),
		room: map[class]chan struct{}{
			working: make(chan struct{}, l.Working), heavy: make(chan struct{}, l.Heavy),
			searching: make(chan struct{}, l.Searching), waiting: make(chan struct{}, l.Waiting),
		},
	}
}

// queueTime is how long a short request waits for a place. After each change
// all desktops ask at once, and it costs less to have them wait a moment than
// to answer each that it must come again.
const queueTime = 10 * time.Second

// comeAgain is after how long who found no place is to try again.
const comeAgain = 2 * time.Second

// enter takes a place among those of a class; leave gives it back. What lasts
// long is refused at once where there is none.
func (l *limiter) enter(ctx context.Context, c class) (leave func(), err error) {
	leave = func() { <-l.room[c] }
	select {
	case l.room[c] <- struct{}{}:
		return leave, nil
	default:
	}
	if c == heavy || c == waiting {
		return nil, slow{comeAgain}
	}
	late := time.NewTimer(queueTime)
	defer late.Stop()
	select {
	case l.room[c] <- struct{}{}:
		return leave, nil
	case <-late.C:
		return nil, slow{comeAgain}
	case <-ctx.Done():
		return nil, gone(ctx.Err())
	}
}

// paces are the rates of many callers. Those not heard of for a while are
// forgotten: two generations, the older dropped when the younger is full.
type paces struct {
	pace Pace
	now  func() time.Time

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
	turned     time.Time
}

const (
	mostPaces = 50_000
	paceAge   = 10 * time.Minute
)

// take counts one of a caller; a refusal says how long to wait.
func (p *paces) take(who string) error {
	now := p.now()
	r := p.of(who, now).ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if r.OK() && wait == 0 {
		return nil
	}
	r.CancelAt(now)
	return slow{wait}
}

func (p *paces) of(who string, now time.Time) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.young) >= mostPaces || now.Sub(p.turned) > max(paceAge, p.pace.Every*time.Duration(p.pace.Burst)) {
		p.old, p.young, p.turned = p.young, map[string]*rate.Limiter{}, now
	}
	l, ok := p.young[who]
	if !ok {
		if l, ok = p.old[who]; !ok {
			l = rate.NewLimiter(rate.Every(p.pace.Every), p.pace.Burst)
		}
		p.young[who] = l
	}
	return l
}

// household is what an address is counted as: an IPv6 subscriber has a /64.
func household(a netip.Addr) string {
	a = a.Unmap()
	if a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

// lately remembers what happened within a time, so that it is not done again.
type lately struct {
	every time.Duration
	now   func() time.Time
	mu    sync.Mutex
	at    map[string]time.Time
}

func newLately(every time.Duration, now func() time.Time) *lately {
	return &lately{every: every, now: now, at: map[string]time.Time{}}
}

// due reports whether it is time for key again, and notes that it is done.
func (l *lately) due(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if at, ok := l.at[key]; ok && now.Sub(at) < l.every && now.Sub(at) >= 0 {
		return false
	}
	if len(l.at) > mostPaces {
		clear(l.at)
	}
	l.at[key] = now
	return true
}
