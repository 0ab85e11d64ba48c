package email

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// spans is a set of UIDs as ascending ranges that do not touch.
type spans []span

type span struct{ lo, hi uint32 }

// spansOf makes a set of UIDs in any order.
func spansOf(uids []uint32) spans {
	sorted := slices.Clone(uids)
	slices.Sort(sorted)
	var s spans
	for _, u := range sorted {
		s = s.push(span{u, u})
	}
	return s
}

// push adds a range that begins not before the last one.
func (s spans) push(r span) spans {
	if n := len(s); n > 0 && uint64(r.lo) <= uint64(s[n-1].hi)+1 {
		s[n-1].hi = max(s[n-1].hi, r.hi)
		return s
	}
	return append(s, r)
}

func (s spans) count() int {
	n := 0
	for _, r := range s {
		n += int(r.hi-r.lo) + 1
	}
	return n
}

// newest gives the n highest UIDs, highest first.
func (s spans) newest(n int) []uint32 {
	var out []uint32
	for i := len(s) - 1; i >= 0 && len(out) < n; i-- {
		for u := uint64(s[i].hi); u >= uint64(s[i].lo) && len(out) < n; u-- {
			out = append(out, uint32(u))
		}
	}
	return out
}

func (s spans) has(u uint32) bool {
	_, found := slices.BinarySearchFunc(s, u, func(r span, u uint32) int {
		switch {
		case r.hi < u:
			return -1
		case r.lo > u:
			return 1
		default:
			return 0
		}
	})
	return found
}

// union gives what is in either.
func (s spans) union(o spans) spans {
	all := append(slices.Clone(s), o...)
	slices.SortFunc(all, func(a, b span) int { return int(int64(a.lo) - int64(b.lo)) })
	var out spans
	for _, r := range all {
		out = out.push(r)
	}
	return out
}

// minus gives what is in s and not in o.
func (s spans) minus(o spans) spans {
	var out spans
	i := 0
	for _, r := range s {
		lo := uint64(r.lo)
		for ; i < len(o) && o[i].hi < r.lo; i++ {
		}
		for j := i; j < len(o) && o[j].lo <= r.hi; j++ {
			if uint64(o[j].lo) > lo {
				out = out.push(span{uint32(lo), o[j].lo - 1})
			}
			lo = uint64(o[j].hi) + 1
		}
		if lo <= uint64(r.hi) {
			out = out.push(span{uint32(lo), r.hi})
		}
	}
	return out
}

// uidSet is the set as a command takes it.
func (s spans) uidSet() imap.UIDSet {
	var set imap.UIDSet
	for _, r := range s {
		set.AddRange(imap.UID(r.lo), imap.UID(r.hi))
	}
	return set
}

// MarshalText writes the set as IMAP does: "1:5,9".
func (s spans) MarshalText() ([]byte, error) {
	var b []byte
	for i, r := range s {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(r.lo), 10)
		if r.hi != r.lo {
			b = strconv.AppendUint(append(b, ':'), uint64(r.hi), 10)
		}
	}
	return b, nil
}

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (s *spans) UnmarshalText(text []byte) error {
	*s = nil
	if len(text) == 0 {
		return nil
	}
	last := uint64(0)
	for part := range strings.SplitSeq(string(text), ",") {
		from, to, ranged := strings.Cut(part, ":")
		if !ranged {
			to = from
		}
		lo, err := strconv.ParseUint(from, 10, 32)
		if err != nil {
			return fmt.Errorf("read UIDs: %w", err)
		}
		hi, err := strconv.ParseUint(to, 10, 32)
		if err != nil || lo == 0 || hi < lo || lo <= last {
			return fmt.Errorf("read UIDs: %q is not a range", part)
		}
		*s, last = append(*s, span{uint32(lo), uint32(hi)}), hi
	}
	return nil
}
