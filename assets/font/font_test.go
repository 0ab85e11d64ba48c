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
	for name, ttf := range map[string][]byte{"400": PaperRegular(), "700": PaperBold()} {
		if len(ttf) < 50_000 || string(ttf[:4]) != "\x00\x01\x00\x00" {
			t.Errorf("paper weight %s is not a TrueType file (%d bytes)", name, len(ttf))
		}
	}
	if !strings.Contains(Licence(), "License: OFL-1.1") {
		t.Error("the licence text of Inter is missing")
	}
}
