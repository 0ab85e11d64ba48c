package collect

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// Pace is how trying again slows down: after the n-th failure in a row it
// waits a random time up to First doubled n-1 times, at most Most. The whole
// span is random ("full jitter"), so that many clients that lost the same
// server do not come back together.
type Pace struct {
	First, Most time.Duration
}

// Wait gives the time to wait after a number of failures in a row.
func (p Pace) Wait(failures int, random io.Reader) (time.Duration, error) {
	span := p.First
	for range failures - 1 {
		if span >= p.Most/2 {
			span = p.Most
			break
		}
		span *= 2
	}
	span = min(span, p.Most)
	if span <= 0 {
		return 0, nil
	}
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return span, fmt.Errorf("read randomness: %w", err)
	}
	// The bias of the remainder is below one in 10^6 for spans of minutes.
	return time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(span)), nil
}
