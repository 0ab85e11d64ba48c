package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel/porttest"
	"vigie/store"
	"vigie/store/wire"
)

func TestMove_AServedWorkspaceGoesToPostgreSQLAndItsDesktopsNoticeNothing(t *testing.T) {
	url := stand.URL(t)
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	s := p.serve()
	chief := enter(t, s.invitation(), s.addr)
	var before, after wire.Hello
	chief.ask("GET", "/v1/hello", nil, &before)
	if o := p.try("--json", "move", "--database", url); o.code != workspace || !strings.Contains(o.errs, "fault.workspace-in-use") {
		t.Errorf("while it is served: %+v", o)
	}
	s.stop()
	if o := p.try("--json", "move"); o.code != invalid || !strings.Contains(o.errs, "fault.move-where") {
		t.Errorf("to nowhere: %+v", o)
	}
	kept := p.run("--json", "list") + p.run("--json", "show", p.objects("list")[0]["id"].(string))
	same := func(where string) {
		t.Helper()
		if now := p.run("--json", "list") + p.run("--json", "show", p.objects("list")[0]["id"].(string)); now != kept {
			t.Errorf("%s it says\n%s\nand not\n%s", where, now, kept)
		}
	}
	there := p.object("move", "--database", url)
	if n, _ := there["rows"].(float64); n < 20 || there["changed_texts"] != 0.0 || len(there["checksum"].(string)) != 64 {
		t.Errorf("moved %+v", there)
	}
	if o := p.try("--json", "list"); o.code != refused || !strings.Contains(o.errs, "fault.workspace-moved") {
		t.Errorf("the file of before: %+v", o)
	}

	p.env = append(p.env, "VIGIE_DATABASE="+url)
	p.mustBeSound()
	same("on the server")
	if found := p.objects("search", "commande"); len(found) == 0 {
		t.Error("nothing is found on the server")
	}
	s = p.serve()
	beside := chief.on(s.addr)
	if status := beside.ask("GET", "/v1/devices", nil, nil); status != 200 {
		t.Errorf("the computer’s token: %d", status)
	}
	beside.ask("GET", "/v1/hello", nil, &after)
	if before.Workspace != after.Workspace || before.Epoch != after.Epoch {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if o := p.try("--json", "move", "--back"); o.code != workspace && o.code != refused {
		t.Errorf("back while it is served: %+v", o)
	}
	s.stop()
	p.run("move", "--back")
	if o := p.try("--json", "serve", "--listen", porttest.Address(t)); o.code != refused || !strings.Contains(o.errs, "fault.workspace-moved") {
		t.Errorf("a server on the database of before: %+v", o)
	}
	p.env = p.env[:len(p.env)-1]
	p.mustBeSound()
	same("in the file again")
}

func TestBackup_OfOneDatabaseIsRestoredIntoTheOther(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	dir := t.TempDir()
	secret, public := newIdentity(t)
	key := p.file("key", secret)
	p.run("backup", filepath.Join(dir, "file.age"), "--recipient", public)

	server := newPlace(t)
	server.env = append(server.env, "VIGIE_DATABASE="+stand.URL(t))
	server.run("restore", filepath.Join(dir, "file.age"), "--identity", key)
	if left, err := filepath.Glob(filepath.Join(server.dir, "vigie.db*")); err != nil || len(left) > 0 {
		t.Errorf("the database stays in a file too: %v, %v", left, err)
	}
	server.mustBeSound()
	s := server.serve()
	server.run("backup", filepath.Join(dir, "server.age"), "--recipient", public) // while it runs
	server.run("member", "add", "Too Late")
	s.stop()

	home := newPlace(t)
	home.run("restore", filepath.Join(dir, "server.age"), "--identity", key)
	home.mustBeSound()
	if found := home.objects("list"); len(found) != 1 {
		t.Errorf("restored %v", found)
	}
	again := newPlace(t)
	again.env = append(again.env, "VIGIE_DATABASE="+stand.URL(t))
	again.run("restore", filepath.Join(dir, "server.age"), "--identity", key)
	again.mustBeSound()
	other := newPlace(t)
	other.env = append(other.env, server.env[len(server.env)-1])
	if o := other.try("--json", "restore", filepath.Join(dir, "server.age"), "--identity", key); o.code != refused || !strings.Contains(o.errs, "fault.move-not-empty") {
		t.Errorf("over another workspace: %+v", o)
	}
	if _, err := os.Stat(other.dir); !os.IsNotExist(err) {
		t.Errorf("it left something: %v", err)
	}
}

func TestRestore_ForgetsWhoWasErasedAfterTheBackup(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail))
	dir := t.TempDir()
	secret, public := newIdentity(t)
	key, list := p.file("key", secret), filepath.Join(dir, "erasures.json")
	p.run("backup", filepath.Join(dir, "b.age"), "--recipient", public)
	p.eraseEverybody()
	p.run("erasures", "--out", list)

	other := newPlace(t)
	if o := other.try("--json", "restore", filepath.Join(dir, "b.age"), "--identity", key, "--erasures", key); o.code != invalid || !strings.Contains(o.errs, "fault.erasures-unreadable") {
		t.Errorf("no list: %+v", o)
	}
	other.run("restore", filepath.Join(dir, "b.age"), "--identity", key, "--erasures", list)
	if found := other.objects("search", "commande"); len(found) != 0 {
		t.Errorf("still found: %v", found)
	}
	other.mustBeSound()
	plain := newPlace(t)
	plain.run("restore", filepath.Join(dir, "b.age"), "--identity", key)
	if found := plain.objects("list"); len(found) != 1 {
		t.Errorf("without the list: %v", found)
	}
}

// eraseEverybody forgets every contact, as their coordinator would in a window.
func (p *place) eraseEverybody() {
	p.t.Helper()
	ctx := context.Background()
	w, err := store.Open(ctx, p.dir, store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer w.Close()
	list, err := w.Contacts(ctx, inbox.ContactView{}, inbox.ContactPlace{}, 100)
	if err != nil || len(list) == 0 {
		p.t.Fatalf("contacts %v, %v", list, err)
	}
	for _, c := range list {
		if err := w.Erase(ctx, c.ID, ""); err != nil {
			p.t.Fatal(err)
		}
	}
}
