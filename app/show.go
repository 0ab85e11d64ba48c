package app

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"vigie/inbox/fault"
)

// show hands a file or an address to the program that the system has for it.
func (s system) show(target string) error {
	name, args := opener(runtime.GOOS)
	path, err := exec.LookPath(name)
	if err != nil {
		return fault.Wrap(err, fault.Unsupported, "fault.no-opener")
	}
	cmd := exec.Command(path, append(args, target)...)
	if err := cmd.Start(); err != nil {
		return fault.Wrap(err, fault.Unsupported, "fault.no-opener")
	}
	return cmd.Process.Release()
}

func opener(system string) (name string, args []string) {
	switch system {
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	case "darwin":
		return "open", nil
	default:
		return "xdg-open", nil
	}
}

// runs reports whether opening a file could run a program: such a file is
// never handed to the system.
func runs(name, mediaType string) bool {
	dangerous := []string{
		".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".wsh", ".ps1", ".hta",
		".cpl", ".jar", ".lnk", ".reg", ".sh", ".desktop", ".appimage", ".run", ".py", ".pl", ".rb", ".html", ".htm", ".xhtml", ".svg", ".url",
		".docm", ".xlsm", ".pptm", ".iso", ".img", ".dmg", ".deb", ".rpm",
	}
	ext := strings.ToLower(filepath.Ext(name))
	kind := strings.ToLower(mediaType)
	return slices.Contains(dangerous, ext) || strings.Contains(kind, "executable") || strings.Contains(kind, "x-msdownload") || strings.Contains(kind, "x-sh")
}

// webAddress reports whether a link may be handed to the browser: only http
// and https are.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
