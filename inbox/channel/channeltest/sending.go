package channeltest

import (
	"errors"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func sendingCases() []Case {
	return []Case{
		{"a reply arrives once, where it belongs, and comes back as ours", repliesOnce},
		{"a reply with an attachment arrives with it", repliesWithFile},
		{"a reply that is too long is refused before it is sent", refusesTooLong},
		{"after a lost answer the sending is found, and not repeated", findsAmbiguous},
		{"after a lost request nothing is sent by itself", keepsLostRequest},
		{"a failed reply was not sent", failsCleanly},
		{"what was never sent is not found", findsNothing},
		{"a post of the house's own is published once, answers nothing and says where it is", postsOnce},
		{"after a lost answer the post is found, and not repeated", findsPost},
		{"a post that is too long is refused before it is sent", refusesLongPost},
	}
}

func (p *play) replier() channel.Replier {
	p.t.Helper()
	r, ok := p.session.(channel.Replier)
	if !ok {
		p.t.Skipf("the session does not reply")
	}
	return r
}

func (p *play) finder() channel.Finder {
	p.t.Helper()
	f, ok := p.session.(channel.Finder)
	if !ok {
		p.t.Skipf("the session does not look up what was sent")
	}
	return f
}

// asked is a conversation with one question that waits for its answer.
func (p *play) asked() (id string, question *kept) {
	p.t.Helper()
	id, marker := p.post()
	p.drain()
	return id, p.sees(marker)
}

// received counts what reached the customer with a marker.
func (p *play) received(marker string) (found []Received) {
	p.t.Helper()
	for _, r := range p.h.Customer.Received(p.t) {
		if strings.Contains(r.Text, marker) {
			found = append(found, r)
		}
	}
	return found
}

func repliesOnce(t T, h Harness) {
	p := begin(t, h)
	r := p.replier()
	id, question := p.asked()
	out := p.outgoing("01HZX0000000000000000REPLY", "Oui, en été : réponsemark « voilà ».", question)
	receipt, err := r.Reply(t.Context(), out)
	if err != nil {
		t.Fatalf("reply: %v", err)
	}
	if receipt.Native == "" && receipt.MailID == "" || receipt.At.IsZero() {
		t.Errorf("the receipt names nothing: native %q, mail id %q, at %v", receipt.Native, receipt.MailID, receipt.At)
	}
	p.eventually("the reply at the customer's", func() bool { return len(p.received("réponsemark")) > 0 })
	got := p.received("réponsemark")
	if len(got) != 1 || !strings.Contains(got[0].Text, out.Entry.Text) {
		t.Errorf("the customer received %d replies %+v, want one: %q", len(got), got, out.Entry.Text)
	}
	if got[0].Answers != id {
		t.Errorf("the reply answers %q, want %q", got[0].Answers, id)
	}
	p.echo(receipt, out)
}

// echo reads our own reply back and matches it to its entry.
func (p *play) echo(receipt channel.Receipt, out channel.Outgoing) {
	p.t.Helper()
	p.eventually("the echo of the reply", func() bool {
		p.drain()
		return len(p.shelf.with("réponsemark")) > 0
	})
	m := p.sees("réponsemark").Message
	if m.Direction != inbox.Outbound {
		p.t.Errorf("our own reply came back as %q, want outbound", m.Direction)
	}
	byKey := strings.HasPrefix(m.MailID, out.Entry.Key)
	if m.Native != receipt.Native && !byKey {
		p.t.Errorf("the echo %q (mail id %q) matches neither the receipt %q nor the key %q", m.Native, m.MailID, receipt.Native, out.Entry.Key)
	}
}

func repliesWithFile(t T, h Harness) {
	p := begin(t, h)
	r := p.replier()
	if !p.session.Caps().Attachments {
		t.Skipf("the network takes no attachments")
	}
	_, question := p.asked()
	out := p.outgoing("01HZX00000000000000000FILE", "Ci-joint filemark", question)
	out.Entry.Attachments = []inbox.Attachment{{Name: "devis.pdf", Type: "application/pdf", Size: 5}}
	out.Files = []channel.File{{Name: "devis.pdf", Type: "application/pdf", Data: []byte("%PDF-")}}
	if _, err := r.Reply(t.Context(), out); err != nil {
		t.Fatalf("reply: %v", err)
	}
	p.eventually("the reply at the customer's", func() bool { return len(p.received("filemark")) > 0 })
	if got := p.received("filemark"); len(got) != 1 || got[0].Files != 1 {
		t.Errorf("the customer received %+v, want one reply with one file", got)
	}
}

func refusesTooLong(t T, h Harness) {
	p := begin(t, h)
	r := p.replier()
	longest := p.session.Caps().MaxLength
	if longest == 0 {
		t.Skipf("the network has no limit of length")
	}
	_, question := p.asked()
	out := p.outgoing("01HZX00000000000000000LONG", "longmark "+strings.Repeat("é", longest), question)
	if _, err := r.Reply(t.Context(), out); channel.ReasonOf(err) != channel.Invalid {
		t.Errorf("reply: %v, want %q", err, channel.Invalid)
	}
	if n := len(p.received("longmark")); n != 0 {
		t.Errorf("the customer received %d of the refused reply", n)
	}
}

func findsAmbiguous(t T, h Harness) {
	p := begin(t, h)
	r, f := p.replier(), p.finder()
	_, question := p.asked()
	out := p.outgoing("01HZX000000000000000AMBIGU", "lostmark answer", question)
	p.fails(LoseAnswer)
	if _, err := r.Reply(t.Context(), out); channel.ReasonOf(err) != channel.Ambiguous {
		t.Fatalf("reply: %v, want %q", err, channel.Ambiguous)
	}
	p.eventually("the reply at the customer's", func() bool { return len(p.received("lostmark")) > 0 })
	found, err := f.FindSent(t.Context(), out)
	if err != nil {
		t.Fatalf("find sent: %v", err)
	}
	if found == nil && h.Why["FindAmbiguous"] == "" {
		t.Errorf("the sending was not found")
	}
	if n := len(p.received("lostmark")); n != 1 {
		t.Errorf("the customer received it %d times, want once", n)
	}
}

func keepsLostRequest(t T, h Harness) {
	p := begin(t, h)
	r, f := p.replier(), p.finder()
	_, question := p.asked()
	out := p.outgoing("01HZX00000000000000LOSTREQ", "requestmark", question)
	p.fails(LoseRequest)
	_, err := r.Reply(t.Context(), out)
	if err == nil {
		t.Fatalf("a reply that was lost on its way was reported as sent")
	}
	found, ferr := f.FindSent(t.Context(), out)
	if ferr != nil || found != nil {
		t.Errorf("find sent: %v, %v; want nothing", found, ferr)
	}
	if n := len(p.received("requestmark")); n != 0 {
		t.Errorf("the customer received it %d times, want never", n)
	}
}

func failsCleanly(t T, h Harness) {
	p := begin(t, h)
	r := p.replier()
	_, question := p.asked()
	p.fails(Unreachable)
	out := p.outgoing("01HZX000000000000000OUTAGE", "outagemark", question)
	_, err := r.Reply(t.Context(), out)
	if err == nil || channel.ReasonOf(err) == channel.Ambiguous {
		t.Fatalf("reply: %v, want a failure that is not %q", err, channel.Ambiguous)
	}
	if n := len(p.received("outagemark")); n != 0 {
		t.Errorf("the customer received %d of a reply that failed", n)
	}
	if _, err := r.Reply(t.Context(), out); err != nil {
		t.Errorf("the same reply once the network is back: %v", err)
	}
	p.eventually("the reply at the customer's", func() bool { return len(p.received("outagemark")) == 1 })
}

func findsNothing(t T, h Harness) {
	p := begin(t, h)
	f := p.finder()
	_, question := p.asked()
	found, err := f.FindSent(t.Context(), p.outgoing("01HZX0000000000000000NEVER", "nevermark", question))
	var e *channel.Error
	if err != nil && !errors.As(err, &e) || err == nil && found != nil {
		t.Errorf("find sent: %v, %v; want nothing", found, err)
	}
}
