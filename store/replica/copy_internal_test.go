package replica

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"vigie/store"
	"vigie/store/wire"
)

// hung is a connection on which nothing comes any more, until it is closed.
type hung struct {
	io.Reader
	closed chan struct{}
}

func (h hung) Read(p []byte) (int, error) {
	if n, err := h.Reader.Read(p); n > 0 || !errors.Is(err, io.EOF) {
		return n, err
	}
	<-h.closed
	return 0, io.ErrClosedPipe
}

func TestReadChunks_HandsThemOnInTheirOrder(t *testing.T) {
	var text strings.Builder
	for i := range 20 {
		fmt.Fprintf(&text, `{"puts":[{"kind":"note","id":"%d","rev":1,"row":{"body":"%s"}}],"token":"%d"}`+"\n", i, strings.Repeat("x", i*50_000), i)
	}
	text.WriteString(`{"done":true}`) // without the end of the line
	n := 0
	err := readChunks(strings.NewReader(text.String()), func() error { return nil }, func(c wire.Chunk) error {
		if want := fmt.Sprint(n); n < 20 && (c.Token != want || c.Puts[0].ID != want || len(c.Puts[0].Row) != n*50_000+len(`{"body":""}`)) {
			t.Errorf("chunk %d is %s", n, c.Token)
		}
		if n++; n == 21 && !c.Done {
			t.Errorf("the last is %+v", c)
		}
		return nil
	})
	if err != nil || n != 21 {
		t.Errorf("%d chunks: %v", n, err)
	}
}

func TestReadChunks_EndsWhereItBreaksOff(t *testing.T) {
	n := 0
	count := func(wire.Chunk) error { n++; return nil }
	err := readChunks(strings.NewReader("{\"token\":\"a\"}\n{\"token\":\"b\",\"pu"), func() error { return nil }, count)
	if err == nil || n != 1 {
		t.Errorf("after %d: %v", n, err)
	}
}

func TestReadChunks_HangsUpWhenOneCannotBeTaken(t *testing.T) {
	full := errors.New("disk full")
	h := hung{strings.NewReader("{\"token\":\"a\"}\n"), make(chan struct{})}
	err := readChunks(h, func() error { close(h.closed); return nil }, func(wire.Chunk) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}

func TestTaking_WritesAllThatWasReadBeforeItBrokeOff(t *testing.T) {
	var written []string
	cut := errors.New("the line is cut")
	for _, reading := range []error{nil, cut} {
		written = nil
		taking := startTaking(func(c store.Unpacked) error { written = append(written, c.Token); return nil })
		for i := range 20 {
			if err := taking.put(wire.Chunk{Token: fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := taking.end(reading); !errors.Is(err, reading) {
			t.Errorf("it ends with %v", err)
		}
		if len(written) != 20 || written[0] != "0" || written[19] != "19" {
			t.Errorf("written were %v", written)
		}
	}
}

func TestTaking_EndsTheReadingWithTheReasonOfTheWriting(t *testing.T) {
	full := errors.New("disk full")
	n := 0
	taking := startTaking(func(store.Unpacked) error { n++; return full })
	var err error
	for puts := 0; err == nil && puts < 100; puts++ {
		err = taking.put(wire.Chunk{})
	}
	if !errors.Is(err, errDeaf) {
		t.Errorf("the reading goes on: %v", err)
	}
	if err := taking.end(err); !errors.Is(err, full) || n != 1 {
		t.Errorf("after %d it ends with %v", n, err)
	}
}

func TestTaking_RefusesAChunkThatCannotBeRead(t *testing.T) {
	taking := startTaking(func(store.Unpacked) error { t.Error("it was written"); return nil })
	err := taking.put(wire.Chunk{Puts: []wire.Row{{Kind: "note", ID: "n", Rev: 1, Row: []byte(`{"id":`)}}})
	if err == nil || taking.end(err) == nil {
		t.Errorf("%v", err)
	}
}
