package channeltest

import (
	"bytes"
	"slices"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func readingCases() []Case {
	return []Case{
		{"an empty account reads as nothing, with a cursor", readsNothing},
		{"a first reading brings everything, complete", readsEverything},
		{"a later reading brings only what is new", readsWhatIsNew},
		{"small batches lose nothing and repeat nothing", readsInSmallBatches},
		{"what arrives during a first reading comes too", readsWhatArrivesMeanwhile},
		{"a raw payload can be fetched and read again", readsAgain},
	}
}

func readsNothing(t T, h Harness) {
	p := begin(t, h)
	p.drain()
	if len(p.shelf.order) != 0 || p.cursor == nil {
		t.Errorf("an empty account gave %d messages, cursor %q", len(p.shelf.order), p.cursor)
	}
	_, marker := p.post()
	p.drain()
	p.sees(marker)
}

func readsEverything(t T, h Harness) {
	p := begin(t, h)
	markers := p.postMany(5)
	p.drain()
	for _, m := range markers {
		k := p.sees(m)
		if k.Message.Direction != inbox.Inbound {
			t.Errorf("%q is %q, want inbound", m, k.Message.Direction)
		}
		if k.Message.Author.Handle == "" {
			t.Errorf("%q has no author", m)
		}
		if _, known := p.session.Caps().Kinds[k.Message.Kind]; !known {
			t.Errorf("%q is of kind %q, which the capability sheet does not have", m, k.Message.Kind)
		}
	}
	if len(p.shelf.order) != len(markers) {
		t.Errorf("kept %d messages, %d were posted", len(p.shelf.order), len(markers))
	}
}

func readsWhatIsNew(t T, h Harness) {
	p := begin(t, h)
	p.postMany(3)
	p.drain()
	before := p.shelf.upserts
	_, marker := p.post()
	p.drain()
	p.sees(marker)
	if p.shelf.upserts-before > 2 {
		t.Errorf("one new message came with %d upserts", p.shelf.upserts-before)
	}
	before = p.shelf.upserts
	p.drain()
	if p.shelf.upserts != before {
		t.Errorf("nothing new came with %d upserts", p.shelf.upserts-before)
	}
}

func readsInSmallBatches(t T, h Harness) {
	p := begin(t, h)
	p.limit = 4
	markers := p.postMany(13)
	p.drain()
	for _, m := range markers {
		p.sees(m)
	}
	if len(p.shelf.order) != len(markers) {
		t.Errorf("kept %d messages, %d were posted", len(p.shelf.order), len(markers))
	}
	if p.shelf.upserts > 2*len(markers) {
		t.Errorf("%d upserts for %d messages: read more than twice", p.shelf.upserts, len(markers))
	}
}

func readsWhatArrivesMeanwhile(t T, h Harness) {
	p := begin(t, h)
	p.limit = 3
	markers := p.postMany(9)
	for i := range 3 {
		b, err := p.poll()
		if err != nil {
			t.Fatalf("poll: %v", err)
		}
		p.keep(b)
		_, m := p.post(func(w *Post) { w.Text += " (meanwhile)" })
		markers = append(markers, m)
		if !b.More && i == 0 {
			t.Errorf("no More after 3 of 9 messages")
		}
	}
	p.drain()
	for _, m := range markers {
		p.sees(m)
	}
}

func readsAgain(t T, h Harness) {
	p := begin(t, h)
	_, marker := p.post()
	p.drain()
	k := p.sees(marker)
	if f, ok := p.session.(channel.Fetcher); ok {
		raw, err := f.Fetch(t.Context(), k.Message)
		if err != nil || !bytes.Equal(raw, k.Raw) {
			t.Errorf("fetch %q: %v, the same bytes: %v", k.Message.Native, err, bytes.Equal(raw, k.Raw))
		}
		if _, err := f.Fetch(t.Context(), inbox.Message{Native: "no-such-native", MailID: "no-such@mail.id"}); channel.ReasonOf(err) != channel.Gone {
			t.Errorf("fetch of what never was: %v, want %q", err, channel.Gone)
		}
	}
	if r, ok := p.h.Connector.(channel.Reader); ok {
		u, err := r.Read(p.h.Account, k.Raw, k.Message.ReceivedAt)
		if err != nil || u.Message.Native != k.Message.Native || u.Message.Text != k.Message.Text {
			t.Errorf("reading the payload offline gave %q %q, %v; want %q", u.Message.Native, u.Message.Text, err, k.Message.Native)
		}
	}
}

func (p *play) postMany(n int) (markers []string) {
	p.t.Helper()
	for range n {
		_, m := p.post()
		markers = append(markers, m)
	}
	return markers
}

func sameNatives(t T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d messages %q, want %d %q", what, len(got), got, len(want), want)
	}
}
