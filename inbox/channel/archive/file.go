package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/klauspost/compress/gzip"

	"vigie/inbox/fault"
)

// files reads one path after another with the same options.
type files struct {
	o    Options
	emit Emit
}

// format is what a file holds.
type format int

const (
	unknown format = iota
	oneMail
	mailbox
	lines
	table
)

// file reads one file. One that a person named is read whatever it looks like,
// as a mail if nothing else; in a folder, what looks like none of ours is left
// alone.
func (f *files) file(path string, named bool) error {
	fallback := unknown
	if named {
		fallback = oneMail
	}
	return f.opened(path, func(r *bufio.Reader) format {
		if kind := recognise(path, r); kind != unknown {
			return kind
		}
		return fallback
	})
}

// fileOf reads a file that is known to be of a kind.
func (f *files) fileOf(path string, kind format) error {
	return f.opened(path, func(*bufio.Reader) format { return kind })
}

func (f *files) opened(path string, kind func(*bufio.Reader) format) error {
	opened, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, fileFault(path, err))
	}
	defer opened.Close() // read only: nothing to lose
	r, err := plain(opened)
	if err != nil {
		return f.broken(path, err)
	}
	return f.read(kind(r), path, r)
}

func (f *files) read(kind format, path string, r *bufio.Reader) error {
	switch kind {
	case oneMail:
		return f.mail(path, r)
	case mailbox:
		return f.mbox(path, r)
	case lines:
		return f.jsonl(path, r)
	case table:
		return f.csv(path, r)
	default:
		return f.emit(Record{Where: Where{File: path}, Skipped: true})
	}
}

// broken reports that a file cannot be read on.
func (f *files) broken(path string, err error) error {
	return f.emit(Record{Where: Where{File: path}, Err: fileFault(path, err), Broken: true})
}

// plain unpacks gzip where the file begins like it.
func plain(r io.Reader) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	magic, err := b.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	unpacked, err := gzip.NewReader(b)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return bufio.NewReaderSize(unpacked, 1<<16), nil
}

// recognise goes by the name, then by how the file begins.
func recognise(path string, r *bufio.Reader) format {
	begin, _ := r.Peek(512) // shorter at the end of the file; an error shows when it is read
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".gz")
	switch filepath.Ext(name) {
	case ".jsonl", ".ndjson":
		return lines
	case ".csv", ".tsv":
		return table
	case ".mbox", ".mbx":
		return mailbox
	case ".eml":
		if fromLine.Match(begin) && !mailHeader.Match(begin) {
			return mailbox
		}
		return oneMail
	}
	switch {
	case fromLine.Match(begin):
		return mailbox
	case bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n\ufeff"), []byte("{")):
		return lines
	case mailHeader.Match(begin):
		return oneMail
	default:
		return unknown
	}
}

// mailHeader is a first line that only a mail has.
var mailHeader = regexp.MustCompile(`(?i)^\s*(from|to|cc|bcc|subject|date|received|sender|status|references|in-reply-to|reply-to|return-path|` +
	`delivered-to|envelope-to|errors-to|message-id|user-agent|precedence|auto-submitted|dkim-signature|authentication-results|` +
	`(x|mime|content|list|resent|arc|thread|disposition-notification)-[a-z-]+):`)

func fingerprint(raw []byte) string {
	sum := sha256.Sum256(raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func fileFault(path string, err error) *fault.Error {
	name := filepath.Base(path)
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.NotFound, "fault.import-no-file", "File", name)
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(err, fault.Forbidden, "fault.import-not-readable", "File", name)
	default:
		return fault.Wrap(err, fault.Corrupt, "fault.import-file-damaged", "File", name)
	}
}
