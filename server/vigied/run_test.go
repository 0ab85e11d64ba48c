package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// stormy makes a workspace in which a run was led, and gives the run.
func stormy(t *testing.T, dir string) crisis.RunID {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := store.Open(ctx, dir, store.Options{Now: time.Now, Random: rand.Reader})
	must(err)
	defer func() { must(w.Close()) }()
	lou := team.Member{ID: "01HZZZZZZZZZZZZZZZZZZZZZL0", Name: "=Lou", Handle: "lou", Profile: team.Coordinator}
	must(w.PutMember(ctx, lou, ""))
	text, err := os.ReadFile(filepath.Join("..", "..", "crisis", "testdata", "storm.en.yaml"))
	must(err)
	hash, err := w.PutPlaybook(ctx, string(text), lou.ID)
	must(err)
	must(w.PublishPlaybook(ctx, hash, lou.ID))
	roles := map[string]crisis.Binding{}
	for _, r := range []string{"lead", "cm", "quality", "head", "legal"} {
		roles[r] = crisis.Binding{Holder: lou.ID}
	}
	id, err := w.StartRun(ctx, crisis.Start{
		Book: crisis.Pin{ID: "storm", Version: "1.0.0", Hash: hash, Title: "A storm"}, Roles: roles, Vars: map[string]string{"product": "Cream"},
	}, lou.ID)
	must(err)
	for i, o := range []crisis.Order{
		{Step: "hold", Act: crisis.Complete{}}, {Act: crisis.Note{Text: "<b>seen</b>"}}, {Act: crisis.StandDown{Reason: "a joke"}},
	} {
		o.Run, o.Base = id, int64(i+1)
		must(w.ActInRun(ctx, o, lou.ID))
	}
	return id
}

func TestAudit_FindsTheFirstBrokenLinkWithoutAWorkspace(t *testing.T) {
	p := newPlace(t)
	id := stormy(t, p.dir)
	file := filepath.Join(t.TempDir(), "run.jsonl")
	p.run("run", "export", string(id), "--out", file)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	alone := newPlace(t) // it has no workspace
	if out := alone.run("audit", "verify", file); !strings.Contains(out, "5 events") {
		t.Errorf("a whole log: %s", out)
	}
	lines := strings.SplitAfter(string(raw), "\n")
	for name, harm := range map[string]struct {
		text string
		line string
	}{
		"changed":  {strings.Replace(string(raw), "a joke", "a duke", 1), "line 6"},
		"left out": {strings.Join(append(append([]string{}, lines[:3]...), lines[4:]...), ""), "line 4"},
		"cut off":  {strings.Join(lines[:5], ""), "line 6"},
	} {
		bad := filepath.Join(t.TempDir(), "bad.jsonl")
		if err := os.WriteFile(bad, []byte(harm.text), 0o600); err != nil {
			t.Fatal(err)
		}
		out := alone.try("audit", "verify", bad)
		if out.code == 0 || !strings.Contains(out.errs, harm.line) {
			t.Errorf("%s: code %d, %s", name, out.code, out.errs)
		}
	}
}

func TestRun_IsListedShownAndExported(t *testing.T) {
	p := newPlace(t)
	id := string(stormy(t, p.dir))
	if out := p.run("run", "list"); !strings.Contains(out, id) || !strings.Contains(out, "stood_down") {
		t.Errorf("list: %s", out)
	}
	if out := p.run("run", "show", id); !strings.Contains(out, "Pause what is scheduled") || !strings.Contains(out, "a joke") {
		t.Errorf("show: %s", out)
	}
	if out := p.run("run", "show", id, "--json"); !strings.Contains(out, `"to_freeze"`) {
		t.Errorf("show as JSON: %s", out)
	}
	if out := p.run("run", "export", id, "--as", "html"); strings.Contains(out, "<b>seen") || !strings.Contains(out, "&lt;b&gt;seen") {
		t.Errorf("a note is not made inert on the page: %s", out)
	}
	if out := p.run("run", "export", id, "--as", "csv"); !strings.Contains(out, ",'=Lou,") {
		t.Errorf("a name is a formula: %s", out)
	}
	if out := p.run("run", "export", id, "--as", "pdf"); !strings.HasPrefix(out, "%PDF-") || !strings.HasSuffix(strings.TrimSpace(out), "%%EOF") {
		t.Errorf("a PDF of %d bytes begins with %.20q", len(out), out)
	}
	if out := p.try("run", "show", "none"); out.code == 0 {
		t.Error("a run that is not there was shown")
	}
}

func TestInto_SaysWhatWentWrong(t *testing.T) {
	for name, c := range map[string]struct {
		write func(io.Writer) error
		key   string
	}{
		"the file":  {func(to io.Writer) error { return to.(*os.File).Close() }, "fault.out-unwritable"},
		"the bytes": {func(io.Writer) error { return fault.New(fault.Corrupt, "fault.log-broken") }, "fault.log-broken"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			if got := fault.Of((&job{}).into(out, c.write)); got == nil || got.Key != c.key {
				t.Errorf("%v", got)
			}
			if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("half a file is there, %v", err)
			}
		})
	}
}
