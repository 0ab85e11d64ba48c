package replica_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/store/replica"
	"vigie/store/wire"
)

// fill has n messages come, three to a conversation.
func (c *crew) fill(n int) []inbox.ConversationID {
	c.t.Helper()
	var out []inbox.ConversationID
	at := c.clock.now()
	for from := 0; from < n; from += 600 {
		var events []channel.Event
		for i := from; i < min(from+600, n); i++ {
			native, first := fmt.Sprintf("f%d", i), fmt.Sprintf("f%d@mail.example", i-i%3)
			m := inbox.Message{
				Native: native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: fmt.Sprintf("p%d@client.example", i/3%5000)},
				Recipients: []string{"hello@maison.example"}, Subject: fmt.Sprintf("Sujet %d", i/3), BaseSubject: fmt.Sprintf("Sujet %d", i/3),
				Text:   "Bonjour, je n’ai toujours pas reçu ma commande passée la semaine dernière, pouvez-vous me dire où elle en est ? Merci d’avance.",
				SentAt: at.Add(time.Duration(i) * time.Millisecond), ReceivedAt: at.Add(time.Duration(i) * time.Millisecond), MailID: native + "@mail.example",
			}
			if i%3 > 0 {
				m.References, m.InReplyTo, m.Answers = []string{first}, first, true
			}
			events = append(events, channel.Upsert{Message: m, Raw: []byte(m.Text)})
		}
		got, err := c.house.Ingest(context.Background(), mailbox, channel.Batch{Events: events})
		c.must(err)
		out = append(out, got.Conversations...)
	}
	c.clock.pass(time.Duration(n) * time.Millisecond)
	return out
}

// BenchmarkReconcile sends a thousand orders that were made offline.
func BenchmarkReconcile(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		c := newCrew(b)
		ids := c.fill(600)
		d := c.join(sami)
		d.settle()
		d.link.cut(true)
		for i := range 1000 {
			d.act(ids[i%len(ids)], inbox.AddNote{Text: "hors ligne " + strconv.Itoa(i)})
		}
		d.link.cut(false)
		b.StartTimer()
		d.settle()
		b.StopTimer()
		if s := d.State(); s.Waiting != 0 || s.Phase != replica.Synced {
			b.Fatalf("%+v", s)
		}
		d.same()
		b.StartTimer()
	}
}

// BenchmarkBootstrap has a copy of VIGIE_MESSAGES (20,000) messages come.
func BenchmarkBootstrap(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("VIGIE_MESSAGES"))
	if err != nil {
		n = 20000
	}
	c := newCrew(b)
	c.fill(n)
	for b.Loop() {
		d := c.join(sami)
		start := time.Now()
		var usable time.Duration
		d.hook = func(at string) error {
			if at == replica.MidRefill && usable == 0 {
				usable = time.Since(start)
			}
			return nil
		}
		d.settle()
		b.ReportMetric(float64(usable.Milliseconds()), "ms-usable")
		b.ReportMetric(float64(time.Since(start).Microseconds())/float64(n), "µs/message")
	}
}

// BenchmarkPush measures the server alone: orders of one device.
func BenchmarkPush(b *testing.B) {
	c := newCrew(b)
	ids := c.fill(600)
	d := c.join(sami)
	seq := int64(0)
	for b.Loop() {
		var orders []wire.Order
		for range wire.MostOrders {
			seq++
			orders = append(orders, wire.Order{
				ID: fmt.Sprintf("01HZZZZZZZZZZZZZZZ%08d", seq), Seq: seq, Name: "note.add", V: 1, Conversation: string(ids[int(seq)%len(ids)]), Args: []byte(`{"text":"note"}`),
			})
		}
		done, err := c.house.Push(context.Background(), d.link.by, wire.Push{Orders: orders})
		c.must(err)
		if done.LastSeq != seq || done.Answers[0].State != wire.Done {
			b.Fatalf("%+v", done.Answers[0])
		}
	}
	b.ReportMetric(float64(seq)/b.Elapsed().Seconds(), "orders/s")
}
