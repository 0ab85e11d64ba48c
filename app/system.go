package app

import (
	"os"
	"time"

	"github.com/godbus/dbus/v5"

	"vigie/ui/settings"
	"vigie/ui/vm"
)

// system is what this computer offers, looked up once at the start. Fyne's own
// calls for a tray and for notifications fail or crash where the desktop has
// none, so they are only made where this says that it has.
type system struct {
	notify   bool
	tray     bool
	language string
}

// lookAround asks the session bus who serves what.
func lookAround() system {
	s := system{language: systemLanguage(os.Getenv)}
	bus, err := dbus.SessionBusPrivate()
	if err != nil {
		return s
	}
	defer bus.Close()
	if err := bus.Auth(nil); err != nil {
		return s
	}
	if err := bus.Hello(); err != nil {
		return s
	}
	s.notify = owned(bus, "org.freedesktop.Notifications")
	s.tray = owned(bus, "org.kde.StatusNotifierWatcher")
	return s
}

// busPatience bounds a question to the session bus.
const busPatience = 2 * time.Second

func owned(bus *dbus.Conn, name string) bool {
	answer := make(chan bool, 1)
	go func() {
		var has bool
		err := bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&has)
		answer <- err == nil && has
	}()
	select {
	case has := <-answer:
		return has
	case <-time.After(busPatience):
		return false
	}
}

func systemLanguage(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" && v != "C" && v != "POSIX" && v != "C.UTF-8" {
			return v
		}
	}
	return ""
}

func (s system) can(a settings.Ability) vm.Verdict {
	switch {
	case a == settings.Notify && s.notify, a == settings.Tray && s.tray:
		return vm.Can()
	case a == settings.Notify:
		return vm.Cannot("shell.no-notifications")
	default:
		return vm.Cannot("shell.no-tray")
	}
}
