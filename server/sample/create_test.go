package sample

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox/fault"
	"vigie/store"
)

func TestCreate_IsTheSameAtTheSameTime(t *testing.T) {
	a, b := read(t, made(t, "fr", present())), read(t, made(t, "fr", present()))
	if !reflect.DeepEqual(a.messages, b.messages) {
		t.Errorf("two samples of one moment have other messages")
	}
	if !reflect.DeepEqual(a.conversations, b.conversations) {
		t.Errorf("two samples of one moment have other conversations")
	}
	if !reflect.DeepEqual(a.events, b.events) {
		t.Errorf("two samples of one moment have another past")
	}
}

func TestCreate_MakesAnEnglishHouse(t *testing.T) {
	// A Sunday night, when nobody is at work.
	w := made(t, "en", time.Date(2026, 8, 2, 3, 5, 0, 0, time.UTC))
	r := read(t, w)
	var names []string
	for _, d := range r.departments {
		names = append(names, d.Name)
	}
	if !slices.Equal(names, []string{"Social", "Customer service", "Marketing", "Legal"}) {
		t.Errorf("departments %v", names)
	}
	for _, h := range r.handovers {
		if strings.ContainsAny(h.Words+h.Answer+h.Reason, "éèàç") {
			t.Errorf("handover in French: %q", h.Words)
		}
	}
	if rep, err := w.Check(t.Context()); err != nil || !rep.OK() || rep.Messages != Messages {
		t.Errorf("check: %+v, %v", rep, err)
	}
}

func TestCreate_BeginsAgainAfterItWasBrokenOff(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sample")
	ctx, stop := context.WithCancel(t.Context())
	last := 0
	err := Create(ctx, dir, "fr", present, func(done, total int) {
		if done < last || done > total {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		if last = done; done > total/2 {
			stop()
		}
	})
	stop()
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped half-way: %v", err)
	}
	if brand, err := look(t, dir).Setting(t.Context(), "brand"); brand != "" || err != nil {
		t.Errorf("a sample broken off passes for whole: %q, %v", brand, err)
	}
	for _, again := range []string{"broken off", "whole"} {
		if err := Create(t.Context(), dir, "fr", present, func(done, _ int) { last = done }); err != nil {
			t.Fatalf("over one that is %s: %v", again, err)
		}
	}
	if rep, err := look(t, dir).Check(t.Context()); err != nil || !rep.OK() || rep.Messages != Messages || last != Messages {
		t.Errorf("begun again: %+v, %v, progress %d", rep, err, last)
	}
}

func TestCreate_TouchesNoDirectoryButItsOwn(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "precious.txt")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Create(t.Context(), dir, "fr", present, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a directory of somebody else: %v", err)
	}
	if raw, err := os.ReadFile(file); string(raw) != "mine" || err != nil {
		t.Errorf("the file there is %q, %v", raw, err)
	}
	if IsSample(dir) {
		t.Errorf("it left its mark there")
	}
}

func TestCreate_RefusesASampleThatIsOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sample")
	if err := mark(dir); err != nil {
		t.Fatal(err)
	}
	w, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := Create(t.Context(), dir, "fr", present, nil); fault.KindOf(err) != fault.Busy {
		t.Errorf("over an open one: %v", err)
	}
	if err := w.PutSetting(t.Context(), "still", "here"); err != nil {
		t.Errorf("the open one was harmed: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkCreate(b *testing.B) {
	for b.Loop() {
		if err := Create(b.Context(), filepath.Join(b.TempDir(), "sample"), "fr", present, nil); err != nil {
			b.Fatal(err)
		}
	}
}
