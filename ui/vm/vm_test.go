package vm_test

import (
	"sync"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// bench is a triage at work on a desk of tests.
type bench struct {
	*vm.Triage
	desk   *desktest.Desk
	sched  *desktest.Sched
	toasts []vm.Toast
	result *vm.BulkResult
}

// texts are read once: that takes longer than a test.
var texts = map[string]func() *locale.Texts{
	"en": sync.OnceValue(func() *locale.Texts { return locale.New("en") }),
	"fr": sync.OnceValue(func() *locale.Texts { return locale.New("fr") }),
}

func formats(lang string) vm.Formats { return vm.NewFormats(texts[lang](), time.UTC) }

func sit(t *testing.T, desk *desktest.Desk) *bench {
	t.Helper()
	b := &bench{desk: desk, sched: &desktest.Sched{}}
	b.Triage = vm.NewTriage(desk, b.sched, formats("en"))
	b.Tell = func(n vm.Toast) { b.toasts = append(b.toasts, n) }
	b.Report = func(r vm.BulkResult) { b.result = &r }
	b.Start()
	b.settle()
	return b
}

// settle lets notices be gathered and acted on.
func (b *bench) settle() { b.sched.Advance(200 * time.Millisecond) }

func (b *bench) open(id inbox.ConversationID) *bench {
	b.List.Select(id)
	b.settle()
	return b
}

func (b *bench) as(m team.MemberID) *bench {
	b.desk.Sit(m)
	b.settle()
	return b
}

// ids are the conversations of the list, in order.
func (b *bench) ids() []inbox.ConversationID {
	var out []inbox.ConversationID
	for i := range b.List.Len() {
		r, _ := b.List.Row(i)
		out = append(out, r.ID)
	}
	return out
}

func (b *bench) lastToast(t *testing.T) vm.Toast {
	t.Helper()
	if len(b.toasts) == 0 {
		t.Fatal("nothing was said")
	}
	return b.toasts[len(b.toasts)-1]
}
