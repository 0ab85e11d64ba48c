package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/server/engine"
)

// The page for people names every act, setting and command that there is.
func TestDocumentation_NamesWhatThereIs(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "vigied.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, act := range inbox.Acts() {
		group, name, found := strings.Cut(act.Name(), ".")
		if !strings.Contains(page, "`"+act.Name()+"`") && !(found && strings.Contains(page, "`"+group+".") && strings.Contains(page, "`."+name+"`")) {
			t.Errorf("the act %s is not there", act.Name())
		}
	}
	c, _ := engine.Connector(inbox.ChannelEmail)
	for _, f := range c.Descriptor().Fields {
		if !strings.Contains(page, "`"+f.Name+"`") {
			t.Errorf("the setting %s is not there", f.Name)
		}
		if f.Kind == channel.ChoiceField {
			for _, choice := range f.Choices {
				if !strings.Contains(page, "`"+choice+"`") {
					t.Errorf("the choice %s of %s is not there", choice, f.Name)
				}
			}
		}
	}
	for _, kind := range []string{"collect", "import", "list", "search", "show", "act", "send", "outbox", "quarantine", "member add", "department add", "export", "check", "account add", "watch add", "watch list", "watch test", "run list", "run show", "run export", "audit verify"} {
		if !strings.Contains(page, kind) {
			t.Errorf("the command %s is not there", kind)
		}
	}
}
