package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vigie/inbox/channel/email/mailtest"
)

// killed runs the program and kills it (SIGKILL) after a random part of limit.
// It reports whether the program was faster.
func (p *place) killed(random *rand.Rand, limit time.Duration, args ...string) (finished bool) {
	p.t.Helper()
	var errs bytes.Buffer
	c := p.command(context.Background(), args...)
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		if err != nil && c.ProcessState.ExitCode() != partly {
			p.t.Fatalf("vigied %s: %v\n%s", strings.Join(args, " "), err, errs.String())
		}
		return true
	case <-time.After(time.Duration(random.Int64N(int64(limit)))):
		_ = c.Process.Kill()
		<-ended
		return false
	}
}

// untilDone kills the program again and again, checks the workspace after each
// death, and lets it finish at last. It gives how often it died.
func (p *place) untilDone(random *rand.Rand, limit time.Duration, deaths int, args ...string) int {
	p.t.Helper()
	died := 0
	for i := range deaths {
		if p.killed(random, ramp(limit, i, deaths), args...) {
			continue
		}
		died++
		if o := p.try("--json", "check"); o.code != ok && o.code != notFound { // it may die before there is a workspace
			p.t.Fatalf("after a death: %+v", o)
		}
	}
	p.run(args...)
	return died
}

// ramp lets the program live longer with each try, by the square, so that it
// dies several times in its first steps, however fast it is, as well as in the
// middle of its work.
func ramp(limit time.Duration, i, tries int) time.Duration {
	return limit * time.Duration((i+1)*(i+1)) / time.Duration(tries*tries)
}

func randomly(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// manyPosts are posts in conversations of three.
func manyPosts(count int) string {
	var posts strings.Builder
	for i := range count {
		fmt.Fprintf(&posts, `{"id":"%d","channel":"mastodon","account":"Maison","conversation":"c%d","author":{"handle":"@u%d"},"text":"message %d about the delivery","created_at":"2026-02-28T09:00:00Z"}`+"\n", i, i/3, i%97, i)
	}
	return posts.String()
}

func TestKill_LosesNothingOfAnImport(t *testing.T) {
	p := newPlace(t)
	const count = 20000
	path := p.file("posts.jsonl", manyPosts(count))
	died := p.untilDone(randomly(t), 1200*time.Millisecond, 12, "import", path)
	if report := p.mustBeSound(); report["messages"] != float64(count) || report["conversations"] != float64((count+2)/3) {
		t.Errorf("after %d deaths: %v", died, report)
	}
	if again := p.object("import", path); again["imported"] != 0.0 || again["duplicates"] != float64(count) {
		t.Errorf("again %v", again)
	}
	if died < 2 {
		t.Errorf("only %d deaths: the test proves little", died)
	}
}

func TestKill_LosesNothingOfACollection(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{Postfix: true})
	ours := s.AddUser(t, "contact", "secret-pw")
	const count = 600
	for i := range count {
		s.Drop(t, ours, "INBOX", customerMail(i, ours))
	}
	p := newPlace(t)
	p.connect(s, ours)
	died := p.untilDone(randomly(t), time.Second, 12, "collect", "--once")
	report := p.mustBeSound()
	if report["messages"] != float64(count) || report["quarantined"] != 0.0 {
		t.Errorf("after %d deaths: %v", died, report)
	}
	if got := p.object("collect"); got["new"] != 0.0 {
		t.Errorf("collected again: %v", got)
	}
	if died < 2 {
		t.Errorf("only %d deaths: the test proves little", died)
	}
}

// Whatever moment the sender is killed at, no reply arrives twice, and none is
// forgotten: it is sent, or a person is told that nobody knows.
func TestKill_SendsNothingTwice(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{Postfix: true})
	ours, theirs := s.AddUser(t, "contact", "secret-pw"), s.AddUser(t, "lea", "her-pw")
	s.Drop(t, ours, "INBOX", bytes.Replace(customerMail(1, ours), []byte("lea@example.org"), []byte(theirs), 1))
	p := newPlace(t)
	p.connect(s, ours)
	p.object("collect")
	p.member()
	conversation := p.objects("list")[0]["id"].(string)
	const count = 25
	keys := map[string]string{} // outbox id -> text
	for i := range count {
		text := fmt.Sprintf("answer number %d.", i)
		keys[p.reply(conversation, text)] = text
	}
	time.Sleep(11 * time.Second) // the undo delay of the last one
	random, died := randomly(t), 0
	const tries = 16
	for i := range tries {
		if p.killed(random, ramp(700*time.Millisecond, i, tries), "send", "--wait", "0s") {
			continue
		}
		died++
	}
	if o := p.try("send", "--wait", "2m"); o.code != ok && o.code != partly {
		t.Fatalf("left alone: %+v", o)
	}
	states := map[string]string{}
	for _, e := range p.objects("outbox", "--state", "queued,sending,sent,failed,unknown,cancelled") {
		states[e["id"].(string)] = e["state"].(string)
	}
	waitFor(t, s, theirs, sentOf(states))
	unknown := judge(t, keys, states, s.Mails(t, theirs, "INBOX"))
	p.mustBeSound()
	t.Logf("%d deaths, %d sent, %d unknown", died, sentOf(states), unknown)
	if died < 2 {
		t.Errorf("only %d deaths: the test proves little", died)
	}
}

func sentOf(states map[string]string) int {
	n := 0
	for _, state := range states {
		if state == "sent" {
			n++
		}
	}
	return n
}

// judge counts each reply in the mails that arrived.
func judge(t *testing.T, keys, states map[string]string, mails [][]byte) (unknown int) {
	t.Helper()
	for id, text := range keys {
		arrived := 0
		for _, mail := range mails {
			if bytes.Contains(mail, []byte(text)) {
				arrived++
			}
		}
		switch state := states[id]; {
		case arrived > 1:
			t.Errorf("%s arrived %d times", id, arrived)
		case state == "sent" && arrived != 1:
			t.Errorf("%s counts as sent and arrived %d times", id, arrived)
		case state == "unknown":
			unknown++
		case state != "sent":
			t.Errorf("%s is %q", id, state)
		}
	}
	return unknown
}
