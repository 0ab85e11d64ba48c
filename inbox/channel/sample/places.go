package sample

import (
	"fmt"
	"strings"
	"time"

	"vigie/inbox"
)

// review makes an opinion with stars, and often our word under it.
func (w *writer) review(e *Exchange, s *scene, at time.Time) {
	stars := weighted(w.rng, []int{5, 4, 3, 2, 1}, []int{36, 24, 12, 11, 17})
	grade := [...]string{"", "one", "two", "three", "four", "five"}[stars]
	text := w.unused(func() string {
		clear(s.slots)
		lines := []string{w.say(s, grade)}
		if w.rng.IntN(4) > 0 {
			lines = append(lines, w.say(s, "detail"))
		}
		if w.rng.IntN(3) == 0 {
			lines = append(lines, w.say(s, grade))
		}
		if len(lines) == 3 && lines[2] == lines[0] {
			lines = lines[:2]
		}
		return sentences(lines...)
	})
	m := w.add(e, inbox.Message{
		Kind: inbox.Review, Direction: inbox.Inbound, Author: author(e.Account, s.author), Text: text, SentAt: at, Rating: &stars,
		Visibility: inbox.Public, Permalink: fmt.Sprintf("https://avis.example/tambrelle/%d", 5000+w.seq), Root: fmt.Sprintf("%s%05d", w.prefix, w.seq+1),
	})
	if stars == 3 || w.rng.IntN(3) == 0 {
		return
	}
	if at = w.atWork(at); !w.past(at) {
		return
	}
	cards := w.books[s.language]["review.answer"]
	answer := cards[(w.seq/2*2)%len(cards)]
	if stars < 3 {
		answer = cards[(w.seq/2*2+1)%len(cards)]
	}
	w.add(e, w.house(e, *m, Marc, at, typography(s.language, answer)))
}

// article makes a find of the watch: a page that names the house.
func (w *writer) article(e *Exchange, s *scene, at time.Time) {
	subject := ""
	text := w.unused(func() string {
		clear(s.slots)
		own := parts(w.say(s, "short"))
		subject = own[0]
		return capital(own[len(own)-1])
	})
	site := pick(w.rng, []string{"soupes-et-cie.example", "reparer.example", "forum-cuisine.example", "gazette-deux-rives.example", "tablee.example"})
	w.add(e, inbox.Message{
		Kind: inbox.Mention, Direction: inbox.Inbound, Author: inbox.Author{Handle: site, Name: strings.TrimSuffix(site, ".example"), URL: "https://" + site},
		Subject: subject, Text: text, SentAt: at, Visibility: inbox.Public,
		Permalink: fmt.Sprintf("https://%s/%d", site, 200+w.seq),
	})
}

// clip makes what a colleague noted by hand.
func (w *writer) clip(e *Exchange, s *scene, at time.Time) {
	text := w.unused(func() string {
		clear(s.slots)
		return w.say(s, "short")
	})
	m := w.add(e, inbox.Message{
		Kind: inbox.Clip, Direction: inbox.Inbound, Author: author(e.Account, s.author), Subject: w.say(s, "subject"), Text: text,
		SentAt: at, Visibility: inbox.Private,
	})
	if w.rng.IntN(4) == 0 {
		w.attach(m, "bol-fele.png")
	}
}

// programs makes what programs sent: newsletters, absences, returned mail.
func (w *writer) programs() []Exchange {
	var out []Exchange
	for i := range 24 {
		page, class := "auto.newsletter", inbox.Newsletter
		from := inbox.Author{Handle: "lettre@salon-emballage.example", Name: "Salon de l’emballage"}
		switch i % 4 {
		case 1:
			page, class = "auto.reply", inbox.AutoReply
		case 3:
			page, class, from = "auto.bounce", inbox.Bounce, inbox.Author{Handle: "mailer-daemon@courriel.example", Name: "Mail Delivery System"}
		case 2:
			from = inbox.Author{Handle: "digest@veille-secteur.example", Name: "Veille secteur"}
		}
		s := &scene{theme: "auto", language: w.tongue(), slots: map[string]string{}}
		s.author = w.meet(Care, s.language)
		e := Exchange{Account: Contact, Theme: "auto", Language: s.language}
		if class == inbox.AutoReply {
			e.Account, from = Care, author(Care, s.author)
		}
		m := inbox.Message{Author: from, Class: class, Subject: w.deal(s, page), Text: w.deal(s, page+".text"), SentAt: w.moment()}
		if class == inbox.Bounce {
			m.Failure = &inbox.Failure{Recipient: author(Care, s.author).Handle, Code: "5.1.1", Reason: "550 5.1.1", Permanent: true}
		}
		w.mail(&e, m, nil)
		out = append(out, e)
	}
	return out
}

