package gate

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/zstd"

	"vigie/store/wire"
)

// Bodies of everything that is no push are small.
const mostBody = 64 << 10

var (
	errLarge = errors.New("the body is too large")
	errMedia = errors.New("the body's encoding is not known")
)

// take reads a JSON body of at most the given number of bytes, both as sent
// and decompressed, so that neither a large one nor a bomb is ever parsed.
func take(w http.ResponseWriter, r *http.Request, most int64, into any) error {
	if r.ContentLength > most {
		return errLarge
	}
	raw, err := expand(http.MaxBytesReader(w, r.Body, most), r.Header.Get("Content-Encoding"), most)
	if err != nil {
		return err
	}
	return decode(raw, into)
}

// decode reads exactly one JSON value.
func decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(into); err != nil {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	return nil
}

// expand decompresses at most a number of bytes.
func expand(body io.Reader, encoding string, most int64) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, unreadable(err)
		}
		defer z.Close()
		body = z
	case "zstd":
		z, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderMaxMemory(uint64(max(most, 8<<20))))
		if err != nil {
			return nil, unreadable(err)
		}
		defer z.Close()
		body = z
	default:
		return nil, errMedia
	}
	raw, err := io.ReadAll(io.LimitReader(body, most+1))
	switch {
	case err != nil:
		return nil, unreadable(err)
	case int64(len(raw)) > most:
		return nil, errLarge
	}
	return raw, nil
}

// unreadable keeps what the transport says and makes the rest the caller's
// mistake.
func unreadable(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return errLarge
	default:
		return errors.Join(&wire.Problem{Code: wire.CodeInvalid}, err)
	}
}
