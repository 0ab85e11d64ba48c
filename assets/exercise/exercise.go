// Package exercise holds the invented messages that exercises are played with:
// a storm for each kind of crisis, in French and in English, and what people
// say on a usual day. server/exercise reads them. Nobody and nothing in them
// exists; {brand} and {product} are filled in when a storm is written.
package exercise

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Usual is the name of the file of a usual day.
const Usual = "usual"

// Names lists the storms, sorted.
func Names() ([]string, error) {
	list, err := fs.Glob(files, "*.en.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the storms: %w", err)
	}
	var out []string
	for _, file := range list {
		if name := strings.TrimSuffix(file, ".en.yaml"); name != Usual {
			out = append(out, name)
		}
	}
	return out, nil
}

// Text gives the file of a storm, or Usual, in "fr" or "en".
func Text(name, lang string) ([]byte, error) {
	raw, err := files.ReadFile(name + "." + lang + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("read the storm %s in %s: %w", name, lang, err)
	}
	return raw, nil
}
