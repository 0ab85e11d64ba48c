package bench

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/email/mailtest"
)

// patience bounds the waiting for one mail.
const patience = 30 * time.Second

// BenchmarkVisible delivers mails one by one to a mailbox of 2,000 that the
// engine listens to, and measures from the server's announcement (EXISTS, as
// it passes on the wire) to the row being readable in the list.
func BenchmarkVisible(b *testing.B) {
	servers := mailtest.Start(b, mailtest.Options{})
	address := fill(b, servers, 2000)
	relay := mailtest.NewRelay(b, servers.IMAP)
	r := newRig(b, servers, address)
	r.account.Settings["imap_port"] = strconv.Itoa(relay.Port)
	r.open()
	defer r.close()
	subjects := make(chan string, 1000)
	cancel := r.Subscribe(func(inbox.Notice) { r.newest(subjects) })
	defer cancel()
	defer r.run()()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		took = append(took, r.deliver(servers, relay, i, subjects))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// run runs the engine until what it returns is called, and waits until the
// mailbox is read and listened to.
func (r *rig) run() (stop func()) {
	r.b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.engine().Run(ctx) }()
	stop = func() {
		cancel()
		if err := <-ended; err != nil && ctx.Err() == nil {
			r.b.Error(err)
		}
	}
	for end := time.Now().Add(4 * patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		health, err := r.Health(ctx)
		if err == nil && len(health) == 1 && health[0].State == inbox.Live {
			time.Sleep(time.Second) // IDLE is sent after the state is
			return stop
		}
	}
	stop()
	r.b.Fatal("the mailbox did not come alive")
	return nil
}

// newest tells the subject of the newest row, as a window would show it.
func (r *rig) newest(subjects chan<- string) {
	rows, err := r.Rows(context.Background(), inbox.View{Statuses: []inbox.Status{inbox.New, inbox.Open}}, inbox.Place{}, 50)
	if err != nil || len(rows) == 0 {
		return
	}
	select {
	case subjects <- rows[0].Subject:
	default:
	}
}

// deliver hands a mail to the server and gives the time between its
// announcement and its row.
func (r *rig) deliver(servers *mailtest.Servers, relay *mailtest.Relay, i int, subjects <-chan string) time.Duration {
	r.b.Helper()
	subject := fmt.Sprintf("Arrivée numéro %d", i)
	relay.Watch([]byte(" EXISTS"))
	servers.Deliver(r.b, r.address, fmt.Appendf(nil, "From: Claire <claire%d@client.example>\r\nTo: <%s>\r\nSubject: =?utf-8?Q?Arriv=C3=A9e_num=C3=A9ro_%d?=\r\n"+
		"Message-ID: <arrivee-%d@client.example>\r\nDate: %s\r\n\r\nBonjour, mon mixeur fume.\r\n",
		i, r.address, i, i, time.Now().Format(time.RFC1123Z)))
	late := time.After(patience)
	for {
		select {
		case s := <-subjects:
			if s == subject {
				return time.Since(relay.Seen())
			}
		case <-late:
			r.b.Fatalf("mail %d did not come", i)
		}
	}
}
