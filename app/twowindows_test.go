package app

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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
func (o *office) sit(program, handle string, who team.MemberID) *pane {
	o.t.Helper()
	p := &pane{who: who, strand: newStrand(o.t, o.address)}
	o.cable = &cable{address: p.strand.address} // the invitation leads through this one
	d := o.join(handle)
	workspace, config := d.options.workspace, d.options.config
	p.copied = filepath.Join(d.teamDir(), "copy")
	o.must(d.shut())
	o.must(writeJSON(filepath.Join(config, preferencesName), settings.Preferences{Toured: true}))
	p.screen = newScreen(o.t, 1280, 800)
	p.run(program, "--workspace", workspace, "--config", config)
	time.Sleep(2 * time.Second)
	p.text("a passphrase of a test")
	p.key("Return")
	time.Sleep(4 * time.Second) // it is unlocked, on purpose slowly
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
	time.Sleep(500 * time.Millisecond)
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

// TestWindow_TwoEndEqualWithTheNetworkCut has two members at two real windows
// of one server work while the network between does what networks do.
func TestWindow_TwoEndEqualWithTheNetworkCut(t *testing.T) {
	program := binary(t)
	vigied := filepath.Join(t.TempDir(), "vigied")
	build := exec.Command("go", "build", "-o", vigied, "../server/vigied")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build vigied: %v\n%s", err, out)
	}
	o := newOffice(t, vigied)
	sam, cleo := o.sit(program, "sami", sami), o.sit(program, "cleo", chief)
	sam.picture("two-windows-1-sami")

	sam.strand.turn(weather{hole: true})
	sam.until("Sami took one", func() bool {
		sam.key("j", "t")
		return sam.mine() > 0
	})
	time.Sleep(time.Second)
	sam.writes("Ecrit dans le noir")
	sam.picture("two-windows-2-in-the-hole")

	cleo.strand.turn(weather{delay: 300 * time.Millisecond, cut: 2500})
	cleo.key("j")
	time.Sleep(time.Second)
	cleo.writes("Ecrit par morceaux")
	cleo.until("her connections were reset", func() bool {
		cleo.key("F5")
		return cleo.strand.resets() > 0
	})
	if strings.Contains(fmt.Sprint(rowsIn(t, o.dir)), "Ecrit dans le noir") {
		t.Error("what Sami wrote came through the hole")
	}
	sam.strand.turn(weather{oneWay: true}) // his note may arrive, and he does not hear that it did
	sam.writes("Ecrit a moitie")
	time.Sleep(3 * time.Second)
	sam.strand.turn(weather{cut: 4000})
	time.Sleep(2 * time.Second)
	cleo.strand.turn(weather{})
	sam.strand.turn(weather{})

	notes := []string{"Ecrit dans le noir", "Ecrit par morceaux", "Ecrit a moitie"}
	sam.until("both windows have what the server has", func() bool {
		sam.key("F5")
		cleo.key("F5")
		server := rowsIn(t, o.dir)
		text := fmt.Sprint(server)
		arrived := !slices.ContainsFunc(notes, func(n string) bool { return !strings.Contains(text, n) })
		return arrived && maps.Equal(server, rowsIn(t, sam.copied)) && maps.Equal(server, rowsIn(t, cleo.copied))
	})
	for _, n := range notes {
		times := 0
		for key, row := range rowsIn(t, o.dir) {
			if strings.HasPrefix(key, "note ") && strings.Contains(row, n) {
				times++
			}
		}
		if times != 1 {
			t.Errorf("%q is noted on the server %d times", n, times)
		}
	}
	time.Sleep(time.Second)
	sam.picture("two-windows-3-sami")
	cleo.picture("two-windows-3-cleo")
	sam.quit()
	cleo.quit()
}
