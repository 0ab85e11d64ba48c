package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience bounds every waiting for the real window; nothing here asserts that
// something is quick.
const patience = 2 * time.Minute

// screen is a virtual screen with a window manager and the real program on it,
// driven by keys and clicks as a person would. Everything it starts it ends,
// by process id.
type screen struct {
	t       *testing.T
	display string
	dir     string
	scale   string
	procs   []*exec.Cmd
	program *exec.Cmd
}

// newScreen starts a virtual screen, or skips where there is none to be had.
func newScreen(t *testing.T, width, height int) *screen {
	t.Helper()
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "import", "xprop"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here: scripts/need look installs it", tool)
		}
	}
	s := &screen{t: t, dir: t.TempDir(), scale: "1"}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{write}
	s.start(x)
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	number := make([]byte, 16)
	n, err := read.Read(number)
	if err != nil {
		t.Fatalf("the virtual screen did not start: %v", err)
	}
	s.display = ":" + strings.TrimSpace(string(number[:n]))
	t.Cleanup(s.close)
	s.start(exec.Command("openbox"))
	// A window that opens before the window manager cannot fill the screen.
	s.until("the window manager is there", func() bool {
		c := exec.Command("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		c.Env = s.env()
		out, err := c.Output()
		return err == nil && strings.Contains(string(out), "window id")
	})
	return s
}

func (s *screen) start(c *exec.Cmd) {
	s.t.Helper()
	c.Env = append(s.env(), c.Env...)
	if err := c.Start(); err != nil {
		s.t.Fatalf("start %s: %v", c.Path, err)
	}
	s.procs = append(s.procs, c)
}

func (s *screen) env() []string {
	return append(os.Environ(), "DISPLAY="+s.display, "XDG_RUNTIME_DIR="+s.dir, "HOME="+s.dir, "XDG_DATA_HOME="+s.dir+"/data",
		"XDG_CONFIG_HOME="+s.dir+"/config", "DBUS_SESSION_BUS_ADDRESS=", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "FYNE_SCALE="+s.scale)
}

// run starts the program and waits for its window.
func (s *screen) run(binary string, args ...string) {
	s.t.Helper()
	s.program = exec.Command(binary, append([]string{"--fill"}, args...)...)
	var complaints bytes.Buffer
	s.program.Stderr = &complaints
	s.start(s.program)
	s.t.Cleanup(func() {
		if strings.Contains(complaints.String(), "Error in Fyne call thread") {
			s.t.Errorf("a call off the window's goroutine:\n%s", complaints.String())
		}
	})
	s.until("the window is there", func() bool { return s.tool("search", "--onlyvisible", "--name", "Vigie$") == nil })
	time.Sleep(time.Second) // the first frames
}

// quit closes the window as a person does and waits for the program's end.
func (s *screen) quit() {
	s.t.Helper()
	s.key("alt+F4")
	done := make(chan error, 1)
	go func() { done <- s.program.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			s.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(patience):
		s.t.Error("the program did not end")
	}
	s.program = nil
}

func (s *screen) close() {
	for i := len(s.procs) - 1; i >= 0; i-- {
		p := s.procs[i]
		if p.ProcessState != nil {
			continue
		}
		if err := p.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			s.t.Errorf("end %s: %v", p.Path, err)
		}
		_ = p.Wait() // it was killed: its word does not matter
	}
}

func (s *screen) tool(args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, "xdotool", args...)
	c.Env = s.env()
	return c.Run()
}

func (s *screen) must(args ...string) {
	s.t.Helper()
	if err := s.tool(args...); err != nil {
		s.t.Fatalf("xdotool %v: %v", args, err)
	}
	time.Sleep(150 * time.Millisecond) // without it, quick keys and clicks are lost
}

// key presses keys by their X names: "Tab", "ctrl+Return".
func (s *screen) key(names ...string) {
	s.t.Helper()
	for _, n := range names {
		s.must("key", "--clearmodifiers", n)
	}
}

// text types a text.
func (s *screen) text(t string) {
	s.t.Helper()
	s.must("type", "--delay", "40", t)
}

// click clicks at a place of the screen.
func (s *screen) click(x, y int) {
	s.t.Helper()
	s.must("mousemove", fmt.Sprint(x), fmt.Sprint(y))
	s.must("click", "1")
}

// picture writes what is on the screen, for a person to look at.
func (s *screen) picture(name string) {
	s.t.Helper()
	dir := os.Getenv("VIGIE_LOOK_DIR")
	if dir == "" {
		return
	}
	time.Sleep(500 * time.Millisecond)
	c := exec.Command("import", "-silent", "-window", "root", filepath.Join(dir, name+".png"))
	c.Env = s.env()
	if out, err := c.CombinedOutput(); err != nil {
		s.t.Errorf("picture %s: %v %s", name, err, out)
	}
}

// until waits for something to become true.
func (s *screen) until(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if ok() {
			return
		}
	}
	s.picture("failed-" + strings.ReplaceAll(what, " ", "-"))
	s.t.Fatalf("waited in vain until %s", what)
}
