package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

func newIdentity(t *testing.T) (secret, public string) {
	t.Helper()
	i, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return i.String(), i.Recipient().String()
}

// pack makes a backup of the given entries, as somebody who knows the key
// could.
func packed(t *testing.T, public string, entries ...tar.Header) string {
	t.Helper()
	to, err := age.ParseX25519Recipient(public)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	sealed, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(sealed)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	text := `{"format":1}`
	entries = append([]tar.Header{{Name: manifestName, Size: int64(len(text))}}, entries...)
	for _, h := range entries {
		h.Mode = 0o600
		if h.Typeflag == 0 || h.Typeflag == tar.TypeReg {
			h.Size = int64(len(text))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), z.Close(), sealed.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRestore_WritesNothingOutsideItsDirectory(t *testing.T) {
	secret, public := newIdentity(t)
	for name, h := range map[string]tar.Header{
		"a path that leads out":           {Name: "../evil"},
		"an absolute path":                {Name: "/tmp/vigie-evil"},
		"a hidden way out":                {Name: "blobs/../../evil"},
		"a link":                          {Name: "vigie.db", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		"a hard link":                     {Name: "vigie.db", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"},
		"a device":                        {Name: "vigie.db", Typeflag: tar.TypeChar},
		"an unknown file":                 {Name: "vigied"},
		"a blob with a bad name":          {Name: "blobs/ab/abc"},
		"a blob in another's place":       {Name: "blobs/cd/" + strings.Repeat("ab", 32)},
		"a blob that is not what it says": {Name: "blobs/ab/" + strings.Repeat("ab", 32)},
		"no database":                     {Name: "server.crt"},
	} {
		p := newPlace(t)
		o := p.try("--json", "restore", p.file("b.age", packed(t, public, h)), "--identity", p.file("key", secret))
		if o.code != workspace || !strings.Contains(o.errs, "fault.backup-damaged") {
			t.Errorf("%s: %+v", name, o)
		}
		left, err := os.ReadDir(filepath.Dir(p.dir))
		if err != nil || len(left) != 0 {
			t.Errorf("%s: left %v, %v", name, left, err)
		}
	}
}
