package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"vigie/crisis/radar/tone"
	"vigie/server/engine"
)

type radarCmd struct {
	Tone   toneCmd   `cmd:"" help:"${radar_tone}"`
	Replay replayCmd `cmd:"" help:"${radar_replay}"`
}

type toneCmd struct{}

// toneJSON is what is said of one text.
type toneJSON struct {
	Lang  string    `json:"lang"`
	Tone  tone.Tone `json:"tone"`
	Score float64   `json:"score"`
	Words []string  `json:"words"`
}

// lineMost is how much of a line is looked at; what is beyond is read over.
const lineMost = 64 << 10

// Run reads one text a line and prints one JSON object each, whatever a line
// is made of.
func (c *toneCmd) Run(j *job) error {
	reader, err := engine.Tones()
	if err != nil {
		return err
	}
	in, out := bufio.NewReaderSize(j.in, lineMost), bufio.NewWriter(j.out)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for first := true; j.ctx.Err() == nil; first = false {
		line, err := nextLine(in)
		if first {
			line = strings.TrimPrefix(line, "\uFEFF") // some editors write it ahead of a file
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read the texts: %w", err)
		}
		if err := lines.Encode(toned(reader.Read(line))); err != nil {
			return fmt.Errorf("write tones: %w", err)
		}
		if in.Buffered() == 0 { // who asks line by line is answered at once
			if err := out.Flush(); err != nil {
				return fmt.Errorf("write tones: %w", err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write tones: %w", err)
	}
	return j.ctx.Err()
}

func toned(r tone.Reading) toneJSON {
	words := r.Words
	if words == nil {
		words = []string{}
	}
	return toneJSON{Lang: cmp.Or(string(r.Language), "unknown"), Tone: r.Tone, Score: r.Score, Words: words}
}

// nextLine gives the beginning of a line, as valid UTF-8, without its end. It
// is io.EOF after the last one.
func nextLine(in *bufio.Reader) (string, error) {
	raw, err := in.ReadSlice('\n')
	line := strings.ToValidUTF8(string(bytes.TrimRight(raw, "\r\n")), "\uFFFD")
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	if errors.Is(err, io.EOF) && len(raw) > 0 {
		err = nil
	}
	return line, err
}
