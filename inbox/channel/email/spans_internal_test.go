package email

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSpans_AreSetsOfUIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		uids := rapid.SliceOf(rapid.Uint32Range(1, 60))
		a, b := uids.Draw(t, "a"), uids.Draw(t, "b")
		sa, sb := spansOf(a), spansOf(b)
		for u := uint32(1); u <= 60; u++ {
			inA, inB := slices.Contains(a, u), slices.Contains(b, u)
			if got := sa.has(u); got != inA {
				t.Fatalf("%v has %d: %v", sa, u, got)
			}
			if got := sa.union(sb).has(u); got != (inA || inB) {
				t.Fatalf("%v or %v has %d: %v", sa, sb, u, got)
			}
			if got := sa.minus(sb).has(u); got != (inA && !inB) {
				t.Fatalf("%v but %v has %d: %v", sa, sb, u, got)
			}
		}
		text, err := sa.MarshalText()
		var back spans
		if err != nil || back.UnmarshalText(text) != nil || !slices.Equal(back, sa) {
			t.Fatalf("%v is written as %q and read as %v", sa, text, back)
		}
		if all := sa.newest(100); len(all) != sa.count() || !slices.IsSortedFunc(all, func(x, y uint32) int { return int(y) - int(x) }) {
			t.Fatalf("the newest of %v are %v", sa, all)
		}
	})
}

func TestSpans_HoldTheHighestUID(t *testing.T) {
	top := spans{{4294967290, 4294967295}}
	if got := top.newest(3); !slices.Equal(got, []uint32{4294967295, 4294967294, 4294967293}) {
		t.Errorf("newest = %v", got)
	}
	if got := top.minus(spans{{4294967295, 4294967295}}); !slices.Equal(got, spans{{4294967290, 4294967294}}) {
		t.Errorf("minus the last = %v", got)
	}
	if got := top.union(spans{{1, 2}}); got.count() != 8 {
		t.Errorf("union = %v", got)
	}
}

func FuzzReadPlace(f *testing.F) {
	for _, seed := range []string{`{"v":1,"boxes":{"INBOX":{"validity":7,"next":9,"bodies":"1:5,8"}}}`, `{"v":1}`, `{`, `{"v":1,"boxes":{"x":null}}`, `{"v":1,"boxes":{"x":{"bodies":"5:1"}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := readPlace(raw)
		if err != nil {
			return
		}
		again, err := p.cursor()
		if err != nil {
			t.Fatalf("a cursor that was read cannot be written: %v", err)
		}
		if _, err := readPlace(again); err != nil {
			t.Fatalf("a cursor that was written cannot be read: %v", err)
		}
	})
}
