package vm_test

import (
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func TestOpened_DoesWhatWasAskedForOnceItIsRead(t *testing.T) {
	b := sit(t, desktest.Office())
	var did []inbox.ConversationID
	ask := func() { b.Opened.Once(func() { did = append(did, b.Opened.ID()) }) }
	b.sched.Hold()
	b.List.Select("claire")
	if v := b.CanHandOver(); !v.OK {
		t.Errorf("the key that hands over is refused while it is being read: %+v", v)
	}
	ask()
	b.List.Select("julien") // claire is forgotten
	ask()
	if len(did) != 0 {
		t.Fatalf("it was done to %q before it was there", did)
	}
	b.sched.Release()
	b.settle()
	if len(did) != 1 || did[0] != "julien" {
		t.Errorf("it was done to %q", did)
	}
	ask()
	if len(did) != 2 {
		t.Error("to what is there it is not done at once")
	}
}

func TestEvent_CountsWhatWasSplitOff(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	d, _ := b.Opened.Detail()
	for n, want := range map[string]string{"1": "a séparé 1 message", "3": "a séparé 3 messages"} {
		d.Events = []inbox.Event{{ID: "e1", Name: "conversation.split", By: "lea", At: b.desk.Now(), Facts: map[string]string{"messages": n}}}
		line := ""
		for _, c := range (vm.Timeline{Faces: vm.Faces{Formats: formats("fr"), House: b.House()}, Detail: d}).Cards(b.desk.Now()) {
			for _, s := range c.Event {
				line += s.Text
			}
		}
		if !strings.Contains(line, want+" ·") {
			t.Errorf("%s of them: %q", n, line)
		}
	}
}
