package gate

import (
	"bytes"
	"context"
	"testing"
	"time"

	"vigie/store"
)

// drawer has signing keys.
type drawer []store.SigningKey

func (d *drawer) SigningKeys(context.Context) ([]store.SigningKey, error) { return *d, nil }

func (d *drawer) FirstSigningKey(_ context.Context, k store.SigningKey) error {
	*d = append(*d, k)
	return nil
}

func TestToken_ThatWasCheckedIsGoodNoLongerThanOthers(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var keys drawer
	k := newKeyring(&keys, "house", func() time.Time { return now }, bytes.NewReader(make([]byte, 1000)))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(k.load(t.Context()))
	who := store.Caller{Device: "desk", Member: "nadia"}
	token, err := k.issue(who)
	must(err)
	for range 2 {
		if got, err := k.check(t.Context(), token); err != nil || got != who {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if len(k.good) != 1 {
		t.Errorf("%d are remembered", len(k.good))
	}
	if _, err := k.check(t.Context(), token+"x"); err == nil {
		t.Error("another token is taken for it")
	}
	old := k.public
	other, err := NewSigningKey(bytes.NewReader(bytes.Repeat([]byte{7}, 100)))
	must(err)
	other.ID = keys[0].ID // the name alone does not make it the same key
	must(k.use([]store.SigningKey{other}))
	if _, err := k.check(t.Context(), token); err == nil {
		t.Error("it is good although its key is gone")
	}
	k.public = old
	now = now.Add(TokenLife + leeway - time.Second)
	if _, err := k.check(t.Context(), token); err != nil {
		t.Errorf("it is no longer good too early: %v", err)
	}
	now = now.Add(time.Second)
	if _, err := k.check(t.Context(), token); err == nil {
		t.Error("it is good for ever")
	}
}
