// Package porttest finds ports for servers that a test starts as programs of
// their own, which cannot be given a listener that is open already.
package porttest

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// The ports lie below those that a system gives out by itself: Linux begins at
// 32768, others higher. A port that was asked of the system and closed again may
// be given to somebody else before the server is there.
const (
	lowest  = 20000
	count   = 12000
	attempt = 1000
)

// Free is a port of 127.0.0.1 on which nobody listens, now and until the test
// ends, but for the server that it is for: nobody gets it from the system, and
// no other call gives it, in whichever test program.
func Free(t testing.TB) int {
	t.Helper()
	var last error
	for range attempt {
		port := lowest + rand.IntN(count)
		if last = take(t, port); last == nil {
			return port
		}
	}
	t.Fatalf("find a free port: %v", last)
	return 0
}

// Address is 127.0.0.1 with a port that is Free.
func Address(t testing.TB) string {
	t.Helper()
	return address(Free(t))
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// take marks a port as taken by keeping its namesake of UDP, which no server of
// a test uses, and looks whether it is free.
func take(t testing.TB, port int) error {
	mark, err := net.ListenPacket("udp4", address(port))
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp4", address(port))
	if err != nil {
		return errors.Join(err, mark.Close())
	}
	t.Cleanup(func() { _ = mark.Close() })
	return ln.Close()
}
