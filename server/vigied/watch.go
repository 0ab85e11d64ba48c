package main

import (
	"strconv"
	"strings"

	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/store"
)

type watchCmd struct {
	List watchListCmd `cmd:"" help:"${watch_list}"`
	Add  watchAddCmd  `cmd:"" help:"${watch_add}"`
	Test watchTestCmd `cmd:"" help:"${watch_test}"`
}

type watchListCmd struct{}

// Run lists the watches with what they found.
func (c *watchListCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		list, err := w.WatchStandings(j.ctx, "", j.now())
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, s := range list {
			if j.json {
				if err := j.say(s, ""); err != nil {
					return err
				}
				continue
			}
			t.row(string(s.ID), s.Name, strconv.Itoa(s.Total), strconv.Itoa(s.Day), j.texts.T("cli.watch-into-"+string(s.Into), nil), s.Query.String())
		}
		return t.end()
	})
}

type watchAddCmd struct {
	Name       string   `arg:"" help:"${watch_name}"`
	Query      []string `arg:"" help:"${watch_query}"`
	Inbox      bool     `help:"${watch_inbox}"`
	Competitor bool     `help:"${watch_competitor}"`
	Account    []string `help:"${watch_account}"`
	As         string   `placeholder:"MEMBER" help:"${as}"`
}

// Run saves a watch and looks for its hits among what is stored.
func (c *watchAddCmd) Run(j *job) error {
	q, err := watch.Parse(strings.Join(c.Query, " "))
	if err != nil {
		return err
	}
	id, err := j.newID()
	if err != nil {
		return err
	}
	v := watch.Watch{ID: watch.ID(id), Name: c.Name, Query: q, Into: watch.WatchOnly, Competitor: c.Competitor}
	if c.Inbox {
		v.Into = watch.Inbox
	}
	return j.with(j.open, func(w *store.Workspace) error {
		for _, name := range c.Account {
			a, err := w.AccountByName(j.ctx, name)
			if err != nil {
				return err
			}
			v.Accounts = append(v.Accounts, a.ID)
		}
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		if err := w.PutWatch(j.ctx, v, who); err != nil {
			return err
		}
		if err := w.FillWatch(j.ctx, v.ID, nil); err != nil {
			return err
		}
		return j.say(v, j.texts.T("cli.watch-added", map[string]any{"Watch": v.Name, "ID": id}))
	})
}

type watchTestCmd struct {
	Query []string `arg:"" help:"${watch_query}"`
	Limit int      `default:"20" help:"${list_limit}"`
}

// mostTested is how many hits end a test.
const mostTested = 10_000

// Run shows what a query finds among what is stored, and saves nothing.
func (c *watchTestCmd) Run(j *job) error {
	q, err := watch.Parse(strings.Join(c.Query, " "))
	if err != nil {
		return err
	}
	return j.with(j.look, func(w *store.Workspace) error {
		trial, err := w.TryWatch(j.ctx, watch.Watch{Query: q}, mostTested, j.now())
		if err != nil {
			return err
		}
		if j.json {
			return j.say(trial, "")
		}
		t := newTable(j.out)
		for i, h := range trial.First {
			if c.Limit > 0 && i == c.Limit {
				break
			}
			t.row(h.At.Format("2006-01-02 15:04"), h.AccountName, nameOf(h.Author), h.Excerpt)
		}
		if err := t.end(); err != nil {
			return err
		}
		text := j.texts.N("cli.watch-tested", trial.Hits, nil)
		if !trial.Whole {
			text = j.texts.N("cli.watch-tested-part", trial.Hits, nil)
		}
		return j.say(nil, text)
	})
}

func nameOf(a inbox.Author) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Handle
}
