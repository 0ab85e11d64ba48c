// Package leaktest ends a test program as failed when its tests left goroutines
// behind.
package leaktest

import (
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long goroutines that are ending may take: on a computer that
// is busy, longer than the half second that goleak waits by itself.
const patience = time.Minute

// Main runs the tests, as the whole of a TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		code = judge(func() error { return goleak.Find() }, time.Now, os.Stderr)
	}
	os.Exit(code)
}

// judge looks for what is left until nothing is, or patience ends.
func judge(find func() error, now func() time.Time, words io.Writer) int {
	for end := now().Add(patience); ; {
		err := find()
		if err == nil {
			return 0
		}
		if now().After(end) {
			fmt.Fprintln(words, err)
			return 1
		}
	}
}
