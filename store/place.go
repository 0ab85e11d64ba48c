package store

import (
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
)

// mail is what placing wants to know of a stored mail.
type mail struct {
	conversation inbox.ConversationID
	mailID       string
	base         string
	outbound     bool
	people       []string
}

// home is where a message belongs.
type home struct {
	known *inbox.Conversation // nil opens a new one
	// others are conversations that the message shows to be the same.
	others []inbox.ConversationID
}

// mostHits is how many mails of one reference are looked at: a broken program
// that gives all its mails one Message-ID must not slow down the rest.
const mostHits = 30

// remember makes a stored message known to the rest of the batch.
func (in *intake) remember(num int64, m inbox.Message) {
	in.known[m.Native] = true
	if m.MailID == "" && len(m.References) == 0 && m.InReplyTo == "" {
		return
	}
	in.mails[num] = in.mailOf(m)
	for _, h := range refHashes(m) {
		if !slices.Contains(in.hits[h], num) {
			in.hits[h] = append(in.hits[h], num)
		}
	}
}

func (in *intake) mailOf(m inbox.Message) mail {
	out := mail{conversation: m.Conversation, mailID: bare(m.MailID), base: m.BaseSubject, outbound: m.Direction == inbox.Outbound}
	for _, h := range append([]string{m.Author.Handle}, m.Recipients...) {
		if h != "" && !strings.EqualFold(h, in.account.Address) && !slices.Contains(out.people, h) {
			out.people = append(out.people, h)
		}
	}
	return out
}

// place finds the conversation of a message.
func (in *intake) place(m inbox.Message) (home, error) {
	if m.Root != "" || m.Parent != "" {
		c, err := in.byRoot(m)
		if err != nil || c != nil {
			return home{known: c}, err
		}
	}
	if m.Kind != inbox.Email {
		return home{}, nil
	}
	return in.byMail(m)
}

// byRoot finds the conversation of a network that says what belongs together.
func (in *intake) byRoot(m inbox.Message) (*inbox.Conversation, error) {
	for _, q := range []struct{ text, key string }{
		{`SELECT conversation FROM message WHERE account = ? AND root = ? AND root <> '' ORDER BY num DESC LIMIT 1`, m.Root},
		{`SELECT conversation FROM message WHERE account = ? AND native = ?`, m.Root},
		{`SELECT conversation FROM message WHERE account = ? AND native = ?`, m.Parent},
	} {
		if q.key == "" {
			continue
		}
		id, err := maybe(in, plain[inbox.ConversationID], q.text, in.account.ID, q.key)
		if err != nil {
			return nil, fmt.Errorf("find root: %w", err)
		}
		if id != "" {
			return in.living(id)
		}
	}
	return nil, nil
}

// living gives a conversation, or the one into which it was merged.
func (x *writing) living(id inbox.ConversationID) (*inbox.Conversation, error) {
	for range 20 { // a chain, were it ever a ring, must end
		c, err := x.conversation(id)
		if err != nil || c.ID == "" {
			return nil, err
		}
		if c.MergedInto == "" {
			return &c, nil
		}
		id = c.MergedInto
	}
	return nil, nil
}

// byMail finds the conversation of a mail by its references, or else by its
// subject and people.
func (in *intake) byMail(m inbox.Message) (home, error) {
	candidates, err := in.referred(m)
	if err != nil {
		return home{}, err
	}
	best := inbox.Belongs(m, candidates)
	if best < 0 && m.Answers && m.BaseSubject != "" {
		if candidates, err = in.sameSubject(m); err != nil {
			return home{}, err
		}
		best = inbox.Belongs(m, candidates)
	}
	if best < 0 {
		return home{}, nil
	}
	h := home{known: &candidates[best].Conversation}
	for i, c := range candidates {
		if i != best && c.Referred && inbox.Belongs(m, []inbox.Candidate{c}) == 0 {
			h.others = append(h.others, c.Conversation.ID)
		}
	}
	return h, nil
}

