package sample

import (
	"cmp"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	content "vigie/inbox/channel/sample"
	"vigie/inbox/team"
	"vigie/store"
)

// script plays one story, act by act; after a failure it does nothing more.
type script struct {
	f    *filler
	home inbox.ConversationID
	last inbox.Event
	err  error
}

func (f *filler) script(key string) *script {
	e, ok := f.stories[key]
	if !ok {
		return &script{f: f, err: fmt.Errorf("no story %s", key)}
	}
	return &script{f: f, home: f.home(e)}
}

// do has a member act, so long before now.
func (s *script) do(ago time.Duration, by team.MemberID, what inbox.Act) *script {
	if s.err != nil {
		return s
	}
	s.f.clock.at = s.f.made.Add(-ago)
	c, err := s.f.command(s.home, what)
	if err == nil && by == "" {
		s.last, err = s.f.w.DoSystem(s.f.ctx, c)
	} else if err == nil {
		s.last, err = s.f.w.Do(s.f.ctx, c, by)
	}
	if err != nil {
		s.err = fmt.Errorf("%s by %s: %w", what.Name(), by, err)
	}
	return s
}

// leg is the handover that was proposed last.
func (s *script) leg() inbox.HandoverID {
	if s.err != nil {
		return ""
	}
	d, err := s.f.w.Detail(s.f.ctx, s.home, 1)
	if err != nil || len(d.Handovers) == 0 {
		s.err = cmp.Or(err, fmt.Errorf("no handover"))
		return ""
	}
	return d.Handovers[len(d.Handovers)-1].ID
}

func (s *script) note(ago time.Duration, by team.MemberID, fr, en string) *script {
	return s.do(ago, by, inbox.AddNote{Text: s.f.t(fr, en)})
}

// draft has a member write a reply and keep it.
func (s *script) draft(ago time.Duration, by team.MemberID, text string) inbox.DraftID {
	if s.err != nil {
		return ""
	}
	s.f.clock.at = s.f.made.Add(-ago)
	var id string
	if id, s.err = s.f.id(); s.err != nil {
		return ""
	}
	d := inbox.Draft{ID: inbox.DraftID(id), Kind: inbox.PublicReply, Text: text, Seen: s.heard()}
	s.do(ago, by, inbox.SaveDraft{Draft: d})
	return d.ID
}

// heard is how much of the conversation a writer has seen.
func (s *script) heard() int64 {
	d, err := s.f.w.Detail(s.f.ctx, s.home, 1)
	if err != nil {
		s.err = err
	}
	return d.Conversation.Heard
}

// reply has a member answer, and ends the sending as it turned out.
func (s *script) reply(ago time.Duration, by team.MemberID, text string, end store.SendResult) *script {
	id := s.draft(ago+time.Minute, by, text)
	if s.err != nil {
		return s
	}
	s.do(ago, by, inbox.Reply{Draft: id, Seen: s.heard()})
	if s.err != nil {
		return s
	}
	entry := inbox.OutboxID(s.last.ID)
	s.f.clock.at = s.f.made.Add(-ago + 15*time.Second)
	if _, s.err = s.f.w.BeginSending(s.f.ctx, entry); s.err != nil {
		return s
	}
	s.f.clock.at = s.f.clock.at.Add(2 * time.Second)
	if end.State == inbox.Sent {
		end.Receipt = channel.Receipt{Native: "sent-" + string(entry), At: s.f.clock.at}
	}
	s.err = s.f.w.EndSending(s.f.ctx, entry, end)
	return s
}

// arrives brings in one more message, so long before now.
func (s *script) arrives(ago time.Duration, account inbox.AccountID, m inbox.Message) *script {
	if s.err != nil {
		return s
	}
	s.f.clock.at = s.f.made.Add(-ago)
	m.SentAt, m.ReceivedAt = s.f.clock.at, s.f.clock.at
	list := []content.Exchange{{Messages: []channel.Upsert{{Message: m}}}}
	if s.err = content.Seal(list); s.err == nil {
		_, s.err = s.f.w.Import(s.f.ctx, account, list[0].Messages)
	}
	return s
}
