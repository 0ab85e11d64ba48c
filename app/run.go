package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"vigie/assets/icon"
	"vigie/ui"
	"vigie/ui/kit"
)

// identity is the program's id in FyneApp.toml; a test compares them.
const identity = "org.vigie.desktop"

// Main runs the desktop program and gives its exit code: 0 when the window was
// closed, 2 for a wrong command line, 1 when it could not start.
func Main(args []string) int {
	o, err := parseOptions(args, os.Stderr)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, "vigie:", err)
		return 2
	case o.version:
		fmt.Println("vigie", version)
		return 0
	}
	if err := needScreen(runtime.GOOS, os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "vigie:", complaint(err, os.Getenv))
		return 1
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "vigie:", err)
		return 1
	}
	return 0
}

func run(o options) (err error) {
	log, logFile, err := openLog(o.config, o.debug)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, logFile.Close()) }()
	log.Info("vigie starts", "version", version)
	prefs, err := openPreferences(o.config)
	if err != nil {
		log.Warn("the preferences are damaged; starting with new ones", "error", err)
	}
	d := newDesk(o, prefs, log)
	d.system = lookAround()
	_ = d.open(context.Background()) // the window shows what is in the way
	show(o, d)
	log.Info("vigie ends")
	return d.close()
}

// show opens the window and returns when it is closed.
func show(o options, d *desk) {
	mark := fyne.NewStaticResource("vigie.png", icon.Mark())
	fyneapp.SetMetadata(fyne.AppMetadata{
		ID: identity, Name: "Vigie", Version: version, Icon: mark, Migrations: map[string]bool{"fyneDo": true},
	})
	a := fyneapp.NewWithID(identity)
	a.SetIcon(mark)
	sched := kit.NewLive(context.Background())
	w := newWindow(a, sched, d)
	d.asker.through(w.AskPassphrase)
	if o.fill { // only a window that is there can fill the screen
		a.Lifecycle().SetOnStarted(func() { w.Fyne().SetFullScreen(true) })
	}
	w.Open()
	a.Run()
	sched.Close()
}

func newWindow(a fyne.App, sched kit.Scheduler, d *desk) *ui.Window {
	theme := kit.NewTheme(kit.System)
	a.Settings().SetTheme(theme)
	var main *mainScreen
	return ui.New(ui.Env{
		Exercise: exerciseDesk{crisisDesk{triageDesk{d}}},
		App:      a, Theme: theme, Sched: sched, Now: time.Now,
		Hear: d.hear, Desk: windowDesk{d}, Setup: setupDesk{d}, Settings: settingsDesk{d}, Contacts: contactsDesk{triageDesk{d}}, Watching: watchDesk{triageDesk{d}}, Warning: alertDesk{triageDesk{d}}, Crisis: crisisDesk{triageDesk{d}}, Retex: crisisDesk{triageDesk{d}},
		Inbox: func(h ui.Host, state any) ui.Screen {
			if main != nil {
				main.Stop() // a new one takes its place, with what was typed
			}
			main = newMainScreen(h, d, state)
			return main
		},
	})
}
