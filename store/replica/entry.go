package replica

import (
	"slices"
	"time"

	"vigie/store/wire"
)

// Standing is what is known of an order.
type Standing string

// The standings. Waiting is on its way, or its answer was lost. Refused waits
// for a person to look at it; it had no effect.
const (
	Waiting Standing = "waiting"
	Taken   Standing = "taken"
	Refused Standing = "refused"
)

// Entry is an order with what is known of it.
type Entry struct {
	Order    wire.Order
	Standing Standing
	// Fault is why the server refused it, or (of a waiting one) why it does not
	// apply here any more; nil when nothing is known against it.
	Fault      *wire.Fault
	AnsweredAt time.Time
	Dismissed  bool // a person looked at a refused one
}

// ToConfirm reports a refused order that was refused only because it came
// late: nothing goes out in public long after it was written, unless a person
// says so again.
func (e Entry) ToConfirm() bool {
	return e.Standing == Refused && !e.Dismissed && e.Fault != nil && e.Fault.Key == keyLate
}

const keyLate = "fault.reply-late"

// Needed reports an entry whose words somebody still needs: it waits for the
// server, or for a person to look at why it was refused.
func (e Entry) Needed() bool { return e.Standing == Waiting || e.ToReview() }

// ToReview reports a refused order that a person did not look at yet.
func (e Entry) ToReview() bool { return e.Standing == Refused && !e.Dismissed }

// ToPush lists what is to be sent, in its order: what waits for an answer; from
// a number on that the server asked for, everything, answered or not, because a
// server that was restored has forgotten it. What goes out in public and was
// answered before is given as too late: it may have left, and must not leave
// again. whole is false when the server asks for a number that is not kept any
// more.
func ToPush(entries []Entry, want int64, most int) (orders []wire.Order, whole bool) {
	first := int64(0)
	for _, e := range entries {
		if first == 0 || e.Order.Seq < first {
			first = e.Order.Seq
		}
		if e.Standing == Waiting || want > 0 && e.Order.Seq >= want {
			orders = append(orders, e.again())
		}
	}
	slices.SortFunc(orders, bySeq)
	whole = want == 0 || len(orders) > 0 && orders[0].Seq <= want || len(entries) == 0 && want <= 1
	if want > 0 && first > want {
		whole = false
	}
	return orders[:min(most, len(orders))], whole
}

// again is the order as it is sent now.
func (e Entry) again() wire.Order {
	if e.Standing != Waiting && (e.Order.Until > 0 || goesOut(e.Order.Name)) {
		e.Order.Until = 1
	}
	return e.Order
}

// Retell gives the number from which on a server is told again all that is kept;
// 0 is nothing. last is the last number that the server knows, epoch its epoch,
// and told the epoch in which it was last told everything. In another epoch it
// may know other orders under our numbers, those of a copied computer that came
// first; it sees that by their prints, and only when they are shown to it.
func Retell(entries []Entry, last int64, told, epoch string) int64 {
	if told != epoch && len(entries) > 0 {
		return slices.MinFunc(entries, func(a, b Entry) int { return bySeq(a.Order, b.Order) }).Order.Seq
	}
	return forgotten(entries, last)
}

// After gives the number with which the telling from a number on goes on after
// some answers; 0 is the end.
func After(entries []Entry, want int64, answers []wire.Answer) int64 {
	next, last := int64(0), want-1
	if len(answers) > 0 {
		last = answers[len(answers)-1].Seq
	}
	for _, e := range entries {
		if e.Order.Seq > last && (next == 0 || e.Order.Seq < next) {
			next = e.Order.Seq
		}
	}
	return next
}

// forgotten gives the first number that a server must be told again, when the
// last one that it knows is last: it was restored from a backup that is older
// than its answers. 0 is none.
func forgotten(entries []Entry, last int64) int64 {
	if slices.ContainsFunc(entries, func(e Entry) bool { return e.Standing != Waiting && e.Order.Seq > last }) {
		return last + 1
	}
	return 0
}

// ToReplay lists what is to be carried out again upon the server's state as of
// its number last: what it had not taken by then, unless it is known to be
// refused.
func ToReplay(entries []Entry, last int64) []wire.Order {
	var out []wire.Order
	for _, e := range entries {
		if e.Order.Seq > last && e.Standing != Refused {
			out = append(out, e.Order)
		}
	}
	slices.SortFunc(out, bySeq)
	return out
}

// Learn gives the entries that an answer changes, as they are after it. An order
// that was answered before may be answered otherwise by a restored server, which
// carried it out anew.
func Learn(entries []Entry, answers []wire.Answer, at time.Time) []Entry {
	var changed []Entry
	for _, a := range answers {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.matches(a) })
		if i < 0 || entries[i].Standing != Waiting && (a.State == wire.Already || (a.State == wire.Refused) == (entries[i].Standing == Refused)) {
			continue
		}
		changed = append(changed, entries[i].answered(a, at))
	}
	return changed
}

// Doubted gives the number from which a server is shown all that is kept, after
// it said that it knows another order under the number forked: it may be a
// restored one, which knows others under numbers before it that an older server
// answered. 0 is that there are none.
func Doubted(entries []Entry, forked int64) int64 {
	first := forked
	for _, e := range entries {
		first = min(first, e.Order.Seq)
	}
	if first == forked {
		return 0
	}
	return first
}

// Unheard gives the entries from a number on, as they stand after a server said
// that it knows other orders under these numbers: it never heard of ours, what
// an older server answered notwithstanding.
func Unheard(entries []Entry, from int64) []Entry {
	var changed []Entry
	for _, e := range entries {
		if e.Standing == Taken && from > 0 && e.Order.Seq >= from {
			e.Standing, e.Fault, e.AnsweredAt = Waiting, nil, time.Time{}
			changed = append(changed, e)
		}
	}
	return changed
}

// answered gives an entry the server's answer.
func (e Entry) answered(a wire.Answer, at time.Time) Entry {
	e.Standing, e.Fault, e.AnsweredAt = Taken, nil, at
	if a.State == wire.Refused {
		e.Standing, e.Fault = Refused, a.Fault
		if e.Fault == nil {
			e.Fault = &wire.Fault{Kind: "internal", Key: "fault.internal"}
		}
	}
	return e
}

// matches reports whether an answer is to the entry.
func (e Entry) matches(a wire.Answer) bool { return e.Order.Seq == a.Seq && e.Order.ID == a.ID }

// Spent reports an entry that nobody needs any more: it was taken, or refused
// and looked at, so long ago that no restored server will ask for it.
func (e Entry) Spent(now time.Time) bool {
	old := !e.AnsweredAt.IsZero() && now.Sub(e.AnsweredAt) > keptFor
	return old && (e.Standing == Taken || e.Standing == Refused && e.Dismissed)
}

// keptFor is how long answered orders are kept, for a server that is restored
// from a backup.
const keptFor = 7 * 24 * time.Hour

func bySeq(a, b wire.Order) int { return int(a.Seq - b.Seq) }
