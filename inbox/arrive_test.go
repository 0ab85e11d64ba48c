package inbox_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/inbox"
)

func inbound(text string, at time.Time) inbox.Message {
	return inbox.Message{Kind: inbox.Email, Direction: inbox.Inbound, Text: text, SentAt: at}
}

func arrive(known *inbox.Conversation, m inbox.Message) inbox.Conversation {
	_, c := inbox.Arrive(inbox.Arrival{Message: m, Known: known, Rules: inbox.DefaultRules(), ID: "id"})
	return c
}

func TestArrive_OpensACaseForPeopleOnly(t *testing.T) {
	c := arrive(nil, inbound("Bonjour", noon))
	if c.Status != inbox.New || c.Automatic || !c.DueAt.Equal(noon.Add(4*time.Hour)) || c.Heard != 1 || c.Messages != 1 {
		t.Errorf("a person's mail: %+v", c)
	}
	for _, class := range []inbox.Class{inbox.Bounce, inbox.AutoReply, inbox.Newsletter} {
		m := inbound("-50 % !", noon)
		m.Class = class
		c := arrive(nil, m)
		if c.Status != inbox.Ignored || !c.Automatic || !c.DueAt.IsZero() || c.Snippet != "-50 % !" {
			t.Errorf("%s: %+v", class, c)
		}
	}
	own := inbound("Bonjour", noon)
	own.Direction = inbox.Outbound
	if c := arrive(nil, own); c.Status != inbox.Waiting || !c.DueAt.IsZero() {
		t.Errorf("our own mail: %+v", c)
	}
}

func TestArrive_Reopens(t *testing.T) {
	old := arrive(nil, inbound("Bonjour", noon))
	old.Assignee = "lea"
	later := noon.Add(24 * time.Hour)
	for _, c := range []struct {
		from, to inbox.Status
	}{
		{inbox.Resolved, inbox.Open}, {inbox.Waiting, inbox.Open}, {inbox.Snoozed, inbox.Open},
		{inbox.Ignored, inbox.Ignored}, {inbox.New, inbox.New}, {inbox.Open, inbox.Open},
	} {
		t.Run(string(c.from), func(t *testing.T) {
			known := old
			known.Status = c.from
			got := arrive(&known, inbound("Encore", later))
			if got.Status != c.to || got.ID != known.ID || got.Assignee != "lea" {
				t.Errorf("got %+v", got)
			}
		})
	}
	t.Run("an auto-reply reopens nothing and shows nowhere", func(t *testing.T) {
		known := old
		known.Status = inbox.Resolved
		m := inbound("Je suis absent", later)
		m.Class = inbox.AutoReply
		if got := arrive(&known, m); got.Status != inbox.Resolved || got.Snippet != "Bonjour" || got.Heard != known.Heard || !got.LastAt.Equal(known.LastAt) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a month after it was resolved a new one follows", func(t *testing.T) {
		known := old
		known.Status = inbox.Resolved
		known.ID = "older"
		got := arrive(&known, inbound("Encore", noon.AddDate(0, 3, 0)))
		if got.ID == known.ID || got.Follows != known.ID || got.Status != inbox.New {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a person's answer makes a newsletter a case", func(t *testing.T) {
		m := inbound("Promo", noon)
		m.Class = inbox.Newsletter
		known := arrive(nil, m)
		if got := arrive(&known, inbound("Stop", later)); got.Automatic || got.Status != inbox.New {
			t.Errorf("got %+v", got)
		}
	})
}

func TestArrive_KnowsWhatIsOwed(t *testing.T) {
	c := arrive(nil, inbound("Bonjour", noon))
	answer := inbound("Réponse", noon.Add(time.Hour))
	answer.Direction = inbox.Outbound
	c = arrive(&c, answer)
	if !c.DueAt.IsZero() || c.Status != inbox.Waiting {
		t.Errorf("after our answer: %+v", c)
	}
	t.Run("an older mail read late owes nothing", func(t *testing.T) {
		got := arrive(&c, inbound("Avant", noon.Add(-time.Hour)))
		if !got.DueAt.IsZero() || got.Status != inbox.Waiting || got.Snippet != "Réponse" || !got.FirstAt.Equal(noon.Add(-time.Hour)) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a newer mail does, from its own time", func(t *testing.T) {
		got := arrive(&c, inbound("Merci mais", noon.Add(2*time.Hour)))
		if !got.WaitingSince.Equal(noon.Add(2*time.Hour)) || got.Status != inbox.Open {
			t.Errorf("got %+v", got)
		}
	})
}

func TestArrive_OwesNothingForWhatWasThereBefore(t *testing.T) {
	account := inbox.Account{ID: "acc", AddedAt: noon}
	arrive := func(at time.Time) inbox.Conversation {
		_, c := inbox.Arrive(inbox.Arrival{Message: inbound("Bonjour", at), Account: account, Rules: inbox.DefaultRules(), ID: "id"})
		return c
	}
	if c := arrive(noon.AddDate(-9, 0, 0)); !c.DueAt.IsZero() || c.Status != inbox.New || c.WaitingSince.IsZero() {
		t.Errorf("an old mail of a new account: %+v", c)
	}
	if c := arrive(noon.Add(time.Minute)); c.DueAt.IsZero() {
		t.Errorf("a new mail: %+v", c)
	}
}

func TestRecount_AgreesWithArrivalsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		var ms []inbox.Message
		for i := range n {
			m := inbound(strings.Repeat("a", i+1), noon.Add(time.Duration(i)*time.Minute))
			if rapid.Bool().Draw(t, "ours") {
				m.Direction = inbox.Outbound
			}
			ms = append(ms, m)
		}
		ordered := arrive(nil, ms[0])
		for _, m := range ms[1:] {
			ordered = arrive(&ordered, m)
		}
		backwards := arrive(nil, ms[n-1])
		for i := n - 2; i >= 0; i-- {
			backwards = arrive(&backwards, ms[i])
		}
		again := inbox.Recount(backwards, ms, inbox.DefaultRules())
		if !again.DueAt.Equal(ordered.DueAt) || again.Messages != n || again.Snippet != ordered.Snippet || !again.LastAt.Equal(ordered.LastAt) || !again.FirstAt.Equal(ordered.FirstAt) {
			t.Fatalf("recounted %+v\nin order %+v", again, ordered)
		}
		if backwards.Snippet != ordered.Snippet || !backwards.FirstAt.Equal(ordered.FirstAt) || backwards.DueAt.IsZero() != ordered.DueAt.IsZero() {
			t.Fatalf("backwards %+v\nin order %+v", backwards, ordered)
		}
	})
}