// referred gathers the conversations that the mail names, that name it, or
// that name what it names: its parents, children and siblings.
func (in *intake) referred(m inbox.Message) ([]inbox.Candidate, error) {
	var out []inbox.Candidate
	names := named(m)
	for _, hash := range refHashes(m) {
		nums := in.hits[hash]
		for _, num := range nums[max(0, len(nums)-mostHits):] {
			hit, err := in.mail(num)
			if err != nil {
				return nil, err
			}
			if out, err = in.candidate(out, hit, m, slices.Contains(names, hit.mailID)); err != nil {
				return nil, err
			}
		}
	}
	return in.answered(out, names)
}

// mail gives what placing wants to know of a stored mail.
func (in *intake) mail(num int64) (mail, error) {
	if k, ok := in.mails[num]; ok {
		return k, nil
	}
	n, found, err := messageLight(in, num)
	if err != nil || !found {
		return mail{}, err
	}
	k := in.mailOf(n)
	in.mails[num] = k
	return k, nil
}

// candidate adds a hit to its conversation's candidate.
func (in *intake) candidate(out []inbox.Candidate, hit mail, m inbox.Message, answered bool) ([]inbox.Candidate, error) {
	c, err := in.living(hit.conversation)
	if err != nil || c == nil {
		return out, err
	}
	i := slices.IndexFunc(out, func(k inbox.Candidate) bool { return k.Conversation.ID == c.ID })
	if i < 0 {
		i = len(out)
		out = append(out, inbox.Candidate{Conversation: *c, Referred: true, BaseSubject: hit.base})
	}
	if strings.EqualFold(hit.base, m.BaseSubject) {
		out[i].BaseSubject = hit.base
	}
	out[i].Ours = out[i].Ours || answered && hit.outbound
	out[i].People = append(out[i].People, hit.people...)
	return out, nil
}

// answered adds the conversation of a reply of ours that the mail names by the
// Message-ID that we gave it, when the reply is not a message yet.
func (in *intake) answered(out []inbox.Candidate, names []string) ([]inbox.Candidate, error) {
	for _, id := range names {
		e, found, err := in.entryOf(id)
		if err != nil {
			return nil, err
		}
		if !found || e.Account != in.account.ID || slices.ContainsFunc(out, func(k inbox.Candidate) bool { return k.Ours }) {
			continue
		}
		c, err := in.living(e.Conversation)
		if err != nil || c == nil {
			return out, err
		}
		out = slices.DeleteFunc(out, func(k inbox.Candidate) bool { return k.Conversation.ID == c.ID })
		out = append(out, inbox.Candidate{Conversation: *c, Referred: true, Ours: true, BaseSubject: c.Subject, People: e.To})
	}
	return out, nil
}

// sameSubject gathers recent conversations on the same subject, for an answer
// whose references were lost.
func (in *intake) sameSubject(m inbox.Message) ([]inbox.Candidate, error) {
	key := baseKey(in.account.ID, m.BaseSubject)
	ids, err := all(in, plain[inbox.ConversationID], `SELECT id
		FROM conversation
		WHERE base_key = ? AND account = ? AND shelf < 2
		ORDER BY last_at DESC
		LIMIT 10`, key, in.account.ID)
	if err != nil {
		return nil, fmt.Errorf("find subject: %w", err)
	}
	var out []inbox.Candidate
	for _, id := range union(in.subjects[key], ids) {
		c, err := in.living(id)
		if err != nil {
			return nil, err
		}
		if c == nil || c.SplitFrom != "" {
			continue
		}
		people, err := in.peopleOf(c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, inbox.Candidate{Conversation: *c, BaseSubject: m.BaseSubject, People: people})
	}
	return out, nil
}

// peopleOf lists who takes part in a conversation, of its last messages.
func (in *intake) peopleOf(id inbox.ConversationID) ([]string, error) {
	list, err := all(in, readMessage, `SELECT `+messageColumns+noText+`
		WHERE m.conversation = ?
		ORDER BY m.sent_at DESC
		LIMIT 20`, id)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	var out []string
	for _, m := range list {
		out = append(out, in.mailOf(m).people...)
	}
	return out, nil
}
