package exercise

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	files "vigie/assets/exercise"
)

// script is the file of a storm.
type script struct {
	Storm   string   `yaml:"storm"`
	Lang    string   `yaml:"lang"`
	Title   string   `yaml:"title"`
	Summary string   `yaml:"summary"`
	Books   []string `yaml:"books"`
	Product string   `yaml:"product"`
	Beats   []beat   `yaml:"beats"`
}

// beat is one message, and how many others repeat it.
type beat struct {
	At      int    `yaml:"at"` // minutes after the first message
	Who     Voice  `yaml:"who"`
	On      Place  `yaml:"on"`
	Subject string `yaml:"subject"`
	Text    string `yaml:"text"`
	Copies  int    `yaml:"copies"`
	Over    int    `yaml:"over"` // minutes in which the copies come
}

// crowd is who speaks, and what they say on a usual day.
type crowd struct {
	Names     []string `yaml:"names"`
	Press     []string `yaml:"press"`
	Outlets   []string `yaml:"outlets"`
	Authority []string `yaml:"authority"`
	Comments  []string `yaml:"comments"`
	Usual     []string `yaml:"usual"`
}

// read reads a file strictly: a word that nobody knows is an error.
func read(name, lang string, into any) error {
	raw, err := files.Text(name, lang)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read the storm %s in %s: %w", name, lang, err)
	}
	return nil
}

func readScript(name, lang string) (s script, err error) {
	if err = read(name, lang, &s); err != nil {
		return s, err
	}
	return s, s.sound()
}

func readCrowd(lang string) (c crowd, err error) { return c, read(files.Usual, lang, &c) }

func (s script) sound() error {
	for i, b := range s.Beats {
		if b.Text == "" || b.At < 0 || b.Copies < 0 || b.Copies > 0 && b.Over <= 0 || !slices.Contains(Voices(), b.Who) || !slices.Contains(Places(), b.On) {
			return fmt.Errorf("storm %s in %s: beat %d is not sound", s.Storm, s.Lang, i+1)
		}
	}
	return nil
}

// Storm is a storm as a list shows it.
type Storm struct {
	ID, Title, Summary string
	Books              []string      // the ids of the playbooks that it suits best
	Product            string        // what it is about, unless somebody says otherwise
	Messages           int           // copies and all
	Lasts              time.Duration // at pace 1
}

// Storms lists the storms in a language, "fr" or "en".
func Storms(lang string) ([]Storm, error) {
	names, err := files.Names()
	if err != nil {
		return nil, err
	}
	var out []Storm
	for _, name := range names {
		s, err := readScript(name, lang)
		if err != nil {
			return nil, err
		}
		posts, err := write(s, Meta{Lang: lang, Seed: 1})
		if err != nil {
			return nil, err
		}
		out = append(out, Storm{ID: s.Storm, Title: s.Title, Summary: s.Summary, Books: s.Books, Product: s.Product, Messages: len(posts), Lasts: posts[len(posts)-1].After})
	}
	return out, nil
}

// StormFor gives the storm that suits a playbook best; "generale" suits every
// one.
func StormFor(storms []Storm, book string) string {
	for _, s := range storms {
		if slices.Contains(s.Books, book) {
			return s.ID
		}
	}
	return "generale"
}
