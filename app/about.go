package app

import (
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"vigie/ui/settings"
)

// version is set by the linker from FyneApp.toml; a plain build says so.
var version = "dev"

// licences names the licences of the parts that a user would want to know of.
// Their full texts come with the parts.
func licences() map[string]string {
	return map[string]string{
		"fyne.io/fyne/v2":                  "BSD-3-Clause",
		"modernc.org/sqlite":               "BSD-3-Clause",
		"github.com/emersion/go-imap/v2":   "MIT",
		"github.com/emersion/go-message":   "MIT",
		"github.com/emersion/go-smtp":      "MIT",
		"github.com/emersion/go-sasl":      "MIT",
		"github.com/klauspost/compress":    "BSD-3-Clause",
		"github.com/nicksnyder/go-i18n/v2": "MIT",
		"github.com/oklog/ulid/v2":         "Apache-2.0",
		"github.com/sahilm/fuzzy":          "MIT",
		"github.com/zalando/go-keyring":    "MIT",
		"github.com/godbus/dbus/v5":        "BSD-2-Clause",
		"github.com/clipperhouse/uax29/v2": "MIT",
		"filippo.io/age":                   "BSD-3-Clause",
		"golang.org/x/net":                 "BSD-3-Clause",
		"golang.org/x/text":                "BSD-3-Clause",
		"github.com/mmcdole/gofeed":        "MIT",
		"github.com/coder/websocket":       "ISC",
	}
}

// about is what the program says of itself.
func about() settings.About {
	a := settings.About{Version: version, Parts: []settings.Part{{Name: "Inter", Version: "4.0", Licence: "OFL-1.1"}}}
	known := licences()
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return a
	}
	for _, m := range info.Deps {
		if l, ok := known[m.Path]; ok {
			a.Parts = append(a.Parts, settings.Part{Name: m.Path, Version: m.Version, Licence: l})
		}
	}
	slices.SortFunc(a.Parts, func(a, b settings.Part) int { return strings.Compare(a.Name, b.Name) })
	return a
}

func (d *desk) logPath() string { return filepath.Join(d.options.config, logName) }
