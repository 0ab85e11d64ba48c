package main

import "testing"

func TestWatch_IsTestedSavedAndListed(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("posts.jsonl", fourPosts))
	trial := p.object("watch", "test", "panne OR (chez moi)")
	if trial["hits"] != 2.0 || trial["whole"] != true {
		t.Errorf("the trial says %v", trial)
	}
	if list := p.objects("watch", "list"); len(list) != 0 {
		t.Errorf("a test saved %v", list)
	}
	p.run("watch", "add", "Pannes", "panne", "--inbox")
	list := p.objects("watch", "list")
	if len(list) != 1 || list[0]["name"] != "Pannes" || list[0]["total"] != 1.0 || list[0]["into"] != "inbox" || list[0]["filling"] != false {
		t.Errorf("the list says %v", list)
	}
	if o := p.try("watch", "add", "Pannes", "autre"); o.code == 0 {
		t.Error("two watches have one name")
	}
	if o := p.try("watch", "test", "(panne"); o.code == 0 || o.errs == "" {
		t.Errorf("a wrong query: %+v", o)
	}
	p.mustBeSound()
}
