package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"

	"vigie/inbox/fault"
)

// mail reads a file that is one mail.
func (f *files) mail(path string, r io.Reader) error {
	raw, cut, err := atMost(r, f.o.MaxSize)
	if err != nil {
		return f.broken(path, err)
	}
	return f.one(Where{File: path}, raw, cut)
}

// one gives a mail, or says why it is none.
func (f *files) one(at Where, raw []byte, cut bool) error {
	rec := Record{Where: at, Raw: raw}
	switch {
	case cut:
		rec.Err = fault.New(fault.Invalid, "fault.import-too-large", "Bytes", f.o.MaxSize)
	case f.o.Mail == nil:
		rec.Err = fault.New(fault.Unsupported, "fault.import-no-mail")
	default:
		rec.Upsert, rec.Err = f.o.Mail.Read(f.o.Account, raw, f.o.Received)
	}
	return f.emit(rec)
}

func atMost(r io.Reader, most int64) (raw []byte, cut bool, err error) {
	raw, err = io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(raw)) > most {
		return raw[:most], true, err
	}
	return raw, false, err
}

// fromLine separates the mails of an mbox file: "From ", somebody, and a time
// of the day, so that a line of prose that begins with "From" separates
// nothing.
var fromLine = regexp.MustCompile(`^From [^\r\n]*\d{1,2}:\d{2}`)

// quotedFrom is a line that begins with "From " within a mail: writers put a
// ">" before it (mboxrd before every such line, mboxo only before a bare one).
var quotedFrom = regexp.MustCompile(`^>+From `)

// mbox reads a file of mails, one after another.
func (f *files) mbox(path string, r *bufio.Reader) error {
	m := &mboxReader{files: f, at: Where{File: path}, blank: true}
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			if stop := m.line(n, line); stop != nil {
				return stop
			}
		}
		if errors.Is(err, io.EOF) {
			return m.flush()
		}
		if err != nil {
			if stop := m.flush(); stop != nil {
				return stop
			}
			return f.broken(path, err)
		}
	}
}

// mboxReader gathers the lines of one mail at a time.
type mboxReader struct {
	files *files
	at    Where // of the mail's separator
	mail  bytes.Buffer
	begun bool
	blank bool // the last line was empty, or there was none
	cut   bool
}

func (m *mboxReader) line(n int, line []byte) error {
	if m.blank && fromLine.Match(line) {
		if err := m.flush(); err != nil {
			return err
		}
		m.at.Line, m.begun, m.blank = n, true, false
		return nil
	}
	if !m.begun {
		if m.blank = len(bytes.TrimSpace(line)) == 0; m.blank {
			return nil
		}
		m.at.Line, m.begun = n, true // a mail without a separator before it
	}
	m.blank = len(bytes.TrimRight(line, "\r\n")) == 0
	if quotedFrom.Match(line) {
		line = line[1:]
	}
	if int64(m.mail.Len()+len(line)) > m.files.o.MaxSize {
		m.cut = true
		return nil
	}
	m.mail.Write(line)
	return nil
}

// flush gives the mail that was gathered, without the empty line that belongs
// to the next separator.
func (m *mboxReader) flush() error {
	if !m.begun {
		return nil
	}
	raw := bytes.Clone(m.mail.Bytes())
	if m.blank {
		raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	}
	cut := m.cut
	m.mail.Reset()
	m.begun, m.cut = false, false
	return m.files.one(m.at, raw, cut)
}
