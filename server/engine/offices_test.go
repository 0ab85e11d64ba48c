package engine_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/channel/secret"
	"vigie/server/engine"
	"vigie/store"
	"vigie/store/pgtest"
)

// stand is the database server of this test program.
var stand pgtest.Stand

func TestMain(m *testing.M) {
	code := m.Run()
	if err := stand.Close(); err != nil {
		fmt.Println("stop the database server:", err)
		code = 1
	}
	os.Exit(code)
}

// networks are several fake networks, each with one account of the house.
type networks map[inbox.AccountID]*fake.Network

func (n networks) connector(ch inbox.Channel) (channel.Connector, bool) {
	network, ok := n[inbox.AccountID(ch)]
	if !ok {
		return nil, false
	}
	return network.Connector(), true
}

// plant makes the networks and their accounts.
func plant(t *testing.T, w *store.Workspace, ids ...inbox.AccountID) networks {
	t.Helper()
	out := networks{}
	for i, id := range ids {
		out[id] = fake.New(fake.Options{Kind: inbox.Direct})
		acc := out[id].Account(id)
		acc.Channel, acc.Name = inbox.Channel(id), string(id)
		if i == 0 {
			house(t, context.Background(), w, acc)
		} else if err := w.PutAccount(context.Background(), acc, ""); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// begin runs an engine as a node; end stops it as a person would.
func begin(t *testing.T, w *store.Workspace, n networks, node string) (end func() error) {
	t.Helper()
	e := engine.New(engine.Options{Workspace: w, Secrets: &secret.InMemory{}, Connector: n.connector, Node: node, Tenure: 2 * time.Second})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	return func() error { stop(); return <-ended }
}

// holders counts the accounts of each node.
func holders(t *testing.T, w *store.Workspace) map[string]int {
	t.Helper()
	live, err := w.LiveLeases(context.Background(), "account:")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, node := range live {
		out[node]++
	}
	return out
}

func serve(t *testing.T, url, dir string) *store.Workspace {
	t.Helper()
	w := must(store.OpenServer(context.Background(), url, dir, store.Options{}))(t)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func rowsOf(t *testing.T, w *store.Workspace) []inbox.Row {
	t.Helper()
	return must(w.Rows(context.Background(), inbox.View{}, inbox.Place{}, 100))(t)
}

func TestEngine_SharesTheAccountsAmongNodesAndTakesOver(t *testing.T) {
	url, dir := stand.URL(t), t.TempDir()
	one, two := serve(t, url, dir), serve(t, url, dir)
	n := plant(t, one, "a1", "a2", "a3", "a4")
	endOne, endTwo := begin(t, one, n, "one"), begin(t, two, n, "two")
	until(t, "each node has two accounts", func() bool {
		h := holders(t, one)
		return h["one"] == 2 && h["two"] == 2
	})
	for id, network := range n {
		network.Write(fake.Post{From: "@c" + string(id), Text: "Bonjour"})
	}
	until(t, "all four have written", func() bool { return len(rowsOf(t, two)) == 4 })

	row := rowsOf(t, two)[0]
	for i, act := range []inbox.Act{
		inbox.SaveDraft{Draft: inbox.Draft{ID: "d", Kind: inbox.PublicReply, Text: "Bonjour"}}, inbox.Reply{Draft: "d", Seen: row.Heard},
	} {
		must(one.Do(context.Background(), inbox.Command{ID: inbox.CommandID(fmt.Sprint("01A", i)), Conversation: row.ID, Act: act}, "lea"))(t)
	}
	until(t, "the reply is sent", func() bool { return len(must(one.Replies(context.Background(), inbox.Sent))(t)) == 1 })

	// The first node is cut off from the database: it gives nothing back.
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "the other has all four", func() bool { return holders(t, two)["two"] == 4 })
	for id, network := range n {
		network.Write(fake.Post{From: "@d" + string(id), Text: "Encore"})
	}
	until(t, "all four have written again", func() bool { return len(rowsOf(t, two)) == 8 })
	endOne() // whatever it says: it has no database
	if err := endTwo(); err != nil {
		t.Errorf("the second node ended with %v", err)
	}
	if left := holders(t, two); len(left) != 0 {
		t.Errorf("leases were not given back: %v", left)
	}
	sent := 0
	for _, network := range n {
		sent += len(network.Deliveries())
	}
	if sent != 1 {
		t.Errorf("the reply was delivered %d times", sent)
	}
	report := must(two.Check(context.Background()))(t)
	if !report.OK() || report.Messages != 9 {
		t.Errorf("%d messages: %v", report.Messages, report.Faults)
	}
}

func TestEngine_OfOneNodeWorksOnAFile(t *testing.T) {
	w := must(store.Open(context.Background(), t.TempDir(), store.Options{}))(t)
	defer w.Close()
	n := plant(t, w, "a1", "a2")
	end := begin(t, w, n, "only")
	for _, network := range n {
		network.Write(fake.Post{From: "@c", Text: "Bonjour"})
	}
	until(t, "both have written", func() bool { return len(rowsOf(t, w)) == 2 })
	if err := end(); err != nil {
		t.Error(err)
	}
}
