package sample

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed words/*.txt
var words embed.FS

// book holds the sentences of one language by "theme.role".
type book map[string][]string

// openBook reads the sentences of a language.
func openBook(language string) (book, error) {
	raw, err := words.ReadFile("words/" + language + ".txt")
	if err != nil {
		return nil, fmt.Errorf("read the words of %s: %w", language, err)
	}
	b, page := book{}, ""
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[' && line[len(line)-1] == ']' && !strings.Contains(line, " "):
			page = line[1 : len(line)-1]
		default:
			b[page] = append(b[page], line)
		}
	}
	return b, nil
}

// deck deals the sentences of one page in a random order and shuffles only
// when all were dealt, so that neighbours differ.
type deck struct {
	cards []string
	next  int
}

func (d *deck) deal(rng *rand.Rand) string {
	if len(d.cards) == 0 {
		return ""
	}
	if d.next == len(d.cards) {
		d.next = 0
	}
	if d.next == 0 {
		last := d.cards[len(d.cards)-1]
		rng.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
		if d.cards[0] == last && len(d.cards) > 1 {
			d.cards[0], d.cards[1] = d.cards[1], d.cards[0]
		}
	}
	d.next++
	return d.cards[d.next-1]
}
