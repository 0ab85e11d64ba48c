package sample

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// The arrivals of an open sample, counted in the time for which it is open.
const (
	// slot and jitter make gaps of 20 to 90 s between two ordinary arrivals.
	slot   = 55 * time.Second
	jitter = 35 * time.Second
	// storm is when the complaints about the X200 begin to come: soon enough for
	// the early warning to ring within two minutes.
	storm = 15 * time.Second
	// volley of them come one in eight seconds; then, for stormLasts, they grow
	// from one in 40 s to one in 4 s, and ebb away.
	volley      = 14
	volleyEvery = 8 * time.Second
	stormLasts  = 25 * time.Minute
	// stormPosts is how many there are.
	stormPosts = 90
	// asleep is how long a sample was not looked at when it was closed: what
	// would have come meanwhile does not come.
	asleep = 3 * time.Minute
	// latest is when a sample left open falls silent.
	latest = 12 * time.Hour
)

// position is where an account of the sample was read to.
type position struct {
	Version int       `json:"v"`
	At      time.Time `json:"at"`   // when it was last looked at
	Open    int64     `json:"open"` // ms for which it was open by then
}

func positionOf(cur channel.Cursor, now time.Time) (position, error) {
	if cur == nil {
		return position{Version: 1, At: now}, nil
	}
	var p position
	if err := json.Unmarshal(cur, &p); err != nil || p.Version != 1 {
		return position{}, channel.Fail(channel.CursorLost, "not a position of the sample", err)
	}
	return p, nil
}

func (p position) cursor() (channel.Cursor, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the position: %w", err)
	}
	return raw, nil
}

func (p position) open() time.Duration { return time.Duration(p.Open) * time.Millisecond }

// arrival is one message to come.
type arrival struct {
	after   time.Duration // of being open
	account inbox.AccountID
	heat    bool
	number  int
}

// coming lists what comes on an account after one time of being open and up to
// another, in order. It depends on the seed alone.
func coming(seed uint64, account inbox.AccountID, from, to time.Duration) []arrival {
	var out []arrival
	for n := max(0, int(from/slot)-1); ; n++ {
		a := ordinary(seed, n)
		if time.Duration(n)*slot > min(to, latest) {
			break
		}
		if a.account == account && a.after > from && a.after <= to {
			out = append(out, a)
		}
	}
	for n := range stormPosts {
		a := heated(seed, n)
		if a.account == account && a.after > from && a.after <= to {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b arrival) int { return int(a.after - b.after) })
	return out
}

func ordinary(seed uint64, n int) arrival {
	rng := rand.New(rand.NewPCG(seed, 2*uint64(n)))
	return arrival{
		after:   (time.Duration(n)*slot + 15*time.Second + time.Duration(rng.Int64N(int64(jitter)))).Truncate(time.Millisecond),
		account: weighted(rng, []inbox.AccountID{Contact, Care, Toots, Page, Reviews, Watch}, []int{12, 20, 28, 26, 9, 5}),
		number:  n,
	}
}

// heated gives the n-th complaint of the storm: a volley, then one in a while,
// in the end one every few seconds.
func heated(seed uint64, n int) arrival {
	rng := rand.New(rand.NewPCG(seed, 2*uint64(n)+1))
	x := (float64(n) + rng.Float64()*0.6) / stormPosts
	left := 1 - x
	after := time.Duration((0.8*(1-left*left*left) + 0.2*x) * float64(stormLasts))
	if n < volley {
		after = time.Duration(n) * volleyEvery
	}
	if ebb := n - (stormPosts - 10); ebb > 0 {
		after += time.Duration(ebb*ebb) * 6 * time.Second
	}
	return arrival{
		after:   (storm + after).Truncate(time.Millisecond),
		account: weighted(rng, []inbox.AccountID{Toots, Page, Care, Reviews, Watch}, []int{46, 34, 11, 5, 4}),
		heat:    true, number: n,
	}
}

// written is the message of an arrival at a time. Reading it twice gives the
// same words under the same id.
func written(seed uint64, a arrival, at time.Time) (channel.Upsert, error) {
	kind, stream := "live", 2*uint64(a.number)
	if a.heat {
		kind, stream = "heat", stream+1
	}
	w, err := newWriter(rand.New(rand.NewPCG(seed+1, stream)), at, fmt.Sprintf("%s-%d-", kind, a.number))
	if err != nil {
		return channel.Upsert{}, err
	}
	w.people = 2000 + 2*a.number + len(kind)%2
	var e Exchange
	switch {
	case a.heat && a.account == Watch:
		e = w.about(a.account, "watch", w.tongue(), at)
	case a.heat:
		e = w.alarm(a.account, w.tongue(), at)
	default:
		e = w.exchange(a.account, at)
	}
	list := []Exchange{{Messages: e.Messages[:1]}}
	list[0].Messages[0].Message.ReceivedAt = at
	if err := Seal(list); err != nil {
		return channel.Upsert{}, err
	}
	return list[0].Messages[0], nil
}
