package app

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui/settings"
)

// TestWindow_TourIsLivedByKeys opens the sample for the first time, does what
// the tour asks for, and begins the sample again.
func TestWindow_TourIsLivedByKeys(t *testing.T) {
	program := binary(t)
	s := newScreen(t, 1280, 800)
	dir, config := filepath.Join(s.dir, "data", sampleName), filepath.Join(s.dir, "config")
	if err := writeJSON(filepath.Join(config, preferencesName), settings.Preferences{Language: "fr", Theme: "light"}); err != nil {
		t.Fatal(err)
	}
	s.run(program, "--workspace", filepath.Join(s.dir, "data", "solo"), "--config", config)
	s.key("Return")
	s.until("the sample is whole", func() bool { return ready(t, dir) })
	time.Sleep(3 * time.Second) // it is opened and shown, with the first step
	s.picture("window-tour-1")
	before, replies, had := legs(t, dir), written(t, dir), mine(t, dir)
	s.until("a conversation is open and taken", func() bool {
		s.key("j")
		time.Sleep(time.Second)
		s.key("t")
		time.Sleep(time.Second)
		return mine(t, dir) > had
	})
	s.picture("window-tour-3")
	s.key("r")
	time.Sleep(time.Second)
	s.text("Merci, je regarde et je reviens vers vous.")
	s.key("ctrl+Return")
	s.until("the reply is released", func() bool { return written(t, dir) == replies+1 })
	time.Sleep(2 * time.Second)
	s.key("h")
	time.Sleep(time.Second)
	s.key("Right", "ctrl+Return")
	s.until("a handover is proposed", func() bool { return legs(t, dir)[inbox.Proposed] == before[inbox.Proposed]+1 })
	time.Sleep(2 * time.Second)
	s.picture("window-tour-5")
	s.key("u")
	s.until("it is taken back", func() bool { return legs(t, dir)[inbox.Withdrawn] == before[inbox.Withdrawn]+1 })
	time.Sleep(2 * time.Second)
	s.key("ctrl+k")
	time.Sleep(time.Second)
	s.key("Escape")
	time.Sleep(time.Second)
	s.picture("window-tour-over")
	s.key("Escape")
	s.until("it does not begin by itself again", func() bool {
		p, err := openPreferences(config)
		return err == nil && p.get().Toured
	})
	if n := written(t, dir); n != replies+1 {
		t.Errorf("%d replies were written besides the one", n-replies-1)
	}
	s.key("ctrl+shift+r")
	time.Sleep(time.Second)
	s.key("ctrl+Return")
	s.until("the sample is as on the first day", func() bool {
		return ready(t, dir) && written(t, dir) == replies && legs(t, dir)[inbox.Withdrawn] == before[inbox.Withdrawn]
	})
	s.picture("window-tour-again")
	s.quit()
}

// written counts the replies that anybody released.
func written(t *testing.T, dir string) int {
	t.Helper()
	n := -1
	look(t, dir, func(ctx context.Context, w *store.Workspace) bool {
		list, err := w.Replies(ctx, inbox.Queued, inbox.Sending, inbox.Sent, inbox.Failed, inbox.Unknown)
		n = len(list)
		return err == nil
	})
	return n
}

// mine counts the conversations of the person at the keyboard.
func mine(t *testing.T, dir string) int {
	t.Helper()
	n := -1
	look(t, dir, func(ctx context.Context, w *store.Workspace) bool {
		me, err := w.Setting(ctx, store.SettingMember)
		if err != nil {
			return false
		}
		counts, err := w.Counts(ctx)
		n = counts[inbox.CountMember(team.MemberID(me))]
		return err == nil
	})
	return n
}
