package app

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"os/exec"
	"strings"
	"time"
)

// sight is what stands on a screen at a moment.
type sight struct{ *image.NRGBA }

// sight looks at a part of the screen; an empty one is all of it.
func (s *screen) sight(part image.Rectangle) sight {
	s.t.Helper()
	args := []string{"-silent", "-window", "root"}
	if !part.Empty() {
		args = append(args, "-crop", fmt.Sprintf("%dx%d+%d+%d", part.Dx(), part.Dy(), part.Min.X, part.Min.Y))
	}
	c := exec.Command("import", append(args, "-depth", "8", "ppm:-")...)
	c.Env = s.env()
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("look at the screen: %v", err)
	}
	got, err := readPixels(out)
	if err != nil {
		s.t.Fatalf("look at the screen: %v", err)
	}
	return got
}

// readPixels reads a portable pixmap, P6 with a byte for each colour.
func readPixels(raw []byte) (sight, error) {
	var w, h, most int
	in := bytes.NewReader(raw)
	if _, err := fmt.Fscanf(in, "P6\n%d %d\n%d\n", &w, &h, &most); err != nil || most != 255 || in.Len() < 3*w*h {
		return sight{}, fmt.Errorf("no pixmap of bytes: %dx%d of %d, %d bytes left, %v", w, h, most, in.Len(), err)
	}
	at := len(raw) - in.Len()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		p := raw[at+3*i:]
		out.SetNRGBA(i%w, i/w, color.NRGBA{R: p[0], G: p[1], B: p[2], A: 255})
	}
	return sight{out}, nil
}

// row is a line of dots from left to right.
func (g sight) row(x0, x1, y int) []byte { return g.Pix[g.PixOffset(x0, y) : g.PixOffset(x1-1, y)+4] }

// strip is its lines from y0 to before y1.
func (g sight) strip(y0, y1 int) sight {
	out := image.NewNRGBA(image.Rect(0, 0, g.Rect.Dx(), y1-y0))
	copy(out.Pix, g.Pix[g.PixOffset(0, y0):g.PixOffset(0, y1)])
	return sight{out}
}

// differs counts the dots that are not the same in both.
func (g sight) differs(from sight) int {
	if g.Rect != from.Rect {
		return g.Rect.Dx() * g.Rect.Dy()
	}
	n := 0
	for i := 0; i < len(g.Pix); i += 4 {
		if !bytes.Equal(g.Pix[i:i+3], from.Pix[i:i+3]) {
			n++
		}
	}
	return n
}

// shows reports whether lines of another sight of the same width stand in it,
// dot by dot.
func (g sight) shows(part sight) bool {
	w, h := g.Rect.Dx(), part.Rect.Dy()
	for y := range g.Rect.Dy() - h + 1 {
		if bytes.Equal(g.Pix[g.PixOffset(0, y):g.PixOffset(w-1, y+h-1)], part.Pix[:part.PixOffset(w-1, h-1)]) {
			return true
		}
	}
	return false
}

// caretDots is how many dots a caret that blinks can change.
const caretDots = 120

// moment is longer than a window that has read something anew takes to show it.
const moment = 400 * time.Millisecond

// still waits until the window shows the same twice in a row: what was asked
// for is drawn, and nothing moves but a caret.
func (s *screen) still() {
	s.t.Helper()
	was := s.sight(image.Rectangle{})
	s.until("the window is still", func() bool {
		time.Sleep(moment)
		now := s.sight(image.Rectangle{})
		n := now.differs(was)
		was = now
		return n <= caretDots
	})
}

// dim is how bright the window's left edge is: behind a dialog it is darker.
func (s *screen) dim() int {
	g, sum := s.sight(image.Rect(3, 500, 9, 540)), 0
	for i := 0; i < len(g.Pix); i += 4 {
		sum += int(g.Pix[i]) + int(g.Pix[i+1]) + int(g.Pix[i+2])
	}
	return sum / (len(g.Pix) / 4)
}

// opens presses keys until a dialog stands before the window.
func (s *screen) opens(keys ...string) {
	s.t.Helper()
	s.still()
	light := s.dim()
	s.until("a dialog opens by "+strings.Join(keys, " "), func() bool {
		s.key(keys...)
		return s.soon(func() bool { return s.dim() < light*4/5 })
	})
}

// moves presses keys until the window shows something else.
func (s *screen) moves(keys ...string) {
	s.t.Helper()
	was := s.sight(image.Rectangle{})
	s.until("the window shows something else by "+strings.Join(keys, " "), func() bool {
		s.key(keys...)
		return s.soon(func() bool { return s.sight(image.Rectangle{}).differs(was) > 20*caretDots })
	})
	s.still()
}

// soon waits for a while: a key that the window missed is pressed again, one
// that it only has not followed yet must not be.
func (s *screen) soon(ok func() bool) bool {
	for end := time.Now().Add(patience / 6); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}

// firstOther is the first row from above that is not the same in both; -1 is
// none.
func (g sight) firstOther(from sight) int {
	for y := range g.Rect.Dy() {
		if !bytes.Equal(g.row(0, g.Rect.Dx(), y), from.row(0, g.Rect.Dx(), y)) {
			return y
		}
	}
	return -1
}
