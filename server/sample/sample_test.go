package sample

import (
	"context"
	"testing"
	"time"
	"vigie/inbox"
	"vigie/store"
)

func TestX(t *testing.T) {
	dir := t.TempDir() + "/s"
	now := time.Date(2026, 3, 12, 14, 20, 0, 0, time.UTC)
	t0 := time.Now()
	err := Create(context.Background(), dir, "fr", func() time.Time { return now }, nil)
	t.Log(time.Since(t0), err)
	if err != nil {
		t.Fatal(err)
	}
	w, err := store.Open(context.Background(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rep, err := w.Check(context.Background())
	t.Logf("%+v %v", rep, err)
	c, _ := w.Counts(context.Background())
	t.Log(c)
	for _, s := range inbox.Statuses() {
		n, ex := w.Total(context.Background(), inbox.View{Statuses: []inbox.Status{s}})
		t.Log(s, n, ex)
	}
}
