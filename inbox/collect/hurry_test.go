package collect_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/collect"
)

// lazy is a connector whose sessions ask their network once an hour, unless
// they are told to hurry.
type lazy struct {
	channel.Connector
	hurried *int
}

func (c lazy) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	s, err := c.Connector.(*fake.Connector).OpenSession(ctx, acc, env)
	if err != nil {
		return nil, err
	}
	return &lazySession{Session: s, inner: s, count: c.hurried}, nil
}

type lazySession struct {
	channel.Session
	inner *fake.Session
	count *int
	asked bool
	now   bool
}

func (s *lazySession) Hurry() { s.now = true; *s.count++ }

func (s *lazySession) Quota() *inbox.Quota { return &inbox.Quota{Used: 3, Most: 300} }

func (s *lazySession) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if s.asked && !s.now {
		return channel.Batch{Next: cur}, nil
	}
	b, err := s.inner.Poll(ctx, cur, limit)
	s.asked, s.now = true, s.now && b.More
	return b, err
}

func TestRun_RetryNowAsksAnAccountThatIsHealthyAndNotDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		hurried := 0
		c := collector(s, lazy{network.Connector(), &hurried}, func(o *collect.Options) { o.Every = time.Minute })
		stop := running(t, c)
		defer stop()
		synctest.Wait()
		network.Write(fake.Post{Text: "news"})
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if s.count("a") != 0 || hurried != 0 {
			t.Fatalf("%d messages before anybody asked, hurried %d times", s.count("a"), hurried)
		}
		c.RetryNow("a")
		synctest.Wait()
		if s.count("a") != 1 || hurried != 1 {
			t.Errorf("%d messages, hurried %d times", s.count("a"), hurried)
		}
		if q := s.state("a").Quota; q == nil || q.Used != 3 || q.Most != 300 {
			t.Errorf("the quota is %+v", q)
		}
	})
}
