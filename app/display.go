package app

import (
	"vigie/assets/locale"
	"vigie/inbox/fault"
)

// needScreen refuses to start where a window can be shown nowhere, before
// anything is opened: the toolkit would end in a panic. Windows and macOS
// always have one.
func needScreen(goos string, env func(string) string) error {
	if goos == "windows" || goos == "darwin" || env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != "" {
		return nil
	}
	return fault.New(fault.Unavailable, "fault.no-screen")
}

// complaint is what stops the start, in the language of the system.
func complaint(err error, env func(string) string) string {
	return locale.New(systemLanguage(env)).Fault(err)
}
