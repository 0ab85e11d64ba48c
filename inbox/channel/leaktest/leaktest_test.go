package leaktest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestJudge_WaitsForWhatIsEndingAndNamesWhatStays(t *testing.T) {
	left := make(chan struct{})
	go func() { <-left }()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var words strings.Builder
	code := judge(func() error {
		at = at.Add(25 * time.Second)
		return goleak.Find()
	}, func() time.Time { return at }, &words)
	if code != 1 || !strings.Contains(words.String(), "TestJudge_WaitsForWhatIsEnding") {
		t.Errorf("code %d, it says %q", code, words.String())
	}
	close(left)
	tries := 0
	code = judge(func() error {
		if tries++; tries < 3 {
			return errors.New("not yet")
		}
		return goleak.Find()
	}, time.Now, &words)
	if code != 0 || tries < 3 {
		t.Errorf("code %d after %d tries", code, tries)
	}
}
