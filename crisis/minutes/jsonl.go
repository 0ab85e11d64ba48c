package minutes

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

// Format names the first line of an exported log.
const Format = "vigie-run-log"

// Header is the first line of an exported log. Events and Head show when lines
// were cut off the end.
type Header struct {
	Format   string       `json:"format"`
	V        int          `json:"v"`
	Run      crisis.RunID `json:"run"`
	Book     crisis.Pin   `json:"book"`
	Text     string       `json:"playbook"` // its file, so that the log can be folded
	Events   int          `json:"events"`
	Head     string       `json:"head"` // the hash of the last event
	Exercise bool         `json:"exercise,omitempty"`
	At       time.Time    `json:"at"`
	// People are the names behind the ids.
	People map[string]string `json:"people,omitempty"`
}

// Log is an exported log.
type Log struct {
	Header Header
	Events []crisis.Event
}

// WriteJSONL writes a log: the header, then an event a line.
func WriteJSONL(w io.Writer, l Log) error {
	l.Header.Format, l.Header.V, l.Header.Events = Format, 1, len(l.Events)
	if n := len(l.Events); n > 0 {
		l.Header.Run, l.Header.Head = l.Events[0].Run, l.Events[n-1].Hash
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(l.Header); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	for _, ev := range l.Events {
		if err := e.Encode(ev); err != nil {
			return fmt.Errorf("write log: %w", err)
		}
	}
	return nil
}

// mostLine bounds a line of a log: more than any text that a run may hold.
const mostLine = 16 << 20

// ReadJSONL reads a log. A line that cannot be read, or that is not as WriteJSONL
// writes it, is an Invalid fault with its number: a field that stands twice, or
// that no log has, would be read by a person and checked by nobody.
func ReadJSONL(r io.Reader) (Log, error) {
	var out Log
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), mostLine)
	n := 0
	for lines.Scan() {
		n++
		if n == 1 {
			if err := exactly(lines.Bytes(), &out.Header); err != nil || out.Header.Format != Format {
				return out, fault.Wrap(errors.Join(err, errors.New("no header")), fault.Invalid, "crisis.log-unreadable", "Line", n)
			}
			continue
		}
		var e crisis.Event
		if err := exactly(lines.Bytes(), &e); err != nil {
			return out, fault.Wrap(err, fault.Invalid, "crisis.log-unreadable", "Line", n)
		}
		out.Events = append(out.Events, e)
	}
	if err := lines.Err(); err != nil {
		return out, fault.Wrap(err, fault.Invalid, "crisis.log-unreadable", "Line", n+1)
	}
	if n == 0 {
		return out, fault.New(fault.Invalid, "crisis.log-unreadable", "Line", 1)
	}
	return out, nil
}

// exactly reads a line that says this and nothing else.
func exactly(line []byte, into any) error {
	if err := json.Unmarshal(line, into); err != nil {
		return err
	}
	var again bytes.Buffer
	e := json.NewEncoder(&again)
	e.SetEscapeHTML(false)
	if err := e.Encode(into); err != nil {
		return err
	}
	if !bytes.Equal(bytes.TrimSuffix(again.Bytes(), []byte("\n")), line) {
		return errors.New("it is written otherwise than a log is")
	}
	return nil
}

// Redacted counts the events whose words were erased because somebody asked to
// be forgotten; only the hash of what they said is left.
func (l Log) Redacted() int {
	n := 0
	for _, e := range l.Events {
		if e.Erased() {
			n++
		}
	}
	return n
}

// Broken is the first thing that is wrong with a log.
type Broken struct {
	Line int // of the file
	Why  string
}

// Verify finds the first broken link of a log: an event that was changed, left
// out, put in or cut off, or a first line that says something else than the
// events. The names behind the ids are no part of the chain. Nil is a log that is
// whole.
func Verify(l Log) *Broken {
	if b := crisis.Verify(l.Events); b != nil {
		for i, e := range l.Events {
			if e.ID == b.Event.ID && e.Seq == b.Event.Seq {
				return &Broken{Line: i + 2, Why: b.Why}
			}
		}
	}
	head := ""
	if n := len(l.Events); n > 0 {
		head = l.Events[n-1].Hash
	}
	if len(l.Events) != l.Header.Events || head != l.Header.Head {
		return &Broken{Line: len(l.Events) + 2, Why: "cut"}
	}
	if _, b := crisis.CheckSeals(l.Events); b != nil {
		return &Broken{Line: int(b.Event.Seq) + 1, Why: b.Why}
	}
	if !l.headed() {
		return &Broken{Line: 1, Why: "header"}
	}
	return nil
}

// headed reports whether the first line names the run, the playbook and its text
// that the start of the run names. Of a start that was erased, and of a log that
// is no run's, only the run can be compared.
func (l Log) headed() bool {
	if len(l.Events) == 0 {
		return true
	}
	first := l.Events[0]
	if l.Header.Run != first.Run {
		return false
	}
	if first.Kind != crisis.KindStart || first.Erased() {
		return true
	}
	var s crisis.Start
	if err := json.Unmarshal(first.Payload, &s); err != nil {
		return false
	}
	text := s.Book.Hash == "" || playbook.Hash([]byte(l.Header.Text)) == s.Book.Hash
	return l.Header.Book == s.Book && l.Header.Exercise == s.Exercise && text
}
