package sample

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
)

// letters makes a conversation by mail.
func (w *writer) letters(e *Exchange, s *scene, at time.Time) {
	who := author(e.Account, s.author)
	subject := ""
	text := w.unused(func() (text string) {
		subject, text = w.letterText(s)
		return text
	})
	last := w.mail(e, inbox.Message{Author: who, Subject: subject, Text: text, SentAt: at}, nil)
	w.enclose(last, s.theme)
	turns := w.turns()
	again := turns > 1 && w.rng.IntN(5) == 0
	if at.Before(w.now.Add(-36 * time.Hour)) {
		turns = max(turns, len(e.Messages)+1) // nobody waits for days
	}
	for len(e.Messages) < turns {
		ours := last.Direction == inbox.Inbound && !again
		again = false
		if ours {
			at = w.atWork(at)
		} else {
			at = at.Add(span(w.rng, 20*time.Minute, 40*time.Hour))
		}
		if !w.past(at) {
			return
		}
		last = w.nextLetter(e, s, last, ours, at)
	}
}

// nextLetter answers the last one, or asks again.
func (w *writer) nextLetter(e *Exchange, s *scene, last *inbox.Message, ours bool, at time.Time) *inbox.Message {
	before := *last
	if !ours {
		again := before.Direction == inbox.Inbound || len(e.Messages) > 2 && w.rng.IntN(2) == 0
		return w.mail(e, inbox.Message{Author: author(e.Account, s.author), Text: w.reaction(s, again), SentAt: at}, &before)
	}
	by, name := w.agent(e.Account)
	s.agent = name
	answer := s.answer
	if e.Agent() != "" {
		answer = w.deal(s, "follow")
	}
	text := w.deal(s, "answer.hello") + "\n\n" + answer + "\n\n" + w.deal(s, "answer.bye")
	return w.mail(e, w.house(e, before, by, at, text), &before)
}

// letterText is what somebody writes, short, whole or at length, under its
// subject. The answer that fits goes into the scene.
func (w *writer) letterText(s *scene) (subject, text string) {
	clear(s.slots)
	own := parts(w.say(s, "open"))
	open := own[0]
	if len(own) == 3 {
		subject, open = own[0], capital(own[1])
		s.answer = w.answerNumber(s, own[2])
	} else {
		subject = w.say(s, "subject")
	}
	body := []string{open}
	switch w.rng.IntN(6) {
	case 0:
	case 1:
		for range 2 + w.rng.IntN(3) {
			if more := w.say(s, "detail"); !strings.Contains(strings.Join(body, " "), more) {
				body = append(body, more)
			}
		}
	default:
		body = []string{sentences(open, w.say(s, "detail"))}
	}
	body = append(body, w.say(s, "ask"))
	return subject, w.polite(s, "hello") + "\n\n" + strings.Join(body, "\n\n") + "\n\n" + w.polite(s, "bye") + "\n" + s.author.name()
}

// polite gives a greeting that fits the hour.
func (w *writer) polite(s *scene, page string) string {
	for range 8 {
		text := w.deal(s, page)
		evening := strings.Contains(text, "soir") || strings.Contains(text, "evening")
		morning := strings.Contains(text, "morning") || strings.Contains(text, "Bonne journée")
		if evening && s.hour < 17 || morning && s.hour >= 12 {
			continue
		}
		return text
	}
	return w.deal(s, page)
}

// answerNumber gives one of the theme's answers, counted from 1.
func (w *writer) answerNumber(s *scene, number string) string {
	list := w.books[s.language][s.theme+".answer"]
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(list) {
		return ""
	}
	return typography(s.language, w.fill(s, list[n-1]))
}

// mail adds a mail to an exchange, as an answer to the one before.
func (w *writer) mail(e *Exchange, m inbox.Message, before *inbox.Message) *inbox.Message {
	m.Kind, m.Visibility = inbox.Email, inbox.Private
	m.Direction = inbox.Direction(firstOf(string(m.Direction), string(inbox.Inbound)))
	if m.Direction == inbox.Inbound {
		m.Recipients = []string{House(e.Account).Handle}
	}
	_, host, _ := strings.Cut(m.Author.Handle, "@")
	m.MailID = fmt.Sprintf("%s%05d.%06x@%s", w.prefix, w.seq+1, w.rng.IntN(1<<24), host)
	m.BaseSubject = m.Subject
	if before != nil {
		m.BaseSubject, m.Answers = before.BaseSubject, true
		m.Subject = "Re: " + before.BaseSubject
		m.InReplyTo = before.MailID
		m.References = append(slices.Clone(before.References), before.MailID)
		m.Quoted = quote(before.Text)
	}
	return w.add(e, m)
}

func quote(text string) string {
	return "> " + strings.ReplaceAll(text, "\n", "\n> ")
}

// enclose adds the files that a theme brings, now and then.
func (w *writer) enclose(m *inbox.Message, theme string) {
	name := map[string]string{
		"jar": "bol-fele.png", "safety": "cordon.png", "heat": "socle-x200.png", "delivery": "carton.png", "job": "cv.pdf",
		"invoice": "facture.pdf", "warranty": "ticket-de-caisse.pdf", "refund": "bordereau-retour.pdf",
	}[theme]
	if name == "" || theme != "job" && w.rng.IntN(3) > 0 {
		return
	}
	w.attach(m, name)
}

// attach adds a File to a message. In a mail's payload the text is part 0.
func (w *writer) attach(m *inbox.Message, name string) {
	kind := "image/png"
	if strings.HasSuffix(name, ".pdf") {
		kind = "application/pdf"
	}
	m.Attachments = append(m.Attachments, inbox.Attachment{Index: len(m.Attachments) + 1, Name: name, Type: kind, Size: int64(len(File(name)))})
}

// letter is a mail as it travelled.
func letter(m inbox.Message) []byte {
	var b bytes.Buffer
	head := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	head("From", mime.BEncoding.Encode("utf-8", m.Author.Name)+" <"+m.Author.Handle+">")
	head("To", strings.Join(m.Recipients, ", "))
	head("Subject", mime.BEncoding.Encode("utf-8", m.Subject))
	head("Date", m.SentAt.Format(time.RFC1123Z))
	head("Message-ID", "<"+m.MailID+">")
	if m.InReplyTo != "" {
		head("In-Reply-To", "<"+m.InReplyTo+">")
		head("References", "<"+strings.Join(m.References, "> <")+">")
	}
	head("MIME-Version", "1.0")
	const edge = "=_tambrelle"
	if len(m.Attachments) > 0 {
		b.WriteString("Content-Type: multipart/mixed; boundary=\"" + edge + "\"\r\n\r\n--" + edge + "\r\n")
	}
	b.WriteString("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	wrapped(&b, []byte(strings.TrimSpace(m.Text+"\n\n"+m.Quoted)))
	for _, a := range m.Attachments {
		fmt.Fprintf(&b, "--%s\r\nContent-Type: %s\r\nContent-Disposition: attachment; filename=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n", edge, a.Type, a.Name)
		wrapped(&b, File(a.Name))
	}
	if len(m.Attachments) > 0 {
		b.WriteString("--" + edge + "--\r\n")
	}
	return b.Bytes()
}

// wrapped writes bytes in base64, in lines of 76 (RFC 2045).
func wrapped(b *bytes.Buffer, raw []byte) {
	text := base64.StdEncoding.EncodeToString(raw)
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
}
