package main

import (
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
)

// most is how many messages of a conversation are shown.
const most = 1000

type showCmd struct {
	Conversation string `arg:"" help:"${show_conversation}"`
	Raw          bool   `help:"${show_raw}"`
}

// Run shows a conversation, or the payload of a message as it came.
func (c *showCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		if c.Raw {
			raw, err := w.Raw(j.ctx, inbox.MessageID(c.Conversation))
			if err != nil {
				return err
			}
			_, err = j.out.Write(raw)
			return err
		}
		d, err := w.Detail(j.ctx, inbox.ConversationID(c.Conversation), most)
		if err != nil {
			return err
		}
		return j.say(detailJSON(d), j.written(d))
	})
}

// detailJSON is a conversation with all that hangs on it, under lower-case
// names.
func detailJSON(d inbox.Detail) any {
	return map[string]any{
		"conversation": d.Conversation, "account": d.Account, "contact": d.Contact, "identities": d.Identities,
		"messages": d.Messages, "earlier": d.Earlier, "notes": d.Notes, "events": d.Events, "handovers": d.Handovers,
		"drafts": d.Drafts, "outbox": d.Outbox,
	}
}

func (j *job) written(d inbox.Detail) string {
	var b strings.Builder
	c := d.Conversation
	fmt.Fprintf(&b, "%s  [%s]  %s\n", block(firstOf(c.Subject, c.Snippet)), j.texts.T("cli.status-"+string(c.Status), nil), c.ID)
	for _, m := range d.Messages {
		fmt.Fprintf(&b, "\n%s  %s <%s>  %s\n%s\n", when(m.SentAt), block(m.Author.Name), block(m.Author.Handle), m.ID, block(m.Text))
		for _, a := range m.Attachments {
			fmt.Fprintf(&b, "  [%d] %s (%s, %d)\n", a.Index, block(a.Name), block(a.Type), a.Size)
		}
	}
	for _, n := range d.Notes {
		fmt.Fprintf(&b, "\n%s  %s\n%s\n", when(n.At), j.texts.T("cli.note", nil), block(n.Text))
	}
	for _, e := range d.Outbox {
		fmt.Fprintf(&b, "\n%s  %s\n%s\n", when(e.QueuedAt), j.texts.T("cli.send-"+string(e.State), nil), block(e.Text))
	}
	return strings.TrimRight(b.String(), "\n")
}

type actCmd struct {
	Act          string `arg:"" help:"${act_act}"`
	Conversation string `help:"${act_conversation}"`
	As           string `required:"" placeholder:"MEMBER" help:"${as}"`
	Args         string `default:"{}" placeholder:"JSON" help:"${act_args}"`
	ID           string `help:"${act_id}"`
}

// Run does one act of a member and prints its audit entry.
func (c *actCmd) Run(j *job) error {
	act, err := inbox.DecodeAct(c.Act, []byte(c.Args))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.act-unreadable", "Act", c.Act, "Detail", err.Error())
	}
	id := c.ID
	if id == "" {
		if id, err = j.newID(); err != nil {
			return err
		}
	}
	if save, ok := act.(inbox.SaveDraft); ok && save.Draft.ID == "" {
		save.Draft.ID = inbox.DraftID(id) // so that a script need not make one
		act = save
	}
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		who, err := member(roster, c.As)
		if err != nil {
			return err
		}
		event, err := w.Do(j.ctx, inbox.Command{ID: inbox.CommandID(id), Conversation: inbox.ConversationID(c.Conversation), Act: act}, who.ID)
		if err != nil {
			return err
		}
		event.Before = nil
		return j.say(event, j.texts.T("cli.acted", map[string]any{"Act": event.Name, "ID": string(event.ID)}))
	})
}
