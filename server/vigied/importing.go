package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/archive"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/store"
)

// importBatch is how many messages are stored in one transaction.
const importBatch = 500

// importBytes bounds the payloads of a batch that waits in memory.
const importBytes = 16 << 20

type importCmd struct {
	Files      []string `arg:"" name:"file" help:"${import_file}"`
	Account    string   `help:"${import_account}"`
	Map        string   `placeholder:"FIELD=COLUMN,…" help:"${import_map}"`
	TimeLayout string   `placeholder:"LAYOUT" help:"${import_time_layout}"`
	Delimiter  string   `help:"${import_delimiter}"`
}

// Run reads the files into the workspace.
func (c *importCmd) Run(j *job) error {
	columns, err := archive.ParseColumns(c.Map)
	if err != nil {
		return err
	}
	table := archive.Table{Columns: columns, TimeLayout: c.TimeLayout}
	if table.Delimiter, err = delimiter(c.Delimiter); err != nil {
		return err
	}
	return j.with(j.open, func(w *store.Workspace) error {
		im := &importing{job: j, w: w, tally: tally{Broken: []string{}}, accounts: map[string]inbox.Account{}, full: map[inbox.AccountID]*parcel{}}
		im.home, err = im.homeAccount(c.Account)
		if err != nil {
			return err
		}
		o := archive.Options{Account: im.home, Received: j.now(), Table: table}
		if connector, ok := engine.Connector(inbox.ChannelEmail); ok {
			o.Mail, _ = connector.(channel.Reader)
		}
		return im.files(c.Files, o)
	})
}

func delimiter(s string) (rune, error) {
	s = strings.ReplaceAll(s, `\t`, "\t")
	if s == "" {
		return 0, nil
	}
	r, size := utf8.DecodeRuneInString(s)
	if size != len(s) || r == '"' || r == '\n' || r == '\r' || r == utf8.RuneError {
		return 0, fault.New(fault.Invalid, "fault.import-delimiter")
	}
	return r, nil
}

// tally is what an import did. Read is Imported + Duplicates + Quarantined;
// Skipped counts files of a folder that hold no messages.
type tally struct {
	Read        int      `json:"read"`
	Imported    int      `json:"imported"`
	Duplicates  int      `json:"duplicates"`
	Quarantined int      `json:"quarantined"`
	Files       int      `json:"files"`
	Skipped     int      `json:"skipped"`
	Broken      []string `json:"broken"`
	Interrupted bool     `json:"interrupted"`
}

// importing is one import under way.
type importing struct {
	*job
	tally
	w        *store.Workspace
	home     inbox.Account
	accounts map[string]inbox.Account // by channel and name
	full     map[inbox.AccountID]*parcel
}

// parcel is what waits to be stored for one account.
type parcel struct {
	messages []channel.Upsert
	poison   []channel.Event
	bytes    int
}

func (im *importing) files(paths []string, o archive.Options) error {
	var errs []error
	for _, path := range paths {
		err := archive.Read(im.ctx, path, o, im.take)
		if im.ctx.Err() != nil {
			im.Interrupted = true
			break // what waits is read again next time
		}
		if err == nil {
			im.Files++
			continue
		}
		if kind := fault.KindOf(err); kind != fault.NotFound && kind != fault.Invalid && kind != fault.Forbidden && kind != fault.Corrupt || len(paths) == 1 {
			errs = append(errs, err) // our own trouble, or all there was to do
			break
		}
		im.broken(path, err)
	}
	if !im.Interrupted && len(errs) == 0 {
		errs = append(errs, im.flush())
	}
	if im.terminal && !im.json {
		fmt.Fprintln(im.errs)
	}
	im.partly = len(im.Broken) > 0
	return errors.Join(im.report(), errors.Join(errs...), im.ctx.Err())
}

func (im *importing) broken(path string, err error) {
	im.Broken = append(im.Broken, path)
	im.partly = true
	im.warn(faultOf(err), path)
}

func (im *importing) report() error {
	return im.say(im.tally, im.texts.T("cli.imported", map[string]any{
		"Read": im.Read, "Imported": im.Imported, "Duplicates": im.Duplicates, "Quarantined": im.Quarantined,
	}))
}

