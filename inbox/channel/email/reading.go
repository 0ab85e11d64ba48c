package email

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"vigie/inbox/channel"
	"vigie/inbox/channel/email/letter"
)

// reading turns fetched mails into events on several cores, while more are
// being fetched. Each mail's event is kept under its UID, so that the order
// of the workers does not matter.
type reading struct {
	session  *Session
	box      box
	mark     *mark
	tooLarge bool // what comes now is only the beginning of each mail

	jobs    chan job
	workers sync.WaitGroup
	once    sync.Once

	mu   sync.Mutex
	done map[uint32]channel.Event
	got  []uint32
}

type job struct {
	fetched
	tooLarge bool
}

func (s *Session) newReading(b box, m *mark) *reading {
	r := &reading{session: s, box: b, mark: m, jobs: make(chan job, 16), done: map[uint32]channel.Event{}}
	count := s.env.Workers
	if count <= 0 {
		count = runtime.NumCPU()
	}
	for range count {
		r.workers.Go(func() {
			for j := range r.jobs {
				e := r.read(j)
				r.mu.Lock()
				r.done[j.uid] = e
				r.mu.Unlock()
			}
		})
	}
	return r
}

func (r *reading) from() numbered { return numbered{r.box.name, r.mark.Validity} }

// take is given each mail as it comes.
func (r *reading) take(f fetched) {
	r.mu.Lock()
	r.got = append(r.got, f.uid)
	r.mu.Unlock()
	r.jobs <- job{f, r.tooLarge}
}

// taken are the UIDs that came.
func (r *reading) taken() spans {
	r.mu.Lock()
	defer r.mu.Unlock()
	return spansOf(r.got)
}

// spoil notes a mail that could not be fetched.
func (r *reading) spoil(uid uint32, p channel.Poison) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[uid] = r.replacing(uid, p)
}

// stop waits for the workers.
func (r *reading) stop() {
	r.once.Do(func() { close(r.jobs) })
	r.workers.Wait()
}

// events gives what became of the UIDs, in their order. A header whose mail
// is gone is taken back.
func (r *reading) events(uids []uint32) []channel.Event {
	r.stop()
	events := make([]channel.Event, 0, len(uids))
	for _, uid := range uids {
		switch e := r.done[uid]; {
		case e != nil:
			events = append(events, e)
		case r.mark.Given.has(uid):
			events = append(events, channel.Removed{Native: provisional(r.box.name, r.mark.Validity, uid)})
		}
	}
	return events
}

// read makes the event of one mail.
func (r *reading) read(j job) channel.Event {
	s := r.session
	if j.tooLarge {
		return r.replacing(j.uid, s.poison(j.raw, errTooLarge))
	}
	l, err := s.connector.readLetter(j.raw)
	if err != nil {
		return r.replacing(j.uid, s.poison(j.raw, err))
	}
	u := channel.Upsert{Message: message(s.account, l, j.raw, arrival{s.arrived(j.at), r.box.outbound}), Raw: j.raw}
	if r.mark.Given.has(j.uid) {
		u.Replaces = provisional(r.box.name, r.mark.Validity, j.uid)
	}
	return u
}

var errTooLarge = fmt.Errorf("the mail is larger than %d MB; only its beginning is here", maxMail>>20)

func (s *Session) poison(raw []byte, cause error) channel.Poison {
	sum := sha256.Sum256(raw)
	return channel.Poison{Native: "poison:" + hex.EncodeToString(sum[:16]), Raw: raw, Cause: cause, At: s.env.Now()}
}

func (r *reading) replacing(uid uint32, p channel.Poison) channel.Poison {
	if r.mark.Given.has(uid) {
		p.Replaces = provisional(r.box.name, r.mark.Validity, uid)
	}
	return p
}

// readLetter reads one mail and contains what can go wrong with it: a panic,
// or a time that does not end.
func (c *Connector) readLetter(raw []byte) (letter.Letter, error) {
	type outcome struct {
		l   letter.Letter
		err error
	}
	result := make(chan outcome, 1)
	go func() {
		defer func() {
			if cause := recover(); cause != nil {
				result <- outcome{err: fmt.Errorf("reading the mail panicked: %v", cause)}
			}
		}()
		l, err := c.parse(raw)
		result <- outcome{l, err}
	}()
	limit := time.NewTimer(c.limit)
	defer limit.Stop()
	select {
	case o := <-result:
		return o.l, o.err
	case <-limit.C:
		return letter.Letter{}, errEndless
	}
}

var errEndless = errors.New("reading the mail does not end")
