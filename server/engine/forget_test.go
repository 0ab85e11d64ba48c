package engine_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox/channel/secret"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
	"vigie/store/wire"
)

// What is older than it is kept goes by itself, as long as the program runs:
// nobody else asks for it.
func TestEngine_ForgetsWhatIsOlderThanItIsKept(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	at := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	w := must(store.Open(ctx, t.TempDir(), store.Options{Now: func() time.Time { return at }}))(t)
	defer func() { must(0, w.Close())(t) }()
	lea := team.Member{ID: "01HZZZZZZZZZZZZZZZZZZZZZS0", Name: "Léa", Handle: "lea", Profile: team.Coordinator}
	must(0, w.PutMember(ctx, lea, ""))(t)
	const device = "01HZZZZZZZZZZZZZZZZZZZZD01"
	must(w.Admit(ctx, store.Admission{
		Device: store.Device{ID: device, Member: lea.ID, Name: "desk", Key: device}, Token: device, Until: at.Add(time.Hour), Way: "test",
	}))(t)
	by := store.Caller{Device: device, Member: lea.ID}
	push := wire.Push{Orders: []wire.Order{{ID: "01HZZZZZZZZZZZZZZZZZZZZZ0R", Seq: 1, Name: "setting.put", V: 1, Args: []byte(`{"name":"a","value":"b"}`)}}}
	if a := must(w.Push(ctx, by, push))(t).Answers[0]; a.State != wire.Done {
		t.Fatalf("the order: %+v", a)
	}
	if a := must(w.Push(ctx, by, push))(t).Answers[0]; a.State != wire.Done {
		t.Fatalf("its answer is kept: %+v", a)
	}
	at = at.Add(31 * 24 * time.Hour)
	ended := make(chan error, 1)
	go func() {
		ended <- engine.New(engine.Options{Workspace: w, Secrets: &secret.InMemory{}, Now: func() time.Time { return at }}).Run(ctx)
	}()
	until(t, "the answer is dropped", func() bool {
		return must(w.Push(ctx, by, push))(t).Answers[0].State == wire.Already
	})
	stop()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
}
