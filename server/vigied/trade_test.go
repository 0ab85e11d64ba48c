package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A handover is lived from the shell: proposed, declined, proposed, accepted.
func TestAct_LivesAHandoverWithoutAWindow(t *testing.T) {
	p := newPlace(t)
	p.run("department", "add", "Social", "--reason", "After-sales question")
	p.run("department", "add", "After-sales")
	p.run("member", "add", "Nadia Roy", "--handle", "nadia", "--profile", "senior", "--department", "Social")
	p.run("member", "add", "Tom Petit", "--handle", "tom", "--profile", "senior", "--department", "After-sales")
	p.run("import", p.file("a.eml", aMail))
	rows := p.objects("list", "--view", "unassigned")
	if len(rows) != 1 {
		t.Fatalf("rows %v", rows)
	}
	id := rows[0]["id"].(string)
	act := func(who, name, args string) map[string]any {
		return p.object("act", name, "--conversation", id, "--as", who, "--args", args)
	}
	act("@nadia", "conversation.claim", "{}")
	if mine := p.objects("list", "--view", "mine", "--as", "nadia"); len(mine) != 1 {
		t.Fatalf("mine %v", mine)
	}
	social, after := p.objects("department", "list")[0]["id"].(string), p.objects("department", "list")[1]["id"].(string)
	act("nadia", "conversation.route", `{"to":"`+social+`"}`)
	due := time.Now().Add(2 * time.Hour).UTC().Format(time.RFC3339)
	propose := `{"to":"` + after + `","asked":"answer","reason":"After-sales question","due_at":"` + due + `","comes_back":true}`
	first := act("nadia", "handover.propose", propose)["id"].(string)
	if handed := p.objects("list", "--view", "handed:After-sales"); len(handed) != 1 {
		t.Errorf("handed %v", handed)
	}
	act("tom", "handover.decline", `{"handover":"`+first+`","reason":"Not ours"}`)
	second := act("nadia", "handover.propose", propose)["id"].(string)
	act("Tom Petit", "handover.accept", `{"handover":"`+second+`"}`)
	shown := p.object("show", id)
	if at(shown, "conversation", "department") != after {
		t.Errorf("the ball did not move: %v", at(shown, "conversation"))
	}
	if legs := shown["handovers"].([]any); len(legs) != 2 || at(legs[0], "state") != "declined" || at(legs[1], "state") != "accepted" {
		t.Errorf("legs %v", legs)
	}
	act("tom", "note.add", `{"text":"@nadia on it"}`)
	if notes := p.object("show", id)["notes"].([]any); len(notes) != 1 {
		t.Errorf("notes %v", notes)
	}
	p.mustBeSound()
}

func TestAct_RunsOnceWhenTheSameIdComesTwice(t *testing.T) {
	p := newPlace(t)
	p.run("member", "add", "Nadia Roy", "--handle", "nadia", "--profile", "senior")
	p.run("import", p.file("a.eml", aMail))
	id := p.objects("list")[0]["id"].(string)
	for range 2 {
		p.run("act", "note.add", "--conversation", id, "--as", "nadia", "--args", `{"text":"once"}`, "--id", "01JTESTTESTTESTTESTTESTTES")
	}
	if notes := p.object("show", id)["notes"].([]any); len(notes) != 1 {
		t.Errorf("notes %v", notes)
	}
}

