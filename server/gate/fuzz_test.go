package gate

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/klauspost/compress/zstd"

	"vigie/store/wire"
)

// Whatever comes, decompressing ends within the limit and without a panic.
func FuzzExpand(f *testing.F) {
	var zip bytes.Buffer
	z := gzip.NewWriter(&zip)
	if _, err := z.Write(bytes.Repeat([]byte("a"), 100_000)); err != nil {
		f.Fatal(err)
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	e, err := zstd.NewWriter(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("gzip", zip.Bytes())
	f.Add("zstd", e.EncodeAll(bytes.Repeat([]byte("a"), 100_000), nil))
	f.Add("", []byte("{}"))
	if err := e.Close(); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, encoding string, raw []byte) {
		const most = 4096
		out, err := expand(bytes.NewReader(raw), encoding, most)
		if err == nil && len(out) > most {
			t.Errorf("%d bytes came out", len(out))
		}
	})
}

// Whatever is decoded is a problem or a value, never a panic.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"epoch":"e","orders":[{"id":"1","seq":1,"name":"note.add","args":{}}]}`))
	f.Add([]byte(`{"way":"code","code":"K7QM-4T2X-9PRA-M3ZD-00AB","key":"00","proof":"x"}`))
	f.Add([]byte(`{"view":{"search":"from:lea"},"after":{"Key":1}}`))
	f.Add([]byte(`{"member":"m","conversation":"c","writing":true}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, into := range []any{
			&wire.Push{}, &wire.Pull{}, &wire.Bootstrap{}, &wire.SignIn{}, &wire.Renewal{}, &wire.OIDCStart{}, &wire.Search{}, &wire.Presence{},
		} {
			if err := decode(raw, into); err == nil && len(bytes.TrimSpace(raw)) == 0 {
				t.Error("nothing is something")
			}
		}
	})
}

// A range is inside its file, or none.
func FuzzParsePart(f *testing.F) {
	f.Add("bytes 0-9/10")
	f.Add("bytes 5-1/10")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePart(text)
		if err == nil && (p.from < 0 || p.to < p.from || p.total <= p.to || p.size() <= 0) {
			t.Errorf("%q is %+v", text, p)
		}
	})
}

// A stored password that is damaged matches nothing and costs no fortune.
func FuzzMatches(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=99999999,t=99,p=1$$")
	f.Fuzz(func(t *testing.T, stored string) {
		if len(stored) < 300 && matches(stored, "a password that nobody has") {
			t.Errorf("%q matches", stored)
		}
	})
}
