package feed

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
)

// unpack reads a body through its packing, as far as maxBody. Servers pack
// without saying so and say so without packing, so the bytes decide. A packing
// that breaks off gives what came before: the items in it are whole.
func unpack(body io.Reader, encoding string) (b []byte, cut bool, err error) {
	r := bufio.NewReader(body)
	deflated := strings.Contains(strings.ToLower(encoding), "deflate")
	packed := false
	for range 2 { // some pack twice
		inner, err := layer(r, deflated)
		if err != nil {
			return nil, false, fmt.Errorf("unpack the feed: %w", err)
		}
		if inner == nil {
			break
		}
		r, packed, deflated = bufio.NewReader(inner), true, false
	}
	b, err = io.ReadAll(io.LimitReader(r, maxBody+1))
	switch {
	case len(b) > maxBody:
		return b[:maxBody], true, nil
	case err != nil && (packed || err == io.ErrUnexpectedEOF) && len(b) > 0:
		return b, true, nil
	case err != nil:
		return nil, false, fmt.Errorf("read the feed: %w", err)
	}
	return b, false, nil
}

// layer gives what is within a packing, nil where there is none.
func layer(r *bufio.Reader, deflated bool) (io.Reader, error) {
	head, err := r.Peek(2)
	if err != nil {
		return nil, nil // too short to be packed; reading says what is wrong
	}
	switch {
	case head[0] == 0x1f && head[1] == 0x8b:
		return gzip.NewReader(r)
	case deflated && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0:
		return zlib.NewReader(r)
	case deflated && !textual(head[0]):
		return flate.NewReader(r), nil // QUIRK: "deflate" without zlib's frame
	default:
		return nil, nil
	}
}

// textual tells whether a feed that is not packed may begin so.
func textual(c byte) bool {
	return c == '<' || c == '{' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c >= 0xef
}
