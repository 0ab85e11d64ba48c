package sample

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"vigie/inbox"
	content "vigie/inbox/channel/sample"
	"vigie/inbox/team"
)

// act is something done at a time by somebody.
type act struct {
	at   time.Time
	by   team.MemberID
	home inbox.ConversationID
	what inbox.Act
}

// work does what the house did with everything but the stories.
func (f *filler) work() error {
	var all []act
	for _, e := range f.exchanges {
		if e.Key == "" && e.Theme != "auto" {
			all = append(all, f.plan(e)...)
		}
	}
	slices.SortStableFunc(all, func(a, b act) int {
		return cmp.Or(f.shift(a).Compare(f.shift(b)), cmp.Compare(a.by, b.by), a.at.Compare(b.at))
	})
	total := len(all)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].by == all[0].by && f.shift(all[n]).Equal(f.shift(all[0])) {
			n++
		}
		if err := f.doAll(all[:n]); err != nil {
			return err
		}
		f.tell(Messages / 2 * n / total)
		all = all[n:]
	}
	return nil
}

// shift is when the stretch of work began in which an act falls: what one
// member does in it shares a transaction and its time. The older, the longer:
// a sync to disk for each act would take minutes.
func (f *filler) shift(a act) time.Time {
	const day = 24 * time.Hour
	switch age := f.made.Sub(a.at); {
	case age > 14*day:
		return a.at.Truncate(2 * day)
	case age > 3*day:
		return a.at.Truncate(day)
	default:
		return a.at.Truncate(4 * time.Hour)
	}
}

func (f *filler) doAll(acts []act) error {
	var commands []inbox.Command
	for _, a := range acts {
		f.clock.at = a.at
		c, err := f.command(a.home, a.what)
		if err != nil {
			return err
		}
		commands = append(commands, c)
	}
	out, err := f.w.DoAll(f.ctx, commands, acts[0].by, nil)
	if err != nil {
		return err
	}
	for i, o := range out {
		if o.Err != nil {
			return fmt.Errorf("%s: %w", commands[i].Act.Name(), o.Err)
		}
	}
	return nil
}

// plan says what became of an exchange: who took it, what it was called, and
// where it stands.
func (f *filler) plan(e content.Exchange) []act {
	p := plan{f: f, e: e, home: f.home(e), by: cmp.Or(e.Agent(), sender(e.Account))}
	last := e.Last()
	age := f.made.Sub(last.SentAt)
	switch {
	case e.Theme == "heat":
		p.alarm(age)
	case last.Direction == inbox.Outbound:
		p.answered(age)
	case e.Agent() != "":
		p.heardAgain(age)
	default:
		p.unanswered(age)
	}
	return p.acts
}

type plan struct {
	f    *filler
	e    content.Exchange
	home inbox.ConversationID
	by   team.MemberID
	acts []act
}

// then adds an act so long after the last message, but before now.
func (p *plan) then(after time.Duration, what inbox.Act) {
	at := p.e.Last().SentAt.Add(after)
	if limit := p.f.made.Add(-time.Minute); at.After(limit) {
		at = limit
	}
	if n := len(p.acts); n > 0 && at.Before(p.acts[n-1].at) {
		at = p.acts[n-1].at
	}
	p.acts = append(p.acts, act{at: at, by: p.by, home: p.home, what: what})
}

// take claims the conversation and names its theme.
func (p *plan) take(after time.Duration) {
	p.then(after, inbox.Claim{})
	if tag := p.f.tag(p.e.Theme); tag != "" && p.f.rng.IntN(20) < 9 {
		p.then(after, inbox.Label{Add: []string{tag}})
	}
	switch {
	case p.e.Theme == "press" || p.e.Theme == "safety":
		p.then(after, inbox.Prioritise{Priority: inbox.High})
	case p.e.Theme == "praise" && p.f.rng.IntN(4) == 0:
		p.then(after, inbox.Prioritise{Priority: inbox.Low})
	}
}

func (p *plan) alarm(age time.Duration) {
	x200 := inbox.Label{Add: []string{"x200"}}
	switch {
	case age > 40*time.Hour:
		p.take(2 * time.Hour)
		p.then(3*time.Hour, inbox.Resolve{})
	case age > time.Hour:
		p.then(time.Hour, inbox.Claim{})
		p.then(time.Hour, x200)
	case age > 25*time.Minute:
		p.then(6*time.Minute, x200)
	}
}

func (p *plan) answered(age time.Duration) {
	p.take(-5 * time.Minute)
	switch n := p.f.rng.IntN(20); {
	case age > 60*time.Hour && n > 0:
		p.then(time.Duration(1+n)*time.Hour, inbox.Resolve{})
	case n < 2:
		days := 1 + p.f.rng.IntN(5)
		day := p.f.made.AddDate(0, 0, days)
		p.then(time.Minute, inbox.Snooze{Until: time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, day.Location())})
	case n < 14 && age < 9*24*time.Hour:
		p.then(0, inbox.Wait{})
	default:
		p.then(time.Hour, inbox.Resolve{})
	}
}

func (p *plan) heardAgain(age time.Duration) {
	p.take(-20 * time.Minute)
	if age > 20*time.Hour {
		p.then(time.Duration(1+p.f.rng.IntN(6))*time.Hour, inbox.Resolve{})
	}
}

func (p *plan) unanswered(age time.Duration) {
	mail := p.e.Last().Kind == inbox.Email
	switch n := p.f.rng.IntN(20); {
	case age > 26*time.Hour && !mail && n < 8:
		p.then(5*time.Hour, inbox.Ignore{})
	case age > 26*time.Hour:
		p.take(3 * time.Hour)
		p.then(4*time.Hour, inbox.Resolve{})
	case n < 6:
		p.take(age / 3)
	}
}

// tag names a theme in the language of the house.
func (f *filler) tag(theme string) string {
	names := map[string][2]string{
		"delivery": {"livraison", "delivery"}, "jar": {"bol", "jar"}, "refund": {"remboursement", "refund"}, "recipe": {"recette", "recipe"},
		"praise": {"merci", "praise"}, "job": {"candidature", "job"}, "partnership": {"partenariat", "partnership"},
		"press": {"presse", "press"}, "safety": {"sécurité", "safety"}, "invoice": {"facture", "invoice"},
		"warranty": {"garantie", "warranty"}, "heat": {"x200", "x200"}, "competitor": {"concurrence", "competitors"},
	}
	return f.t(names[theme][0], names[theme][1])
}
