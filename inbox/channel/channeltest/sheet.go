package channeltest

import (
	"vigie/inbox"
	"vigie/inbox/channel"
)

func sheetCases() []Case {
	return []Case{
		{"the capability sheet claims what the session can do, and no more", claimsHonestly},
		{"verify says who we are", verifies},
		{"what is claimed of moderation works, the rest is unsupported", moderates},
		{"a session closes twice without harm", closesTwice},
		{"the descriptor can be shown as a form", describes},
	}
}

func claimsHonestly(t T, h Harness) {
	p := begin(t, h)
	caps := p.session.Caps()
	same := func(what string, claimed, implemented bool) {
		if claimed != implemented {
			t.Errorf("%s: claimed %v, implemented %v", what, claimed, implemented)
		}
	}
	_, polls := p.session.(channel.Poller)
	_, streams := p.session.(channel.Streamer)
	_, finds := p.session.(channel.Finder)
	_, replies := p.session.(channel.Replier)
	same("polling", caps.Poll, polls)
	if caps.Stream && !streams {
		t.Errorf("streaming is claimed, but not implemented")
	}
	same("looking up what was sent", caps.FindSent, finds)
	same("replying", repliesToAny(caps), replies)
	if _, posts := p.session.(channel.Poster); caps.Post != inbox.No && !posts {
		t.Errorf("posting is claimed, but not implemented")
	}
	if len(caps.Kinds) == 0 {
		t.Errorf("the sheet has no kind of message")
	}
	if caps.MaxLength > 0 && caps.Unit == "" {
		t.Errorf("a longest reply of %d, but of what unit", caps.MaxLength)
	}
	within(t, caps, h.Connector.Descriptor().Caps)
}

func repliesToAny(c inbox.Caps) bool {
	for _, k := range c.Kinds {
		if k.Reply != inbox.No || k.Private != inbox.No {
			return true
		}
	}
	return false
}

// within fails when a session claims more than its connector's largest sheet.
func within(t T, caps, most inbox.Caps) {
	t.Helper()
	if caps.Stream && !most.Stream || caps.Poll && !most.Poll || caps.FindSent && !most.FindSent || caps.Attachments && !most.Attachments || caps.Post != inbox.No && most.Post == inbox.No {
		t.Errorf("the session claims more than its descriptor: %+v, at most %+v", caps, most)
	}
	for kind, k := range caps.Kinds {
		for act, s := range k.Actions {
			if s != inbox.No && most.Kinds[kind].Actions[act] == inbox.No {
				t.Errorf("the session claims %q on %q, its descriptor does not", act, kind)
			}
		}
	}
}

func verifies(t T, h Harness) {
	p := begin(t, h)
	who, err := p.session.Verify(t.Context())
	if err != nil || who.Handle != h.Account.Address {
		t.Errorf("verify: %q, %v; want %q", who.Handle, err, h.Account.Address)
	}
}

func moderates(t T, h Harness) {
	p := begin(t, h)
	all := []inbox.Action{inbox.Like, inbox.Hide, inbox.Delete, inbox.Mute, inbox.Block, inbox.Report, inbox.Junk, inbox.Archive}
	for _, act := range all {
		_, marker := p.post()
		p.drain()
		k := p.sees(marker)
		m, ok := p.session.(channel.Moderator)
		sheet := p.session.Caps().Kinds[k.Message.Kind].Actions
		back, _ := act.Opposite()
		for _, one := range []inbox.Action{act, back} {
			if !ok && sheet[one] != inbox.No {
				t.Fatalf("%q is claimed, but the session cannot moderate", one)
			}
			if ok && one != "" {
				moderatesOne(t, m, k.Message, one, sheet[one] != inbox.No)
			}
		}
		if !ok {
			continue
		}
		p.drain()
		p.sees(marker)
	}
}

// moderatesOne does one action, twice where that has the effect of once.
func moderatesOne(t T, m channel.Moderator, on inbox.Message, act inbox.Action, claimed bool) {
	times := 1
	if claimed && act.Repeatable() {
		times = 2
	}
	for range times {
		err := m.Moderate(t.Context(), on, act, inbox.Why{Ground: inbox.Spam, Words: "spam"})
		switch {
		case !claimed && channel.ReasonOf(err) != channel.Unsupported:
			t.Errorf("%q is not claimed: %v, want %q", act, err, channel.Unsupported)
		case claimed && err != nil:
			t.Errorf("%q is claimed: %v", act, err)
		}
	}
}

func closesTwice(t T, h Harness) {
	p := begin(t, h)
	_, _ = p.poll()
	if err := p.session.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	_ = p.session.Close()
	p.open()
	_, marker := p.post()
	p.drain()
	p.sees(marker)
}

func describes(t T, h Harness) {
	d := h.Connector.Descriptor()
	if d.Channel == "" || d.Channel != h.Account.Channel {
		t.Errorf("the descriptor is of channel %q, the account of %q", d.Channel, h.Account.Channel)
	}
	seen := map[string]bool{}
	for _, f := range d.Fields {
		if f.Name == "" || seen[f.Name] {
			t.Errorf("field %q has no name of its own", f.Name)
		}
		seen[f.Name] = true
		if f.Kind == channel.ChoiceField && len(f.Choices) == 0 {
			t.Errorf("field %q is a choice of nothing", f.Name)
		}
		if f.Kind == channel.SecretField && h.Account.Settings[f.Name] != "" {
			t.Errorf("the secret %q lies in the account's settings", f.Name)
		}
	}
}