func TestSnippet_IsOneShortLine(t *testing.T) {
	if got := inbox.Snippet(inbox.Message{Text: "  Bonjour,\n\n\tça va ?\x00 "}); got != "Bonjour, ça va ?" {
		t.Errorf("got %q", got)
	}
	if got := inbox.Snippet(inbox.Message{Text: strings.Repeat("é", 500)}); len([]rune(got)) != 200 {
		t.Errorf("%d runes", len([]rune(got)))
	}
	if got := inbox.Snippet(inbox.Message{Subject: "Sujet"}); got != "Sujet" {
		t.Errorf("got %q", got)
	}
}

func TestBelongs_BelievesReferencesThatAgree(t *testing.T) {
	claire := inbox.Message{Author: inbox.Author{Handle: "claire@mail.example"}, BaseSubject: "Panne", Answers: true, SentAt: noon}
	conv := inbox.Conversation{LastAt: noon.Add(-time.Hour)}
	stale := inbox.Conversation{LastAt: noon.AddDate(0, -6, 0)}
	people := []string{"Claire@mail.example"}
	for _, c := range []struct {
		name string
		edit func(*inbox.Message)
		cand inbox.Candidate
		want int
	}{
		{"an answer to our own mail, whatever the subject", func(m *inbox.Message) { m.BaseSubject = "Autre" }, inbox.Candidate{Conversation: conv, Referred: true, Ours: true}, 0},
		{"references and the same subject", func(*inbox.Message) {}, inbox.Candidate{Conversation: conv, Referred: true, BaseSubject: "PANNE"}, 0},
		{"references alone from a program that reuses ids", func(m *inbox.Message) { m.BaseSubject, m.Answers = "Facture", false }, inbox.Candidate{Conversation: conv, Referred: true, BaseSubject: "Panne"}, -1},
		{"references and the same person, subject rewritten", func(m *inbox.Message) { m.BaseSubject = "Panne réglée" }, inbox.Candidate{Conversation: conv, Referred: true, BaseSubject: "Panne", People: people}, 0},
		{"no references, the same person answers the same subject", func(*inbox.Message) {}, inbox.Candidate{Conversation: conv, BaseSubject: "Panne", People: people}, 0},
		{"the same months ago", func(*inbox.Message) {}, inbox.Candidate{Conversation: stale, BaseSubject: "Panne", People: people}, -1},
		{"no references, another person", func(*inbox.Message) {}, inbox.Candidate{Conversation: conv, BaseSubject: "Panne"}, -1},
		{"no references, not an answer", func(m *inbox.Message) { m.Answers = false }, inbox.Candidate{Conversation: conv, BaseSubject: "Panne", People: people}, -1},
		{"an empty subject joins nothing by itself", func(m *inbox.Message) { m.BaseSubject = "" }, inbox.Candidate{Conversation: conv, People: people}, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := claire
			c.edit(&m)
			if got := inbox.Belongs(m, []inbox.Candidate{c.cand}); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
	t.Run("the surer candidate wins, then the newer", func(t *testing.T) {
		bySubject := inbox.Candidate{Conversation: conv, BaseSubject: "Panne", People: people}
		byReference := inbox.Candidate{Conversation: stale, Referred: true, BaseSubject: "Panne"}
		if got := inbox.Belongs(claire, []inbox.Candidate{bySubject, byReference}); got != 1 {
			t.Errorf("got %d", got)
		}
		older := bySubject
		older.Conversation.LastAt = noon.Add(-48 * time.Hour)
		if got := inbox.Belongs(claire, []inbox.Candidate{older, bySubject}); got != 1 {
			t.Errorf("got %d", got)
		}
	})
}

func TestCaps_SayWhyNot(t *testing.T) {
	caps := inbox.Caps{Window: 24 * time.Hour, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Direct: {Reply: inbox.Yes}}, MaxLength: 5, Unit: inbox.Graphemes}
	if v := caps.ReplyVerdict(inbox.Review, noon, noon); v.Allowed || v.Key != "caps.reply-not-possible" {
		t.Errorf("got %+v", v)
	}
	if v := caps.ReplyVerdict(inbox.Direct, noon, noon.Add(25*time.Hour)); v.Allowed || v.Key != "caps.reply-window-closed" {
		t.Errorf("got %+v", v)
	}
	if v := caps.ReplyVerdict(inbox.Direct, noon, noon.Add(time.Hour)); !v.Allowed || !v.Until.Equal(noon.Add(24*time.Hour)) {
		t.Errorf("got %+v", v)
	}
	if caps.TooLong("👨‍👩‍👧👍🏽éaz") || !caps.TooLong("👨‍👩‍👧👍🏽éazz") {
		t.Error("graphemes are not counted as a reader counts")
	}
	for unit, want := range map[inbox.Unit]int{inbox.Bytes: 6, inbox.Runes: 2, inbox.UTF16: 3, inbox.Graphemes: 2} {
		if got := unit.Length("é👍"); got != want {
			t.Errorf("%s: %d, want %d", unit, got, want)
		}
	}
}

func TestSortKey_PutsWhatIsOwedFirst(t *testing.T) {
	owed := inbox.Conversation{DueAt: noon.Add(48 * time.Hour), LastAt: noon.AddDate(-1, 0, 0)}
	newer := inbox.Conversation{LastAt: noon}
	older := inbox.Conversation{LastAt: noon.Add(-time.Hour)}
	key := func(c inbox.Conversation) int64 { return inbox.SortKey(c, inbox.DueFirst) }
	if !(key(owed) < key(newer) && key(newer) < key(older)) {
		t.Errorf("owed %d, newer %d, older %d", key(owed), key(newer), key(older))
	}
}
