package main

import (
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// page is how many rows are read at once.
const page = 200

type listCmd struct {
	View  string `default:"inbox" help:"${list_view}"`
	Limit int    `default:"50" help:"${list_limit}"`
	As    string `placeholder:"MEMBER" help:"${list_as}"`
}

// Run lists the conversations of a view.
func (c *listCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		v, err := viewOf(c.View, c.As, roster)
		if err != nil {
			return err
		}
		return j.rows(w, v, c.Limit)
	})
}

type searchCmd struct {
	Query []string `arg:"" help:"${search_query}"`
	Limit int      `default:"50" help:"${list_limit}"`
}

// Run lists the conversations that a search finds.
func (c *searchCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		return j.rows(w, inbox.View{Search: strings.Join(c.Query, " ")}, c.Limit)
	})
}

func active() []inbox.Status { return []inbox.Status{inbox.New, inbox.Open} }

// viewOf turns the name of a view into the question to the inbox.
func viewOf(name, as string, r team.Roster) (inbox.View, error) {
	kind, of, _ := strings.Cut(name, ":")
	switch kind {
	case "inbox":
		return inbox.View{Statuses: active()}, nil
	case "unassigned":
		return inbox.View{Statuses: active(), Unassigned: true}, nil
	case "waiting", "snoozed", "resolved", "ignored":
		return inbox.View{Statuses: []inbox.Status{inbox.Status(kind)}}, nil
	case "automatic":
		return inbox.View{Automatic: true}, nil
	case "all":
		return inbox.View{}, nil
	case "tag":
		return inbox.View{Statuses: active(), Tag: strings.ToLower(of)}, nil
	case "mine":
		if as == "" {
			return inbox.View{}, fault.New(fault.Invalid, "fault.who-are-you")
		}
		m, err := member(r, as)
		return inbox.View{Statuses: active(), Assignee: m.ID}, err
	case "department":
		d, err := department(r, of)
		return inbox.View{Statuses: active(), Department: d.ID}, err
	case "handed":
		d, err := department(r, of)
		return inbox.View{HandedTo: []team.DepartmentID{d.ID}}, err
	default:
		return inbox.View{}, fault.New(fault.Invalid, "fault.view-unknown", "View", name)
	}
}

// rows prints up to limit rows; 0 is all.
func (j *job) rows(w *store.Workspace, v inbox.View, limit int) error {
	t := newTable(j.out)
	var after inbox.Place
	for left := limit; limit == 0 || left > 0; {
		ask := page
		if limit > 0 {
			ask = min(page, left)
		}
		rows, err := w.Rows(j.ctx, v, after, ask)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := j.listed(t, r); err != nil {
				return err
			}
		}
		if len(rows) < ask {
			break
		}
		left -= len(rows)
		after = inbox.PlaceOf(rows[len(rows)-1].Conversation, v.Sort)
	}
	return t.end()
}

func (j *job) listed(t table, r inbox.Row) error {
	if j.json {
		return j.say(rowJSON(r), "")
	}
	who := r.ContactName
	if who == "" {
		who = r.Handle
	}
	t.row(string(r.ID), j.texts.T("cli.status-"+string(r.Status), nil), when(r.LastAt), cut(who, 24), cut(firstOf(r.Subject, r.Snippet), 60))
	return nil
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// rowJSON is a row under lower-case names, the conversation's own beside the
// rest.
func rowJSON(r inbox.Row) any {
	return struct {
		inbox.Conversation
		ContactName string          `json:"contact_name,omitempty"`
		Handle      string          `json:"handle,omitempty"`
		AccountName string          `json:"account_name,omitempty"`
		HasDraft    bool            `json:"has_draft,omitempty"`
		Send        inbox.SendState `json:"send,omitempty"`
	}{r.Conversation, r.ContactName, r.Handle, r.AccountName, r.HasDraft, r.Send}
}
