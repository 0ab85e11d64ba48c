package email_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/inbox/channel"
	"vigie/inbox/channel/email/mailtest"
)

func TestStream_OnARealServer(t *testing.T) {
	servers := mailtest.Start(t, mailtest.Options{})

	t.Run("a copy that another program lays into Sent is found with the next news", func(t *testing.T) {
		r := newRig(t, servers, plain)
		s := r.open()
		c := drain(t, s, nil, 100)
		got := make(chan string, 10)
		stop := r.stream(s, c.cursor, func(subject string) { got <- subject })
		defer stop()
		servers.Drop(t, r.brand, "Sent", mailText("app@x.test", "from the telephone", "text"))
		servers.Deliver(t, r.brand, mailText("in@x.test", "from a customer", "text"))
		subjects := []string{<-got, <-got}
		slices.Sort(subjects)
		if subjects[0] != "from a customer" || subjects[1] != "from the telephone" {
			t.Errorf("streamed %q", subjects)
		}
	})

	t.Run("a lost IDLE connection ends the stream with a passing fault", func(t *testing.T) {
		r := newRig(t, servers, plain)
		s := r.open()
		c := drain(t, s, nil, 100)
		ended := make(chan error, 1)
		go func() {
			ended <- s.(channel.Streamer).Stream(t.Context(), c.cursor, func(channel.Batch) error { return nil })
		}()
		for r.imap.Accepted() < 2 {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond)
		r.imap.CutAndRefuse(5)
		if err := <-ended; channel.ReasonOf(err) != channel.Temporary {
			t.Errorf("stream: %v, want %q", err, channel.Temporary)
		}
	})
}

// BenchmarkAnnounced measures from the server's EXISTS to the emitted batch.
func BenchmarkAnnounced(b *testing.B) {
	servers := mailtest.Start(b, mailtest.Options{})
	r := newRig(b, servers, plain)
	s := r.open()
	c := drain(b, s, nil, 100)
	emitted := make(chan time.Time, 1)
	stop := r.stream(s, c.cursor, func(string) { emitted <- time.Now() })
	defer stop()
	for r.imap.Accepted() < 2 {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	var all []time.Duration
	for i := range b.N {
		r.imap.Watch([]byte(" EXISTS"))
		servers.Deliver(b, r.brand, mailText(fmt.Sprintf("l%d@x.test", i), "latency", "text"))
		at := <-emitted
		if d := at.Sub(r.imap.Seen()); d > 0 && d < 10*time.Second {
			all = append(all, d)
		}
	}
	if len(all) > 0 {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, "p95-ms")
	}
}

// stream runs a stream and tells the subject of each complete message.
func (r *rig) stream(s channel.Session, cur channel.Cursor, tell func(subject string)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.(channel.Streamer).Stream(ctx, cur, func(b channel.Batch) error {
			for _, e := range b.Events {
				if u, ok := e.(channel.Upsert); ok && !u.Message.Pending {
					tell(u.Message.Subject)
				}
			}
			return nil
		})
	}()
	return func() { cancel(); <-ended }
}
