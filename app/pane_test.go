package app

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui/settings"
)

// pane is a member's computer: its real window, its copy, its network.
type pane struct {
	*screen
	who    team.MemberID
	strand *strand
	copied string // directory of the copy
}

// sit puts a member before a real window of the team.
func (o *office) sit(program, handle string, who team.MemberID, height int) *pane {
	o.t.Helper()
	p := &pane{who: who, strand: newStrand(o.t, o.address)}
	o.cable = &cable{address: p.strand.address} // the invitation leads through this one
	d := o.join(handle)
	workspace, config := d.options.workspace, d.options.config
	p.copied = filepath.Join(d.teamDir(), "copy")
	o.must(d.shut())
	o.must(writeJSON(filepath.Join(config, preferencesName), settings.Preferences{Toured: true}))
	p.screen = newScreen(o.t, 1280, height)
	o.t.Cleanup(func() {
		if o.t.Failed() {
			p.picture("failed-" + handle)
		}
	})
	p.run(program, "--workspace", workspace, "--config", config)
	p.still()
	p.text("a passphrase of a test")
	p.key("Return")
	p.until(handle+"'s computer is unlocked and talks to the server", p.strand.busy)
	p.still()
	return p
}

// mine reads how many conversations the copy shows as the member's own.
func (p *pane) mine() int {
	n := 0
	look(p.t, p.copied, func(ctx context.Context, w *store.Workspace) bool {
		rows, err := w.Rows(ctx, inbox.View{}, inbox.Place{}, 50)
		for _, r := range rows {
			if r.Assignee == p.who {
				n++
			}
		}
		return err == nil
	})
	return n
}

// writes has the member note something by keys, until the copy has it.
func (p *pane) writes(note string) {
	p.t.Helper()
	p.key("n")
	p.still()
	p.text(note)
	p.key("ctrl+Return")
	p.until("the copy has "+note, func() bool { return strings.Contains(fmt.Sprint(rowsIn(p.t, p.copied)), note) })
}

// rowsIn is all that a workspace holds and everybody gets, but for what says
// only when something was tried last.
func rowsIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	var all map[string]string
	look(t, dir, func(ctx context.Context, w *store.Workspace) (ok bool) {
		var err error
		all, err = w.Everything(ctx)
		return err == nil
	})
	maps.DeleteFunc(all, func(k, _ string) bool {
		return strings.HasPrefix(k, "account_health ") || strings.HasPrefix(k, "saved_view ")
	})
	return all
}

// buildServer makes the headless program and says where it is.
func buildServer(t *testing.T) string {
	t.Helper()
	vigied := filepath.Join(t.TempDir(), "vigied")
	build := exec.Command("go", "build", "-o", vigied, "../server/vigied")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build vigied: %v\n%s", err, out)
	}
	return vigied
}
