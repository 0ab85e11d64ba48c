package replica

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"vigie/store"
	"vigie/store/wire"
)

// errChunk is the error of a chunk that nobody may mean to send.
var errChunk = errors.New("replica: a part of the copy is too large")

// chunksAhead is how many chunks are read while one is being written.
const chunksAhead = 2

// readChunks reads the first copy, a chunk a line, and hands them on in their
// order. The next ones are decompressed and read while one is written. When it
// returns, nothing reads any more: hangUp ends a reading that waits.
func readChunks(in io.Reader, hangUp func() error, take func(wire.Chunk) error) error {
	chunks, stop := make(chan wire.Chunk, chunksAhead), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		defer close(chunks)
		failed <- eachChunk(bufio.NewReaderSize(in, 256<<10), func(c wire.Chunk) bool {
			select {
			case chunks <- c:
				return true
			case <-stop:
				return false
			}
		})
	}()
	for c := range chunks {
		if err := take(c); err != nil {
			close(stop)
			err = errors.Join(err, hangUp())
			for range chunks { // until it has seen that nobody listens
			}
			return err
		}
	}
	return <-failed
}

// eachChunk reads chunks until the end, or until take wants no more.
func eachChunk(in *bufio.Reader, take func(wire.Chunk) bool) error {
	for {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read copy: %w", err)
		}
		c, err := wire.ReadChunk(line)
		if err != nil {
			return fmt.Errorf("read copy: %w", err)
		}
		if !take(c) {
			return nil
		}
	}
}

// readLine reads a line of any length that an answer may have.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > mostAnswer {
			return nil, errChunk
		}
	}
}

// taking writes chunks on a goroutine of its own, one after the other: while
// one is written the next is unpacked.
type taking struct {
	chunks chan store.Unpacked
	done   chan struct{}
	failed error // what ended it early; to be read after done
}

func startTaking(take func(store.Unpacked) error) *taking {
	t := &taking{chunks: make(chan store.Unpacked), done: make(chan struct{})}
	go func() {
		defer close(t.done)
		for c := range t.chunks {
			if t.failed = take(c); t.failed != nil {
				return
			}
		}
	}()
	return t
}

// errDeaf ends the reading when what is read cannot be written; why is told by
// end.
var errDeaf = errors.New("replica: the chunk is not taken")

func (t *taking) put(c wire.Chunk) error {
	u, err := store.Unpack(c)
	if err != nil {
		return err
	}
	select {
	case t.chunks <- u:
		return nil
	case <-t.done:
		return errDeaf
	}
}

// end waits until all that was read is written. The error is that of the
// writing, or of the reading.
func (t *taking) end(reading error) error {
	close(t.chunks)
	<-t.done
	if t.failed != nil {
		return t.failed
	}
	return reading
}
