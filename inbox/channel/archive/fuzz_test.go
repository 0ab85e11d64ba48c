package archive_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"vigie/inbox/channel/archive"
)

// FuzzRead holds every format to: no panic, every record is a message or has
// its bytes and a cause, and a message has what the store asks for.
func FuzzRead(f *testing.F) {
	f.Add("a.mbox", []byte(twoMails))
	f.Add("a.jsonl", []byte(aPost+"\n{\n"))
	f.Add("a.csv", []byte("id,text,followers,metrics.likes\n1,\"a\nb\",7,x\n\"\n"))
	f.Add("a.gz", []byte{0x1f, 0x8b, 8, 0, 0})
	f.Add("a", []byte("Subject: x\n\npoison"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		switch ext := filepath.Ext(name); ext {
		case ".mbox", ".jsonl", ".csv", ".gz", ".tsv":
			name = "f" + ext
		default:
			name = "f"
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		o := options()
		o.MaxSize = 1 << 16
		_ = archive.Read(context.Background(), path, o, func(r archive.Record) error { // a table may be refused as a whole
			if r.Err == nil && r.Upsert.Message.SentAt.IsZero() && r.Upsert.Message.Kind != "email" {
				t.Errorf("%v has no time", r.Where)
			}
			if r.Err != nil && r.Poison(received).Cause == nil {
				t.Errorf("%v has no cause", r.Where)
			}
			return nil
		})
	})
}
