package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed en/*.json fr/*.json
var files embed.FS

// entry is one text: Other alone, or with a singular.
type entry struct {
	One   string `json:"one"`
	Many  string `json:"many"`
	Other string `json:"other"`
}

// UnmarshalJSON reads a text or its plural forms.
func (e *entry) UnmarshalJSON(raw []byte) error {
	if err := json.Unmarshal(raw, &e.Other); err == nil {
		return nil
	}
	type forms entry
	if err := json.Unmarshal(raw, (*forms)(e)); err != nil {
		return fmt.Errorf("neither a text nor plural forms: %w", err)
	}
	return nil
}

// bundle reads all languages; what could be read is in it also when there is
// an error.
func bundle() (*i18n.Bundle, map[string]bool, error) {
	b := i18n.NewBundle(language.MustParse(Fallback))
	keys := map[string]bool{}
	var troubles []error
	for _, lang := range Languages() {
		entries, err := read(lang)
		if err != nil {
			troubles = append(troubles, err)
		}
		for key, e := range entries {
			keys[key] = true
			m := &i18n.Message{ID: key, One: e.One, Many: e.Many, Other: e.Other}
			if err := b.AddMessages(language.MustParse(lang), m); err != nil {
				troubles = append(troubles, fmt.Errorf("add text %s: %w", key, err))
			}
		}
	}
	return b, keys, errors.Join(troubles...)
}

// read gives every text of a language by key.
func read(lang string) (map[string]entry, error) {
	names, err := fs.Glob(files, lang+"/*.json")
	if err != nil {
		return nil, fmt.Errorf("list texts of %s: %w", lang, err)
	}
	all := map[string]entry{}
	var troubles []error
	for _, name := range names {
		area, err := readArea(name)
		if err != nil {
			troubles = append(troubles, err)
		}
		for key, e := range area {
			if _, twice := all[key]; twice {
				troubles = append(troubles, fmt.Errorf("key %s of %s is in another area too", key, name))
			}
			all[key] = e
		}
	}
	return all, errors.Join(troubles...)
}

func readArea(name string) (map[string]entry, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	area := map[string]entry{}
	if err := json.Unmarshal(raw, &area); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return area, nil
}
