// Package playbook holds the ten crisis playbooks that come with the program,
// each in French and in English. They are texts for crisis/playbook to read;
// docs/playbook.md explains the format to authors. A house starts from them:
// it copies one, changes it, and publishes its own version.
package playbook

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// File is one playbook in one language.
type File struct {
	ID   string // "fuite-donnees"
	Lang string // "fr" or "en"
	Text []byte
}

// All gives every built-in playbook, sorted by id, then by language. An error
// means that the program was built wrongly.
func All() ([]File, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the built-in playbooks: %w", err)
	}
	var out []File
	for _, name := range names {
		id, lang, found := strings.Cut(strings.TrimSuffix(name, ".yaml"), ".")
		if !found {
			return nil, fmt.Errorf("built-in playbook %s: the name has no language", name)
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the built-in playbook %s: %w", name, err)
		}
		out = append(out, File{ID: id, Lang: lang, Text: text})
	}
	return out, nil
}
