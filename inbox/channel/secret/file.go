package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filippo.io/age"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// protected is a file of secrets, encrypted to a passphrase with age's scrypt
// recipient. Unlocking takes about a second on purpose, so what was unlocked
// is kept in memory until the file changes.
type protected struct {
	path string
	ask  Passphrase
	work int // log2 of scrypt's cost; 0 is age's own

	mu     sync.Mutex
	phrase string
	values map[string]string
	stamp  stamp // of the file that values were read from
}

type stamp struct {
	at   time.Time
	size int64
}

// OpenFile keeps the secrets in dir/secrets.age, which is made at the first
// Put, readable by its owner alone.
func OpenFile(dir string, passphrase Passphrase) Store {
	return &protected{path: filepath.Join(dir, FileName), ask: passphrase}
}

func (p *protected) Kind() Kind { return File }

func (p *protected) Secret(ctx context.Context, acc inbox.AccountID, field string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.load(ctx); err != nil {
		return "", err
	}
	value, ok := p.values[entryName(acc, field)]
	if !ok {
		return "", missing(field)
	}
	return value, nil
}

func (p *protected) Put(ctx context.Context, acc inbox.AccountID, field, value string) error {
	return p.change(ctx, func(values map[string]string) { values[entryName(acc, field)] = value })
}

func (p *protected) Delete(ctx context.Context, acc inbox.AccountID, field string) error {
	if _, err := os.Stat(p.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return p.change(ctx, func(values map[string]string) { delete(values, entryName(acc, field)) })
}

func (p *protected) change(ctx context.Context, edit func(map[string]string)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.load(ctx); err != nil {
		return err
	}
	edit(p.values)
	if err := p.save(ctx); err != nil {
		p.values = nil // what is in memory is not what is in the file
		return err
	}
	return nil
}

// load reads the file unless it is the one that was read last.
func (p *protected) load(ctx context.Context) error {
	info, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		p.values, p.stamp = map[string]string{}, stamp{}
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at the secrets: %w", diskFault(err))
	}
	now := stamp{info.ModTime(), info.Size()}
	if p.values != nil && now == p.stamp {
		return nil
	}
	sealed, err := os.ReadFile(p.path)
	if err != nil {
		return fmt.Errorf("read the secrets: %w", diskFault(err))
	}
	values, err := p.unseal(ctx, sealed)
	if err != nil {
		return err
	}
	p.values, p.stamp = values, now
	return nil
}

func (p *protected) unseal(ctx context.Context, sealed []byte) (map[string]string, error) {
	phrase, err := p.passphrase(ctx)
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, fault.Wrap(err, fault.Auth, "fault.passphrase-needed")
	}
	plain, err := age.Decrypt(bytes.NewReader(sealed), identity)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		p.phrase = ""
		return nil, fault.Wrap(err, fault.Auth, "fault.passphrase-wrong")
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.secrets-damaged", "File", FileName)
	}
	raw, err := io.ReadAll(plain)
	if err != nil {
		return nil, fault.Wrap(err, fault.Corrupt, "fault.secrets-damaged", "File", FileName)
	}
	values := map[string]string{}
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, fault.Wrap(errors.New("not the expected JSON"), fault.Corrupt, "fault.secrets-damaged", "File", FileName)
	}
	return values, nil
}

func (p *protected) passphrase(ctx context.Context) (string, error) {
	if p.phrase != "" {
		return p.phrase, nil
	}
	if p.ask == nil {
		return "", fault.New(fault.Auth, "fault.passphrase-needed")
	}
	phrase, err := p.ask(ctx)
	if err != nil {
		return "", fmt.Errorf("ask for the passphrase: %w", err)
	}
	if phrase == "" {
		return "", fault.New(fault.Auth, "fault.passphrase-needed")
	}
	p.phrase = phrase
	return phrase, nil
}

func (p *protected) save(ctx context.Context) error {
	sealed, err := p.seal(ctx)
	if err != nil {
		return err
	}
	if err := replaceFile(p.path, sealed); err != nil {
		return fmt.Errorf("write the secrets: %w", diskFault(err))
	}
	info, err := os.Stat(p.path)
	if err != nil {
		return fmt.Errorf("look at the secrets: %w", diskFault(err))
	}
	p.stamp = stamp{info.ModTime(), info.Size()}
	return nil
}

func (p *protected) seal(ctx context.Context) ([]byte, error) {
	phrase, err := p.passphrase(ctx)
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, fault.Wrap(err, fault.Auth, "fault.passphrase-needed")
	}
	if p.work > 0 {
		recipient.SetWorkFactor(p.work)
	}
	raw, err := json.Marshal(p.values)
	if err != nil {
		return nil, fmt.Errorf("encode the secrets: %w", err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, fmt.Errorf("seal the secrets: %w", err)
	}
	if _, err := w.Write(raw); err != nil {
		return nil, fmt.Errorf("seal the secrets: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal the secrets: %w", err)
	}
	return sealed.Bytes(), nil
}
