package secret

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

func phrase(s string) Passphrase {
	return func(context.Context) (string, error) { return s, nil }
}

// quick is a protected file that does not take a second to unlock.
func quick(dir, passphrase string) *protected {
	p := OpenFile(dir, phrase(passphrase)).(*protected)
	p.work = 10
	return p
}

func fakeRing() *ring {
	values, mu := map[string]string{}, sync.Mutex{}
	return &ring{limit: time.Second, probe: time.Second, calls: ringCalls{
		get: func(_, user string) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			v, ok := values[user]
			if !ok {
				return "", keyring.ErrNotFound
			}
			return v, nil
		},
		set: func(_, user, v string) error {
			mu.Lock()
			defer mu.Unlock()
			values[user] = v
			return nil
		},
		remove: func(_, user string) error {
			mu.Lock()
			defer mu.Unlock()
			if _, ok := values[user]; !ok {
				return keyring.ErrNotFound
			}
			delete(values, user)
			return nil
		},
	}}
}

func TestEveryStore_KeepsAndForgets(t *testing.T) {
	ctx := context.Background()
	for name, s := range map[string]Store{"memory": &InMemory{}, "file": quick(t.TempDir(), "open"), "keyring": fakeRing()} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Secret(ctx, "a", "password"); channel.ReasonOf(err) != channel.AuthExpired {
				t.Errorf("a missing secret gives %v", err)
			}
			if err := errors.Join(s.Put(ctx, "a", "password", "first"), s.Put(ctx, "a", "password", "été"),
				s.Put(ctx, "b", "password", "other"), s.Delete(ctx, "a", "never-there")); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Secret(ctx, "a", "password"); got != "été" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			if err := s.Delete(ctx, "a", "password"); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Secret(ctx, "a", "password"); channel.ReasonOf(err) != channel.AuthExpired {
				t.Errorf("a forgotten secret gives %v", err)
			}
			if got, err := s.Secret(ctx, "b", "password"); got != "other" || err != nil {
				t.Errorf("the other account's secret: %q, %v", got, err)
			}
		})
	}
}

func TestFile_IsReadAgainByAnotherProgram(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	one, two := quick(dir, "open"), quick(dir, "open")
	if err := one.Put(ctx, "a", "password", "v1"); err != nil {
		t.Fatal(err)
	}
	if got, err := two.Secret(ctx, "a", "password"); got != "v1" || err != nil {
		t.Fatalf("got %q, %v", got, err)
	}
	if err := one.Put(ctx, "a", "password", "another-one"); err != nil {
		t.Fatal(err)
	}
	if got, err := two.Secret(ctx, "a", "password"); got != "another-one" || err != nil {
		t.Fatalf("after a change elsewhere: %q, %v", got, err)
	}
}

func TestFile_HidesWhatItHolds(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	if err := quick(dir, "open").Put(ctx, "account-7", "password", "hunter22"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"hunter22", "account-7", "password"} {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("%q can be read in the file", word)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".secrets-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestFile_RefusesAWrongPassphrase(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	if err := quick(dir, "right").Put(ctx, "a", "password", "hunter22"); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(filepath.Join(dir, FileName))
	wrong := quick(dir, "wrong")
	_, err := wrong.Secret(ctx, "a", "password")
	if !errors.Is(err, fault.New(fault.Auth, "fault.passphrase-wrong")) {
		t.Errorf("reading: %v", err)
	}
	if err := wrong.Put(ctx, "a", "password", "x"); !errors.Is(err, fault.New(fault.Auth, "fault.passphrase-wrong")) {
		t.Errorf("writing: %v", err)
	}
	if strings.Contains(err.Error(), "hunter22") {
		t.Errorf("the error holds the secret: %v", err)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, FileName)); !bytes.Equal(before, after) {
		t.Error("a wrong passphrase changed the file")
	}
	wrong.ask = phrase("right")
	if got, err := wrong.Secret(ctx, "a", "password"); got != "hunter22" || err != nil {
		t.Errorf("asked again: %q, %v", got, err)
	}
}

func TestFile_SaysThatItIsDamaged(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), []byte("not age at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := quick(dir, "open").Secret(context.Background(), "a", "password")
	if fault.KindOf(err) != fault.Corrupt {
		t.Errorf("got %v", err)
	}
}

func TestFile_NeedsAPassphrase(t *testing.T) {
	for name, ask := range map[string]Passphrase{"nobody to ask": nil, "an empty answer": phrase("")} {
		err := OpenFile(t.TempDir(), ask).Put(context.Background(), "a", "password", "x")
		if !errors.Is(err, fault.New(fault.Auth, "fault.passphrase-needed")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFile_SaysThatItCannotBeWritten(t *testing.T) {
	if os.Getuid() == 0 {
		dir := filepath.Join(t.TempDir(), "gone")
		err := quick(dir, "open").Put(context.Background(), "a", "password", "x")
		if fault.KindOf(err) == fault.Internal || err == nil {
			t.Errorf("got %v", err)
		}
		return
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := quick(dir, "open").Put(context.Background(), "a", "password", "x"); fault.KindOf(err) != fault.ReadOnly {
		t.Errorf("got %v", err)
	}
}

func TestKeyring_DoesNotHangOnADialog(t *testing.T) {
	answer := make(chan struct{})
	defer close(answer)
	r := fakeRing()
	r.limit, r.probe = time.Millisecond, time.Millisecond
	r.calls.get = func(string, string) (string, error) { <-answer; return "", nil }
	if _, err := r.Secret(context.Background(), "a", "password"); !errors.Is(err, fault.New(fault.Unavailable, "fault.keyring-locked")) {
		t.Errorf("got %v", err)
	}
	if r.answers(context.Background()) {
		t.Error("a keyring that does not answer counts as there")
	}
}

func TestOpen_KeepsToTheFileThatIsThere(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	if err := quick(dir, "open").Put(ctx, "a", "password", "x"); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, dir, phrase("open"))
	if err != nil || s.Kind() != File {
		t.Fatalf("got %v, %v", s, err)
	}
}

func TestOpen_FallsBackToAFileWithoutAKeyring(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	s, err := Open(context.Background(), t.TempDir(), phrase("open"))
	if err != nil {
		t.Fatal(err)
	}
	if s.Kind() != File && s.Kind() != Keyring {
		t.Errorf("got %v", s.Kind())
	}
	if s.Kind() == Keyring {
		t.Skip("this system has a keyring that is not on the session bus")
	}
}
