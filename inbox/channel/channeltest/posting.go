package channeltest

import (
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// poster skips where the network's sheet does not claim posts.
func (p *play) poster() channel.Poster {
	p.t.Helper()
	s, ok := p.session.(channel.Poster)
	if !ok || p.session.Caps().Post == inbox.No {
		p.t.Skipf("the session does not post")
	}
	return s
}

// posting is an entry that answers nothing.
func (p *play) posting(key, text string) channel.Outgoing {
	out := p.outgoing(key, text, nil)
	out.Entry.Kind, out.Entry.To = inbox.OwnPost, nil
	return out
}

func postsOnce(t T, h Harness) {
	p := begin(t, h)
	s := p.poster()
	p.drain()
	out := p.posting("01HZX0000000000000000OWN01", "Nous vérifions : réponsemark « voilà ».")
	receipt, err := s.Post(t.Context(), out)
	if err != nil {
		t.Fatalf("post: %v", err)
	}
	if receipt.Native == "" || receipt.At.IsZero() || !strings.HasPrefix(receipt.Link, "http") {
		t.Errorf("the receipt shows nothing: native %q, at %v, link %q", receipt.Native, receipt.At, receipt.Link)
	}
	p.eventually("the post on the network", func() bool { return len(p.received("réponsemark")) > 0 })
	got := p.received("réponsemark")
	if len(got) != 1 || got[0].Text != out.Entry.Text || got[0].Answers != "" {
		t.Errorf("published %+v, want once, as it is and answering nothing: %q", got, out.Entry.Text)
	}
	p.echo(receipt, out)
}

func findsPost(t T, h Harness) {
	p := begin(t, h)
	s, f := p.poster(), p.finder()
	out := p.posting("01HZX0000000000000000OWN02", "lostmark post")
	p.fails(LoseAnswer)
	if _, err := s.Post(t.Context(), out); channel.ReasonOf(err) != channel.Ambiguous {
		t.Fatalf("post: %v, want %q", err, channel.Ambiguous)
	}
	p.eventually("the post on the network", func() bool { return len(p.received("lostmark")) > 0 })
	found, err := f.FindSent(t.Context(), out)
	if err != nil || found == nil && h.Why["FindAmbiguous"] == "" {
		t.Errorf("find sent: %v, %v", found, err)
	}
	if n := len(p.received("lostmark")); n != 1 {
		t.Errorf("published %d times, want once", n)
	}
}

func refusesLongPost(t T, h Harness) {
	p := begin(t, h)
	s := p.poster()
	longest := p.session.Caps().MaxLength
	if longest == 0 {
		t.Skipf("the network has no limit of length")
	}
	out := p.posting("01HZX0000000000000000OWN03", "longmark "+strings.Repeat("é", longest))
	if _, err := s.Post(t.Context(), out); channel.ReasonOf(err) != channel.Invalid {
		t.Errorf("post: %v, want %q", err, channel.Invalid)
	}
	if n := len(p.received("longmark")); n != 0 {
		t.Errorf("%d of the refused post were published", n)
	}
}
