// Package archive reads messages from files: mails (.eml, mbox, Maildir),
// posts in Vigie's own JSON lines, and tables (CSV). It reads as a stream, so
// the size of a file does not matter, and it never stops at one bad message:
// that one comes with its error and its bytes, for the quarantine. Files that
// are compressed with gzip are read as they are.
package archive

import (
	"context"
	"fmt"
	"os"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Options are what reading needs to know.
type Options struct {
	// Mail reads one mail; the connector of mail does. nil refuses mails.
	Mail channel.Reader
	// Account is whose mails these are.
	Account inbox.Account
	// Received is the time of the import.
	Received time.Time
	// Table says what the columns of CSV files mean.
	Table Table
	// MaxSize bounds one message, in bytes; 0 is 64 MiB. What is larger is
	// reported with its beginning.
	MaxSize int64
}

const defaultMaxSize = 64 << 20

// Record is one message that was read, or could not be.
type Record struct {
	Where Where
	// Channel and Account name the account that the message belongs to where
	// the file says so; empty is Options.Account.
	Channel inbox.Channel
	Account string
	// Upsert is the message; it is zero when Err is set.
	Upsert channel.Upsert
	// Err says why the message could not be read; Raw are its bytes.
	Err error
	Raw []byte
	// Broken is set with Err when the rest of the file cannot be read either.
	Broken bool
	// Skipped is set for a file of a folder that looks like nothing known; it
	// holds no message.
	Skipped bool
}

// Where is a place in a file. Line counts from 1; 0 is the whole file.
type Where struct {
	File string
	Line int
}

// String writes file:line.
func (w Where) String() string {
	if w.Line == 0 {
		return w.File
	}
	return fmt.Sprintf("%s:%d", w.File, w.Line)
}

// Poison is the record as it goes to the quarantine: known by its bytes, so
// that it arrives there once however often the file is read.
func (r Record) Poison(at time.Time) channel.Poison {
	return channel.Poison{
		Native: fingerprint(r.Raw), Raw: r.Raw, At: at,
		Cause: fmt.Errorf("%s: %w", r.Where, r.Err),
	}
}

// Emit takes one record. An error from it ends the reading.
type Emit func(Record) error

// Read gives every message of a file or a directory, in order. It returns an
// error when the path cannot be opened at all, when emit refused, or when ctx
// ended; trouble within a directory comes as a Broken record.
func Read(ctx context.Context, path string, o Options, emit Emit) error {
	if o.MaxSize == 0 {
		o.MaxSize = defaultMaxSize
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look at %s: %w", path, fileFault(path, err))
	}
	f := &files{o: o, emit: func(r Record) error {
		err := ctx.Err()
		if err == nil {
			err = emit(r)
		}
		if err != nil {
			return refused{err}
		}
		return nil
	}}
	if info.IsDir() {
		return f.folder(ctx, path)
	}
	return f.file(path, true)
}
