package font

import (
	"strings"
	"testing"
)

func TestFonts_AreOpenTypeFilesWithOutlines(t *testing.T) {
	for name, otf := range map[string][]byte{"400": Regular(), "500": Medium(), "600": SemiBold(), "700": Bold()} {
		if len(otf) < 100_000 || string(otf[:4]) != "OTTO" {
			t.Errorf("weight %s is not an OpenType file with CFF outlines (%d bytes)", name, len(otf))
		}
	}
	if !strings.Contains(Licence(), "License: OFL-1.1") {
		t.Error("the licence text of Inter is missing")
	}
}
