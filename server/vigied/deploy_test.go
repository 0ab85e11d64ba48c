package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// deployed reads a file of the directory deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestUnit_IsSoundAndLeavesTheServiceLittle(t *testing.T) {
	text := deployed(t, "vigied.service")
	for _, line := range []string{
		"User=vigie", "UMask=0077", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateDevices=yes",
		"PrivateUsers=yes", "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service", "StateDirectory=vigie", "KillSignal=SIGTERM",
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("the unit does not say %s", line)
		}
	}
	stop, err := strconv.Atoi(regexp.MustCompile(`TimeoutStopSec=(\d+)`).FindStringSubmatch(text)[1])
	if err != nil || stop <= int(stopTime.Seconds()) {
		t.Errorf("systemd kills after %d s what stops within %v: %v", stop, stopTime, err)
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed: the unit was only read")
	}
	unit := filepath.Join(t.TempDir(), "vigied.service")
	// The program is where the unit says only once it is installed.
	text = strings.Replace(text, "/usr/local/bin/vigied", built, 1)
	if err := os.WriteFile(unit, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("systemd-analyze", "verify", "--man=no", unit).CombinedOutput()
	if err != nil || strings.Contains(string(out), "vigied.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err = exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit).CombinedOutput()
	if strings.Contains(string(out), "unrecognized option") {
		t.Skip("this systemd cannot look at the security of a file")
	}
	if err != nil {
		t.Errorf("exposed more than 2.0: %v\n%s", err, out)
	}
}

// What an engine would make of the Dockerfile is not tried here: it is read.
func TestDockerfile_BuildsAStaticProgramThatIsNobodyInParticular(t *testing.T) {
	text := strings.ReplaceAll(deployed(t, "Dockerfile"), "\\\n", " ")
	var stages [][]string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "FROM ") {
			stages = append(stages, nil)
		}
		if n := len(stages); n > 0 && line != "" && line[0] != '#' {
			stages[n-1] = append(stages[n-1], line)
		}
	}
	if len(stages) != 2 {
		t.Fatalf("%d stages", len(stages))
	}
	build, image := strings.Join(stages[0], "\n"), strings.Join(stages[1], "\n")
	for _, want := range []string{"CGO_ENABLED=0 go build -trimpath", "-X main.version=${VERSION}", "./server/vigied"} {
		if !strings.Contains(build, want) {
			t.Errorf("it is not built with %s", want)
		}
	}
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	release := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod))[1]
	if !strings.HasPrefix(build, "FROM golang:"+release) {
		t.Errorf("it is built by %.40q, the module wants go %s", build, release)
	}
	if !strings.HasPrefix(image, "FROM scratch\n") || strings.Contains(image, "RUN ") {
		t.Errorf("the image holds more than the program:\n%s", image)
	}
	user := regexp.MustCompile(`(?m)^USER (\d+):(\d+)$`).FindStringSubmatch(image)
	if user == nil || user[1] == "0" || user[2] == "0" || !strings.Contains(image, "--chown="+user[1]+":"+user[2]) {
		t.Errorf("it runs as %v", user)
	}
	for _, want := range []string{"ca-certificates.crt", `HEALTHCHECK`, `CMD ["/vigied", "health"]`, "STOPSIGNAL SIGTERM", "VOLUME /var/lib/vigie"} {
		if !strings.Contains(image, want) {
			t.Errorf("the image has no %s", want)
		}
	}
}

func TestHealth_AsksTheServerOfThisComputer(t *testing.T) {
	p := newPlace(t)
	s := p.serve()
	if text := p.run("health", "--address", s.addr); !strings.Contains(text, "well") {
		t.Errorf("it says %q", text)
	}
	if o := p.try("--json", "health", "--address", s.addr, "--plain"); o.code != unavailable || !strings.Contains(o.errs, "fault.health-silent") {
		t.Errorf("without TLS: %+v", o)
	}
	s.stop()
	if o := p.try("--json", "health", "--address", s.addr); o.code != unavailable {
		t.Errorf("stopped: %+v", o)
	}
	for _, elsewhere := range []string{"192.0.2.1:8443", "vigie.example:8443", "nonsense"} {
		if o := p.try("--json", "health", "--address", elsewhere); o.code != invalid || !strings.Contains(o.errs, "fault.health-elsewhere") {
			t.Errorf("%s: %+v", elsewhere, o)
		}
	}
}
