package app

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigie/assets/locale"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/sample"
	"vigie/store"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// setupDesk is the desk as the first run sees it.
type setupDesk struct{ *desk }

// Offered says which ways to begin exist.
func (d setupDesk) Offered(setup.Way) vm.Verdict { return vm.Can() }

// Where is the directory of a new workspace.
func (d setupDesk) Where() string { return d.options.workspace }

// OpenSample opens the sample: the one that was begun before, or a new one in
// the language of the window. It lies beside the person's own workspace and
// never touches a network.
func (d setupDesk) OpenSample(ctx context.Context) error {
	dir := filepath.Join(filepath.Dir(d.options.workspace), sampleName)
	if err := d.turnTo(dir); err != nil {
		return err
	}
	if sample.IsSample(dir) && isHouse(dir) {
		err := d.reopen(ctx)
		if h, none := d.at(); err == nil && none == nil && h.whole(ctx) {
			return nil
		}
		d.log.Info("the sample is made anew", "error", err)
		if err := d.shut(); err != nil {
			return err
		}
	}
	if err := d.makeSample(ctx, dir); err != nil {
		return errors.Join(err, d.turnTo(d.options.workspace))
	}
	return d.reopen(ctx)
}

// makeSample makes a new sample in the language of the window.
func (d *desk) makeSample(ctx context.Context, dir string) error {
	return sample.Create(ctx, dir, d.language(), time.Now, nil)
}

// language is the window's: as the person chose it, or the system's.
func (d *desk) language() string {
	if lang := d.prefs.get().Language; lang != "" {
		return lang
	}
	return locale.Match(d.system.language)
}

// whole reports whether the making of a sample came to its end: the brand is
// written last.
func (h *house) whole(ctx context.Context) bool {
	brand, err := h.store.Setting(ctx, store.SettingBrand)
	return err == nil && brand != ""
}

// sampleName is the sample's directory, beside the person's own workspace.
const sampleName = "sample"

// turnTo closes what is open and makes another directory the workspace's.
func (d *desk) turnTo(dir string) error {
	err := d.shut()
	d.goInto(dir)
	return err
}

// StartSolo makes the workspace of one computer. Broken off anywhere, it can
// be run again: the member is written last and makes the workspace whole.
func (d setupDesk) StartSolo(ctx context.Context, s setup.Start) error {
	if err := checkStart(s); err != nil {
		return err
	}
	w, err := d.workspaceFiles(ctx)
	if err != nil {
		return err
	}
	roster, err := w.Roster(ctx)
	if err != nil {
		return err
	}
	departments := make([]team.DepartmentID, len(s.Departments))
	for i, want := range s.Departments {
		dep := knownDepartment(roster, want.Name)
		if dep.ID == "" {
			dep.ID = team.DepartmentID(d.NewID())
		}
		dep.Name, dep.Reasons, dep.Position = strings.TrimSpace(want.Name), want.Reasons, i
		if err := w.PutDepartment(ctx, dep, ""); err != nil {
			return err
		}
		departments[i] = dep.ID
	}
	me := team.Member{ID: team.MemberID(d.NewID()), Name: strings.TrimSpace(s.Name), Profile: s.Profile, Departments: departments[s.Mine : s.Mine+1]}
	me.Handle = handleOf(me.Name, roster)
	for _, m := range roster.Members {
		if m.Name == me.Name {
			me.ID, me.Handle = m.ID, m.Handle
		}
	}
	if err := w.PutSetting(ctx, store.SettingBrand, strings.TrimSpace(s.Brand)); err != nil {
		return err
	}
	if err := w.PutSetting(ctx, store.SettingMember, string(me.ID)); err != nil {
		return err
	}
	if err := w.PutMember(ctx, me, ""); err != nil {
		return err
	}
	return d.reopen(ctx)
}

func checkStart(s setup.Start) error {
	switch {
	case strings.TrimSpace(s.Brand) == "":
		return fault.New(fault.Invalid, "fault.brand-empty")
	case strings.TrimSpace(s.Name) == "":
		return fault.New(fault.Invalid, "fault.name-empty")
	case len(s.Departments) == 0 || s.Mine < 0 || s.Mine >= len(s.Departments):
		return fault.New(fault.Invalid, "fault.no-department")
	default:
		return nil
	}
}

func knownDepartment(r team.Roster, name string) team.Department {
	for _, d := range r.Departments {
		if strings.EqualFold(d.Name, strings.TrimSpace(name)) {
			return d
		}
	}
	return team.Department{}
}

// handleOf makes what follows @ out of a name: lower case, accents kept, words
// joined by dots, a number added when it is taken.
func handleOf(name string, r team.Roster) string {
	var b strings.Builder
	for _, c := range norm.NFC.String(strings.ToLower(strings.TrimSpace(name))) {
		switch {
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "."):
			b.WriteByte('.')
		}
	}
	base := strings.Trim(b.String(), ".")
	if base == "" {
		base = "membre"
	}
	handle := base
	for n := 2; ; n++ {
		if _, taken := r.ByHandle(handle); !taken {
			return handle
		}
		handle = base + strconv.Itoa(n)
	}
}