// voices makes short messages in other languages.
func (w *writer) voices() []Exchange {
	var out []Exchange
	people := map[string]person{
		"es": {first: "Lucía", last: "Peñaranda"}, "de": {first: "Jörg", last: "Größwang"}, "it": {first: "Niccolò", last: "Bassanelli"},
		"nl": {first: "Sanne", last: "van der Veldhuizen"}, "pt": {first: "Conceição", last: "Magalhães"}, "ar": {first: "ليلى", last: "بن صالح"},
		"ja": {first: "小野寺", last: "遥"}, "br": {first: "Nolwenn", last: "Ar C’hozh"},
	}
	for _, language := range []string{"es", "de", "it", "nl", "pt", "ar", "ja", "br"} {
		for i, text := range w.books["other"][language] {
			p := people[language]
			w.people++
			p.number, p.followers, p.language = w.people, w.crowd(), language
			account := [...]inbox.AccountID{Page, Toots, Page}[i%3]
			e := Exchange{Account: account, Theme: "praise", Language: language}
			kind := inbox.Comment
			if account == Toots {
				kind, text = inbox.Mention, "@tambrelle "+text
			}
			w.post(&e, inbox.Message{Kind: kind, Visibility: inbox.Public, Author: author(account, p), Text: text, SentAt: w.moment()})
			out = append(out, e)
		}
	}
	return out
}

// signals makes the few complaints of the past days that nobody put together.
func (w *writer) signals() []Exchange {
	var out []Exchange
	for i, hours := range []int{118, 91, 70, 47, 29, 17} {
		account := [...]inbox.AccountID{Care, Page, Care, Toots, Reviews, Care}[i]
		at := w.now.Add(-time.Duration(hours)*time.Hour - time.Duration(w.rng.IntN(50))*time.Minute)
		e := w.alarm(account, [...]string{"fr", "fr", "en", "fr", "fr", "fr"}[i], at)
		out = append(out, e)
	}
	return out
}

// rush makes the last minutes: a post about the X200 now and then, too few to
// ring.
func (w *writer) rush() []Exchange {
	var out []Exchange
	for _, tenths := range []int{385, 262, 131} {
		account := weighted(w.rng, []inbox.AccountID{Toots, Page, Care}, []int{5, 4, 1})
		at := w.now.Add(-time.Duration(tenths) * 6 * time.Second)
		out = append(out, w.alarm(account, w.tongue(), at))
	}
	return out
}

// alarm is one message about an overheating X200, not answered yet.
func (w *writer) alarm(account inbox.AccountID, language string, at time.Time) Exchange {
	s := &scene{theme: "heat", language: language, author: w.meet(account, language), hour: at.Hour(), slots: map[string]string{}}
	e := Exchange{Account: account, Theme: "heat", Language: language}
	switch account {
	case Care:
		subject := ""
		text := w.unused(func() (text string) {
			subject, text = w.letterText(s)
			return text
		})
		m := w.mail(&e, inbox.Message{Author: author(account, s.author), Subject: subject, Text: text, SentAt: at}, nil)
		w.enclose(m, "heat")
	case Reviews:
		one := 1
		text := w.unused(func() string { clear(s.slots); return w.say(s, "short") })
		w.add(&e, inbox.Message{Kind: inbox.Review, Direction: inbox.Inbound, Author: author(account, s.author), Text: text, SentAt: at, Rating: &one, Visibility: inbox.Public})
	default:
		kind := inbox.Comment
		if account == Toots {
			kind = inbox.Mention
		}
		text := w.unused(func() string { return w.short(s, kind == inbox.Mention) })
		w.post(&e, inbox.Message{Kind: kind, Visibility: inbox.Public, Author: author(account, s.author), Text: text, SentAt: at})
	}
	return e
}

// fresh is a conversation of the last hours, as a morning brings them.
func (w *writer) fresh() Exchange {
	account := weighted(w.rng, []inbox.AccountID{Contact, Care, Toots, Page, Reviews, Watch}, []int{3, 6, 4, 5, 2, 1})
	at := w.now.Add(-span(w.rng, 6*time.Minute, 8*time.Hour))
	e := w.exchange(account, at)
	e.Messages = e.Messages[:1]
	return e
}
