package inbox

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// Print tells one state of a draft's text from another, whoever saved it and
// when.
func (d Draft) Print() string {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(slices.Concat([]string{string(d.Kind), d.Subject, d.Text}, d.To, []string{""}, d.Cc), "\x00")))
	for _, a := range d.Attachments {
		h.Write([]byte("\x00" + a.Blob + "\x00" + a.Name))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