func TestErrors_HaveACodeAKeyAndWordsInBothLanguages(t *testing.T) {
	p := newPlace(t)
	p.run("member", "add", "Nadia Roy", "--handle", "nadia", "--profile", "trainee")
	p.run("import", p.file("a.eml", aMail))
	id := p.objects("list")[0]["id"].(string)
	for _, c := range []struct {
		args []string
		code int
		key  string
	}{
		{[]string{"nonsense"}, usage, "fault.usage"},
		{[]string{"list", "--view", "nowhere"}, invalid, "fault.view-unknown"},
		{[]string{"show", "nothing"}, notFound, "fault.conversation-gone"},
		{[]string{"act", "conversation.claim", "--conversation", id, "--as", "nobody"}, notFound, "fault.member-gone"},
		{[]string{"act", "conversation.eat", "--conversation", id, "--as", "nadia"}, invalid, "fault.act-unreadable"},
		{[]string{"act", "note.add", "--conversation", id, "--as", "nadia", "--args", `{"text":""}`}, invalid, "fault.text-empty"},
		{[]string{"account", "add", "X", "--address", "x@y.test"}, invalid, "fault.field-missing"},
		{[]string{"account", "add", "X", "--address", "x@y.test", "--set", "imap_host=h,smtp_host=h", "--secret", "password=plain"}, invalid, "fault.field-unknown"},
		{[]string{"account", "add", "X", "--address", "x@y.test", "--channel", "pigeon"}, refused, "fault.channel-unknown"},
		{[]string{"account", "test", "X"}, notFound, "fault.account-gone"},
		{[]string{"member", "add", "Other", "--handle", "nadia"}, refused, "fault.handle-taken"},
	} {
		english, french := p.try(append([]string{"--json"}, c.args...)...), p.try(append([]string{"--json", "--lang", "fr"}, c.args...)...)
		if english.code != c.code || english.out != "" {
			t.Errorf("%v: exit %d, want %d: %s%s", c.args, english.code, c.code, english.errs, english.out)
			continue
		}
		e, f := jsonLines(t, english.errs)[0]["error"], jsonLines(t, french.errs)[0]["error"]
		if c.key != "" && at(e, "key") != c.key && c.key != "fault.field-unknown" {
			t.Errorf("%v: key %v, want %s", c.args, at(e, "key"), c.key)
		}
		if at(e, "message") == at(f, "message") || strings.HasPrefix(at(f, "message").(string), "fault.") || at(e, "kind") == "" {
			t.Errorf("%v: %v and %v", c.args, e, f)
		}
	}
}

func TestWorkspace_BelongsToOneProgramAtATimeButAllMayLook(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	stop := p.background("collect", "--follow")
	// Asking for the workspace before it has it would refuse the first one.
	eventually(t, "the first program has opened it", func() bool {
		_, err := os.Stat(p.dir + "/vigie.db-wal")
		return err == nil
	})
	if o := p.try("--json", "member", "add", "Zoe"); o.code != workspace || !strings.Contains(o.errs, "fault.workspace-in-use") {
		t.Errorf("%+v", o)
	}
	if rows := p.objects("list"); len(rows) != 1 {
		t.Errorf("looking on: %v", rows)
	}
	stop()
	p.run("member", "add", "Zoe")
}

func TestWorkspace_SaysWhenItsFileIsDamaged(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	path := p.dir + "/vigie.db"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range min(len(raw), 8192) {
		raw[i] ^= 0x5a
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := p.try("--json", "list"); o.code != workspace || !strings.Contains(o.errs, "fault.workspace-corrupt") {
		t.Errorf("%+v", o)
	}
	if after, _ := os.ReadFile(path); string(after) != string(raw) {
		t.Error("looking changed the damaged file")
	}
}

// A full disk and one that cannot be written are met on a real file system.
func TestWorkspace_StandsAFullAndAReadOnlyDisk(t *testing.T) {
	p := newPlace(t)
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	p.dir = filepath.Join(disk, "w")
	posts := p.file("posts.jsonl", manyPosts(20000))
	o := p.try("--json", "import", posts)
	if o.code != workspace || !strings.Contains(o.errs, "fault.disk-full") {
		t.Fatalf("%+v", o)
	}
	imported := at(jsonLines(t, o.out)[0], "imported").(float64)
	if report := p.mustBeSound(); report["messages"] != imported || imported == 0 {
		t.Errorf("%v were said to be imported, %v are there", imported, report["messages"])
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if rows := p.objects("list", "--limit", "3"); len(rows) != 3 {
		t.Errorf("looking at a read-only disk: %v", rows)
	}
	if o := p.try("--json", "member", "add", "Zoe"); o.code != workspace || !strings.Contains(o.errs, "fault.workspace-read-only") {
		t.Errorf("%+v", o)
	}
}

func TestHelp_SpeaksBothLanguages(t *testing.T) {
	p := newPlace(t)
	english, french := p.try("--help"), p.try("--help", "--lang=fr")
	if english.code != 0 || french.code != 0 || !strings.Contains(english.out, "Usage:") || !strings.Contains(french.out, "Usage\u00a0:") || strings.Contains(french.out, "Flags:") {
		t.Errorf("%s\n%s", english.out, french.out)
	}
	if strings.Contains(english.out+french.out, "cli.help") || strings.Contains(english.out, "${") {
		t.Error("a text is missing in the help")
	}
	if o := p.try("version"); o.code != 0 || !strings.HasPrefix(o.out, "vigied ") {
		t.Errorf("%+v", o)
	}
}

func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for !cond() {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
