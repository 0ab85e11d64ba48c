package vm_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// blank opens the form of a clip.
func (b *bench) blank(t *testing.T) *vm.ClipForm {
	t.Helper()
	var form *vm.ClipForm
	b.ClipForm(func(f *vm.ClipForm) { form = f })
	b.settle()
	if form == nil {
		t.Fatal("there is no form")
	}
	return form
}

func TestClipForm_SaysAtWhichFieldWhatIsWrong(t *testing.T) {
	b := sit(t, desktest.Office())
	for field, change := range map[string]func(*vm.ClipForm){
		"text": func(f *vm.ClipForm) { f.Clip.Text = " " },
		"url":  func(f *vm.ClipForm) { f.Clip.URL = "deux mots" },
		"who":  func(f *vm.ClipForm) { f.Clip.Who = "" },
		"when": func(f *vm.ClipForm) { f.When = "bientôt" },
		"":     func(*vm.ClipForm) {},
	} {
		f := b.blank(t)
		f.Clip = inbox.Clipping{Text: "Il rappelle demain", Who: "M. Roux", Where: "téléphone"}
		change(f)
		if got, err := f.Check(); got != field || (err == nil) != (field == "") {
			t.Errorf("wrong at %q: said at %q, %v", field, got, err)
		}
	}
}

func TestClipForm_IsKeptUntilItIsRecorded(t *testing.T) {
	b := sit(t, desktest.Office())
	f := b.blank(t)
	f.Clip.Text, f.When = "Il rappelle demain", "9:10"
	b.KeepClip(f.ClipDraft)
	b.settle()
	f = b.blank(t)
	if f.Clip.Text != "Il rappelle demain" || f.When != "9:10" {
		t.Fatalf("the form opens with %+v", f.ClipDraft)
	}
	var refused error
	b.RecordClip(f, func(err error) { refused = err })
	b.settle()
	if refused == nil || b.blank(t).Clip.Text == "" {
		t.Errorf("refused with %v, kept %+v", refused, b.blank(t).ClipDraft)
	}
	f.Clip.Who = "M. Roux"
	b.RecordClip(f, func(err error) { refused = err })
	b.settle()
	if refused != nil || !b.blank(t).Empty() {
		t.Errorf("recorded with %v, the form has %+v", refused, b.blank(t).ClipDraft)
	}
	d, err := b.desk.Detail(context.Background(), b.Opened.ID(), 10)
	if err != nil || len(d.Messages) != 1 || d.Messages[0].Kind != inbox.Clip || d.Messages[0].SentAt.Format("15:04") != "09:10" {
		t.Errorf("opened: %+v, %v", d.Messages, err)
	}
}

func TestPast_ReadsTimesThatHavePassed(t *testing.T) {
	now := time.Date(2026, 10, 15, 9, 45, 0, 0, time.UTC)
	day := func(month time.Month, d, h, m int) time.Time { return time.Date(2026, month, d, h, m, 0, 0, time.UTC) }
	for _, c := range []struct {
		lang, typed string
		want        time.Time
		ok          bool
	}{
		{"en", "", now, true}, {"en", "now", now, true}, {"fr", "Maintenant", now, true},
		{"en", "9:10", day(10, 15, 9, 10), true}, {"en", "18:00", day(10, 14, 18, 0), true},
		{"en", "yesterday 18:00", day(10, 14, 18, 0), true}, {"fr", "hier à 8h30", day(10, 14, 8, 30), true}, {"fr", "hier", day(10, 14, 12, 0), true},
		{"en", "2 h", now.Add(-2 * time.Hour), true}, {"fr", "il y a 20 min", now.Add(-20 * time.Minute), true}, {"fr", "3 j", now.AddDate(0, 0, -3), true},
		{"en", "25/12 9:00", time.Date(2025, 12, 25, 9, 0, 0, 0, time.UTC), true}, {"en", "1/10 8:00", day(10, 1, 8, 0), true},
		{"en", "2026-10-01", day(10, 1, 9, 0), true}, {"en", "2026-12-01", time.Time{}, false}, {"en", "soon", time.Time{}, false},
	} {
		got, ok := formats(c.lang).Past(c.typed, now)
		if ok != c.ok || ok && !got.Equal(c.want) {
			t.Errorf("%q in %s: %v, %v, want %v", c.typed, c.lang, got, ok, c.want)
		}
	}
}
