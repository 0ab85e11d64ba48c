package paper_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"testing"
)

// uncompressed gives the content of all pages of a PDF.
func uncompressed(t *testing.T, pdf []byte) []byte {
	t.Helper()
	var all []byte
	for rest := pdf; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			return all
		}
		rest = rest[i+len("stream\n"):]
		z, err := zlib.NewReader(bytes.NewReader(rest))
		if err != nil {
			continue // a stream of another kind
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
}
