package engine_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/channel/secret"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

// patience bounds every waiting; nothing here asserts that something is quick.
const patience = time.Minute

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestEngine_CollectsSendsAndKeepsTime(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	w := must(store.Open(ctx, t.TempDir(), store.Options{}))(t)
	network := fake.New(fake.Options{Kind: inbox.Direct})
	house(t, ctx, w, network.Account("acc"))
	e := engine.New(engine.Options{Workspace: w, Secrets: &secret.InMemory{}, Connector: func(inbox.Channel) (channel.Connector, bool) {
		return network.Connector(), true
	}})
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()

	network.Write(fake.Post{From: "claire", Text: "Bonjour, mon mixeur fume."})
	var row inbox.Row
	until(t, "the message is in the inbox", func() bool {
		rows, err := w.Rows(ctx, inbox.View{}, inbox.Place{}, 10)
		if err != nil || len(rows) != 1 {
			return false
		}
		row = rows[0]
		return true
	})

	do := func(id string, by team.MemberID, act inbox.Act) inbox.Event {
		t.Helper()
		return must(w.Do(ctx, inbox.Command{ID: inbox.CommandID(id), Conversation: row.ID, Act: act}, by))(t)
	}
	do("01A", "lea", inbox.SaveDraft{Draft: inbox.Draft{ID: "d", Kind: inbox.PublicReply, Text: "Bonjour Claire"}})
	do("01B", "lea", inbox.Reply{Draft: "d", Seen: row.Heard})
	until(t, "the reply is on the network", func() bool { return len(network.Deliveries()) == 1 })
	until(t, "the reply is sent", func() bool {
		sent, err := w.Replies(ctx, inbox.Sent)
		return err == nil && len(sent) == 1
	})

	do("01C", "lea", inbox.Propose{To: "service", Asked: inbox.AskAnswer, Reason: "Panne", DueAt: time.Now().Add(4 * time.Second)})
	until(t, "the handover has expired by itself", func() bool {
		d, err := w.Detail(ctx, row.ID, 10)
		return err == nil && len(d.Handovers) == 1 && d.Handovers[0].State == inbox.Expired
	})

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the engine ended with %v", err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if n := len(network.Deliveries()); n != 1 {
		t.Errorf("%d replies were delivered", n)
	}
}

// house fills a workspace with two departments, two members and an account,
// whose replies leave at once.
func house(t *testing.T, ctx context.Context, w *store.Workspace, acc inbox.Account) {
	t.Helper()
	rules := inbox.DefaultRules()
	rules.UndoDelay = 0
	for _, err := range []error{
		w.PutDepartment(ctx, team.Department{ID: "social", Name: "Social"}, ""),
		w.PutDepartment(ctx, team.Department{ID: "service", Name: "Service client"}, ""),
		w.PutMember(ctx, team.Member{ID: "lea", Name: "Léa", Handle: "léa", Profile: team.Senior, Departments: []team.DepartmentID{"social"}}, ""),
		w.PutMember(ctx, team.Member{ID: "marc", Name: "Marc", Handle: "marc", Profile: team.Senior, Departments: []team.DepartmentID{"service"}}, ""),
		w.PutRules(ctx, rules, ""),
		w.PutAccount(ctx, acc, ""),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestDataDir_IsTheSameForEveryProgram(t *testing.T) {
	home := func() (string, error) { return "/home/lea", nil }
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "/home/lea/.local/share/vigie"},
		{map[string]string{"XDG_DATA_HOME": "/data"}, "/data/vigie"},
		{map[string]string{"XDG_DATA_HOME": "relative"}, "/home/lea/.local/share/vigie"},
		{map[string]string{"VIGIE_DATA": "/own", "XDG_DATA_HOME": "/data"}, "/own"},
	} {
		got, err := engine.DataDir(func(k string) string { return c.env[k] }, home)
		if err != nil || got != c.want {
			t.Errorf("%v: got %q, %v, want %q", c.env, got, err, c.want)
		}
	}
}
