package icon

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"strings"
	"testing"
)

func TestIcons_AreWellFormedDrawingsInTheColourAskedFor(t *testing.T) {
	for _, name := range All() {
		svg := SVG(name, "#123456", 1.8)
		if paths(name) == "" {
			t.Errorf("%s has no drawing", name)
		}
		if err := xml.Unmarshal(svg, new(struct{})); err != nil {
			t.Errorf("%s is not well formed: %v", name, err)
		}
		if strings.Contains(string(svg), "currentColor") || !strings.Contains(string(svg), "#123456") {
			t.Errorf("%s does not take its colour", name)
		}
	}
}

func TestMark_IsASquareOf512Pixels(t *testing.T) {
	c, err := png.DecodeConfig(bytes.NewReader(Mark()))
	if err != nil || c.Width != 512 || c.Height != 512 {
		t.Fatalf("the mark is %d x %d: %v", c.Width, c.Height, err)
	}
}
