// Package secret keeps the passwords and tokens of accounts outside the
// database: in the system's keyring where there is one, else in a file that a
// passphrase protects. No value is ever logged or put in an error.
package secret

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Kind says where secrets are kept.
type Kind string

// The kinds of store.
const (
	Keyring Kind = "keyring" // the operating system's
	File    Kind = "file"    // secrets.age in the workspace
	Memory  Kind = "memory"  // for tests: gone with the program
)

// FileName is the protected file in a workspace's directory.
const FileName = "secrets.age"

// Store keeps secrets by account and field. It is safe for concurrent use.
type Store interface {
	channel.Secrets
	// Put keeps a value, replacing an older one.
	Put(ctx context.Context, acc inbox.AccountID, field, value string) error
	// Delete forgets a value; one that is not there is no error.
	Delete(ctx context.Context, acc inbox.AccountID, field string) error
	// Kind says where they are kept.
	Kind() Kind
}

// Passphrase asks for the passphrase of the protected file. It may block while
// a person types.
type Passphrase func(ctx context.Context) (string, error)

// Open chooses: the protected file when dir has one already, else the system's
// keyring when it answers, else a new protected file. The passphrase is asked
// for at the first use of the file, not before.
func Open(ctx context.Context, dir string, passphrase Passphrase) (Store, error) {
	path := filepath.Join(dir, FileName)
	switch _, err := os.Stat(path); {
	case err == nil:
		return OpenFile(dir, passphrase), nil
	case !os.IsNotExist(err):
		return nil, fmt.Errorf("look for %s: %w", FileName, diskFault(err))
	}
	if ring := system(); ring.answers(ctx) {
		return ring, nil
	}
	return OpenFile(dir, passphrase), nil
}

func missing(field string) error {
	return channel.Fail(channel.AuthExpired, "no "+field+" is stored", nil)
}

func entryName(acc inbox.AccountID, field string) string { return string(acc) + "/" + field }
