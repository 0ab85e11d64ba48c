package porttest

import (
	"net"
	"testing"
)

func TestFree_GivesAPortOnceUntilTheTestEnds(t *testing.T) {
	given := map[int]bool{}
	t.Run("every call another one, below those of the system", func(t *testing.T) {
		for range 200 {
			port := Free(t)
			if given[port] || port < lowest || port >= lowest+count {
				t.Fatalf("%d was given, after %d others", port, len(given))
			}
			given[port] = true
			if take(t, port) == nil {
				t.Errorf("%d is given a second time", port)
			}
		}
	})
	for port := range given {
		if err := take(t, port); err == nil {
			return // its test has ended
		}
	}
	t.Error("none is given back at the end of its test")
}

func TestAddress_IsForAServerOfOnesOwn(t *testing.T) {
	at := Address(t)
	for range 2 { // it may start again
		ln, err := net.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFree_LeavesOutWhatSomebodyElseListensOn(t *testing.T) {
	ln, err := net.Listen("tcp4", Address(t))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	port := ln.Addr().(*net.TCPAddr).Port
	t.Run("inner", func(t *testing.T) {
		if take(t, port) == nil {
			t.Errorf("%d is in use, and is given", port)
		}
	})
}