// take adds a record to its account's parcel, and stores a full one.
func (im *importing) take(r archive.Record) error {
	switch {
	case r.Broken:
		im.broken(r.Where.File, r.Err)
		return nil
	case r.Skipped:
		im.Skipped++
		im.log().Info("left alone: it holds no messages", "file", r.Where.File)
		return nil
	}
	acc, err := im.accountOf(r)
	if err != nil {
		return err
	}
	p := im.full[acc.ID]
	if p == nil {
		p = &parcel{}
		im.full[acc.ID] = p
	}
	if r.Err != nil {
		p.poison = append(p.poison, r.Poison(im.now()))
	} else {
		r.Upsert.Message.Account = acc.ID
		p.messages = append(p.messages, r.Upsert)
	}
	p.bytes += len(r.Raw) + len(r.Upsert.Raw)
	if len(p.messages)+len(p.poison) >= importBatch || p.bytes >= importBytes {
		return im.store(acc.ID)
	}
	return nil
}

func (im *importing) flush() error {
	for id := range im.full {
		if err := im.store(id); err != nil {
			return err
		}
	}
	return nil
}

// store writes one parcel. It is not cut short when the program is told to
// stop: the next check between two records ends the import.
func (im *importing) store(id inbox.AccountID) error {
	p := im.full[id]
	delete(im.full, id)
	ctx := context.WithoutCancel(im.ctx)
	if len(p.messages) > 0 {
		got, err := im.w.Import(ctx, id, p.messages)
		if err != nil {
			return fmt.Errorf("store messages: %w", err)
		}
		im.Read += len(p.messages)
		im.Imported += got.Inserted + got.Completed
		im.Duplicates += len(p.messages) - got.Inserted - got.Completed
	}
	if len(p.poison) > 0 {
		got, err := im.w.Ingest(ctx, id, channel.Batch{Events: p.poison})
		if err != nil {
			return fmt.Errorf("store the quarantine: %w", err)
		}
		im.Read += len(p.poison)
		im.Quarantined += got.Quarantined
		im.Duplicates += len(p.poison) - got.Quarantined
	}
	if im.terminal && !im.json {
		fmt.Fprintf(im.errs, "\r%s", im.texts.N("cli.messages", im.Read, nil))
	}
	return nil
}

// homeAccount is where mails go, and what names no account.
func (im *importing) homeAccount(name string) (inbox.Account, error) {
	if name != "" {
		return im.w.AccountByName(im.ctx, name)
	}
	return im.named(inbox.ChannelImport, "Import")
}

func (im *importing) accountOf(r archive.Record) (inbox.Account, error) {
	if r.Account == "" && r.Channel == "" || r.Err != nil && r.Account == "" {
		return im.home, nil
	}
	ch, name := r.Channel, r.Account
	if ch == "" {
		ch = inbox.ChannelImport
	}
	if name == "" {
		name = im.home.Name + " " + string(ch)
	}
	return im.named(ch, name)
}

// named finds an account, or makes one that is paused: nothing is collected on
// it and nothing sent from it until a person connects it.
func (im *importing) named(ch inbox.Channel, name string) (inbox.Account, error) {
	key := string(ch) + "/" + strings.ToLower(name)
	if acc, ok := im.accounts[key]; ok {
		return acc, nil
	}
	all, err := im.w.Accounts(im.ctx)
	if err != nil {
		return inbox.Account{}, err
	}
	for _, acc := range all {
		if !acc.Retired && acc.Channel == ch && strings.EqualFold(acc.Name, name) {
			im.accounts[key] = acc
			return acc, nil
		}
	}
	id, err := im.newID()
	if err != nil {
		return inbox.Account{}, err
	}
	acc := inbox.Account{ID: inbox.AccountID(id), Channel: ch, Name: name, Settings: map[string]string{}, Paused: true, AddedAt: im.now()}
	im.accounts[key] = acc
	return acc, im.w.PutAccount(im.ctx, acc, "")
}
