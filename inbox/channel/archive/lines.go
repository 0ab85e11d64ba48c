package archive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// jsonl reads one post a line. Empty lines say nothing.
func (f *files) jsonl(path string, r *bufio.Reader) error {
	for n := 1; ; n++ {
		line, cut, err := boundedLine(r, f.o.MaxSize)
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if stop := f.emit(f.post(Where{path, n}, line, cut)); stop != nil {
				return stop
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return f.broken(path, err)
		}
	}
}

func (f *files) post(at Where, line []byte, cut bool) Record {
	if cut {
		return Record{Where: at, Raw: line, Err: fault.New(fault.Invalid, "fault.import-too-large", "Bytes", f.o.MaxSize)}
	}
	var p Post
	if err := json.Unmarshal(line, &p); err != nil {
		return Record{Where: at, Raw: line, Err: jsonFault(err)}
	}
	return f.record(at, p, line)
}

// jsonFault names the field that is wrong where one is.
func jsonFault(err error) error {
	var f *fault.Error
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &kind) && kind.Field != "":
		return fault.Wrap(err, fault.Invalid, "fault.import-field", "Field", kind.Field)
	default:
		return fault.Wrap(err, fault.Invalid, "fault.import-not-json")
	}
}

// boundedLine reads a line; what is beyond most bytes of it is read over.
func boundedLine(r *bufio.Reader, most int64) (line []byte, cut bool, err error) {
	for {
		piece, err := r.ReadSlice('\n')
		if room := most - int64(len(line)); int64(len(piece)) > room {
			piece, cut = piece[:max(room, 0)], true
		}
		line = append(line, piece...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, cut, err
		}
	}
}

// Reader reads one kept payload again, whatever it is: a mail, or a post. It
// is the channel.Reader of accounts whose messages came from files.
type Reader struct {
	Mail channel.Reader
}

// Read tells a post from a mail by its beginning; a single line that is no
// header is a line that was no post.
func (r Reader) Read(acc inbox.Account, raw []byte, received time.Time) (channel.Upsert, error) {
	var rec Record
	f := &files{
		o:    Options{Mail: r.Mail, Account: acc, Received: received, MaxSize: defaultMaxSize},
		emit: func(got Record) error { rec = got; return nil },
	}
	if begin := bytes.TrimSpace(raw); bytes.HasPrefix(begin, []byte("{")) || !bytes.Contains(begin, []byte("\n")) && !mailHeader.Match(begin) {
		rec = f.post(Where{}, raw, false)
	} else if err := f.one(Where{}, raw, false); err != nil {
		return channel.Upsert{}, err
	}
	return rec.Upsert, rec.Err
}
