package store_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	protocol "vigie/store/wire"
)

// BenchmarkOrders carries out notes: one a transaction, from one and from two
// nodes, and as a device pushes them, 32 a transaction. By
// VIGIE_STORE_TEST_ENGINE=postgresql on a PostgreSQL server.
func BenchmarkOrders(b *testing.B) {
	b.Run("each alone", func(b *testing.B) {
		h, c := noted(b)
		for b.Loop() {
			h.act(c[0], inbox.AddNote{Text: "vu"}, senior)
		}
		perSecond(b, b.N)
	})
	b.Run("each alone, 8 at once", func(b *testing.B) {
		h, c := noted(b)
		together(b, 8, c, func(int) *store.Workspace { return h.Workspace })
	})
	b.Run("each alone, 8 at once, two nodes", func(b *testing.B) {
		h, c := noted(b)
		if h.url == "" {
			b.Skip("a file has one node")
		}
		other := h.neighbour()
		together(b, 8, c, func(i int) *store.Workspace { return []*store.Workspace{h.Workspace, other.Workspace}[i%2] })
	})
	b.Run("pushed by a device", pushed)
}

// noted is a house with conversations to write notes on.
func noted(b *testing.B) (*house, []inbox.ConversationID) {
	h := newHouse(b)
	for _, batch := range newCorpus().batches(200, 200) {
		h.take(batch...)
	}
	var out []inbox.ConversationID
	for _, r := range h.rows(inbox.View{}) {
		out = append(out, r.ID)
	}
	return h, out
}

func perSecond(b *testing.B, orders int) {
	b.ReportMetric(float64(orders)/b.Elapsed().Seconds(), "orders/s")
}

func together(b *testing.B, n int, c []inbox.ConversationID, node func(int) *store.Workspace) {
	const each = 25
	for b.Loop() {
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				for k := range each {
					cmd := inbox.Command{ID: inbox.CommandID(newID()), Conversation: c[(i*each+k)%len(c)], Act: inbox.AddNote{Text: "vu"}}
					if _, err := node(i).Do(context.Background(), cmd, senior); err != nil {
						b.Error(err)
					}
				}
			})
		}
		all.Wait()
	}
	perSecond(b, b.N*n*each)
}

func pushed(b *testing.B) {
	h, c := noted(b)
	ctx := context.Background()
	seat, err := h.Admit(ctx, store.Admission{Device: store.Device{ID: newID(), Member: senior, Name: "poste", Key: "00"}, Token: "t", Until: noon().AddDate(1, 0, 0), Way: "code"})
	if err != nil {
		b.Fatal(err)
	}
	const each = 192
	seq := int64(0)
	for b.Loop() {
		p := protocol.Push{}
		for i := range each {
			seq++
			args, err := json.Marshal(inbox.AddNote{Text: "vu"})
			if err != nil {
				b.Fatal(err)
			}
			p.Orders = append(p.Orders, protocol.Order{ID: newID(), Seq: seq, Name: inbox.AddNote{}.Name(), V: 1, Conversation: string(c[i%len(c)]), Args: args})
		}
		got, err := h.Push(ctx, store.Caller{Device: seat.Device.ID, Member: team.MemberID(senior)}, p)
		if err != nil {
			b.Fatal(err)
		}
		if last := got.Answers[len(got.Answers)-1]; len(got.Answers) != each || last.State != protocol.Done {
			b.Fatalf("%d answers, the last %+v", len(got.Answers), last)
		}
	}
	perSecond(b, b.N*each)
}
