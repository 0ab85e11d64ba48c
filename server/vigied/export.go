package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
)

type exportCmd struct {
	Out string `required:"" type:"path" placeholder:"DIR" help:"${export_out}"`
}

// Run writes everything to files that other programs read. The names say
// nothing but ids and times, so that two exports of one workspace can be
// compared.
func (c *exportCmd) Run(j *job) error {
	err := j.with(j.look, func(w *store.Workspace) error {
		x := &exporting{job: j, w: w, dir: c.Out}
		if err := x.run(); err != nil {
			return exportFault(err, c.Out)
		}
		return j.say(map[string]any{"records": x.records, "messages": x.messages, "originals": x.originals},
			j.texts.T("cli.exported", map[string]any{"Messages": x.messages, "Originals": x.originals, "Dir": c.Out}))
	})
	if err == nil {
		j.exported("records")
	}
	return err
}

func exportFault(err error, dir string) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, syscall.ENOSPC):
		return fault.Wrap(err, fault.Full, "fault.export-disk-full", "Dir", dir)
	default:
		return outFault(err, dir)
	}
}

// exporting is one export under way.
type exporting struct {
	*job
	w   *store.Workspace
	dir string

	lines         *json.Encoder
	said, handled *csv.Writer

	records, messages, originals int
}

func (x *exporting) run() error {
	if err := os.MkdirAll(x.dir, 0o700); err != nil {
		return err
	}
	records, err := create(x.dir, "records.jsonl")
	if err != nil {
		return err
	}
	said, err := create(x.dir, "messages.csv")
	if err != nil {
		return errors.Join(err, records.close())
	}
	handled, err := create(x.dir, "conversations.csv")
	if err != nil {
		return errors.Join(err, records.close(), said.close())
	}
	x.lines = json.NewEncoder(records)
	x.lines.SetEscapeHTML(false)
	x.said, x.handled = csv.NewWriter(said), csv.NewWriter(handled)
	err = errors.Join(x.said.Write(messageHead()), x.handled.Write(conversationHead()))
	if err == nil {
		err = x.w.Export(x.ctx, x.record)
	}
	x.said.Flush()
	x.handled.Flush()
	return errors.Join(err, x.said.Error(), x.handled.Error(), records.close(), said.close(), handled.close())
}

// output is a file that is written through a buffer.
type output struct {
	*bufio.Writer
	file *os.File
}

func create(dir, name string) (output, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	return output{bufio.NewWriter(f), f}, err
}

func (o output) close() error { return errors.Join(o.Flush(), o.file.Close()) }

func (x *exporting) record(record any) error {
	x.records++
	if err := x.lines.Encode(record); err != nil {
		return err
	}
	r, ok := record.(store.Record)
	if !ok {
		return nil
	}
	switch r.Kind {
	case "message":
		var m inbox.Message
		if err := as(r.Value, &m); err != nil {
			return err
		}
		return x.message(m)
	case "conversation":
		var c inbox.Conversation
		if err := as(r.Value, &c); err != nil {
			return err
		}
		return x.handled.Write(conversationRow(c))
	}
	return nil
}

// as reads a record's value through its own JSON, which is what the export
// promises.
func as(value, into any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return json.Unmarshal(raw, into)
}

func (x *exporting) message(m inbox.Message) error {
	x.messages++
	if err := x.said.Write(messageRow(m)); err != nil {
		return err
	}
	raw, err := x.w.Raw(x.ctx, m.ID)
	if fault.KindOf(err) == fault.NotFound || err == nil && len(raw) == 0 {
		return nil // written here, or only the header came so far
	}
	if err != nil {
		return err
	}
	x.originals++
	dir := filepath.Join(x.dir, "originals", fileName(string(m.Conversation)))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	name := m.SentAt.UTC().Format("20060102T150405Z") + "-" + fileName(string(m.ID)) + extension(m, raw)
	return os.WriteFile(filepath.Join(dir, name), raw, 0o600)
}

func extension(m inbox.Message, raw []byte) string {
	switch {
	case strings.HasPrefix(strings.TrimSpace(string(raw[:min(len(raw), 16)])), "{"):
		return ".json"
	case m.Kind == inbox.Email:
		return ".eml"
	default:
		return ".raw"
	}
}

// fileName keeps what an id is made of.
func fileName(id string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return '_'
	}, id)
}

func messageHead() []string {
	return []string{
		"id", "conversation", "account", "kind", "direction", "class", "sent_at", "received_at", "handle", "name", "recipients",
		"subject", "text", "quoted", "language", "url", "rating", "attachments", "native",
	}
}

func messageRow(m inbox.Message) []string {
	rating := ""
	if m.Rating != nil {
		rating = strconv.Itoa(*m.Rating)
	}
	return cells(
		string(m.ID), string(m.Conversation), string(m.Account), string(m.Kind), string(m.Direction), string(m.Class), stamp(m.SentAt),
		stamp(m.ReceivedAt), m.Author.Handle, m.Author.Name, strings.Join(m.Recipients, " "), m.Subject, m.Text, m.Quoted, m.Language,
		m.Permalink, rating, strconv.Itoa(len(m.Attachments)), m.Native,
	)
}

func conversationHead() []string {
	return []string{
		"id", "account", "channel", "kind", "status", "department", "assignee", "priority", "tags", "subject", "messages",
		"first_at", "last_at", "waiting_since", "due_at", "automatic",
	}
}

func conversationRow(c inbox.Conversation) []string {
	return cells(
		string(c.ID), string(c.Account), string(c.Channel), string(c.Kind), string(c.Status), string(c.Department), string(c.Assignee),
		strconv.Itoa(int(c.Priority)), strings.Join(c.Tags, " "), c.Subject, strconv.Itoa(c.Messages), stamp(c.FirstAt), stamp(c.LastAt),
		stamp(c.WaitingSince), stamp(c.DueAt), strconv.FormatBool(c.Automatic),
	)
}

// cells keeps a spreadsheet from running what a stranger wrote as a formula.
func cells(values ...string) []string {
	for i, v := range values {
		if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
			if _, err := strconv.ParseFloat(v, 64); err != nil {
				values[i] = "'" + v
			}
		}
	}
	return values
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

type checkCmd struct{}

// Run examines the whole workspace.
func (c *checkCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		r, err := w.Check(j.ctx)
		if err != nil {
			return err
		}
		if !j.json {
			for _, f := range r.Faults {
				fmt.Fprintln(j.out, f)
			}
		}
		if r.Faults == nil {
			r.Faults = []string{}
		}
		text := j.texts.T("cli.checked", map[string]any{"Messages": r.Messages, "Conversations": r.Conversations, "Quarantined": r.Quarantined})
		if err := j.say(r, text); err != nil || r.OK() {
			return err
		}
		return fault.New(fault.Corrupt, "fault.check-failed", "Count", len(r.Faults))
	})
}

type versionCmd struct{}

// Run says which program this is.
func (c *versionCmd) Run(j *job) error {
	return j.say(map[string]any{"version": version}, "vigied "+version)
}
