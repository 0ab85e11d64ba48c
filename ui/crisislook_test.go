package ui_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/ui/crisisroom"
	"vigie/ui/desktest"
	"vigie/ui/settings"
	"vigie/ui/vm"
)

// longBook is a playbook of many steps, with a long name.
func longBook(t *testing.T, lang string, steps int) crisisroom.Book {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "vigie: 1\nid: long\nversion: 1.0.0\nlang: %s\ntitle: Incident industriel majeur avec évacuation du site, du voisinage et des écoles\nsummary: Sixty steps.\n", lang)
	b.WriteString("severity:\n  - {id: n1, label: Serious, criteria: People are asking}\n  - {id: n2, label: Grave, criteria: People are hurt}\n")
	b.WriteString("roles:\n  lead: {label: Responsable de la cellule de crise, required: true}\nsteps:\n")
	for i := range steps {
		fmt.Fprintf(&b, "  - id: s%d\n    type: task\n    role: lead\n    title: Prévenir le service numéro %d et noter qui a répondu\n", i, i+1)
		if i%5 == 0 {
			fmt.Fprintf(&b, "    due: %dm\n", i+3)
		}
	}
	b.WriteString("  - {id: fin, type: end, role: lead, title: Clore}\n")
	p, findings := playbook.Read([]byte(b.String()))
	if findings.Errors() {
		t.Fatalf("the playbook has errors: %v", findings)
	}
	text := b.String()
	return crisisroom.Book{Hash: playbook.Hash([]byte(text)), ID: p.ID, Version: p.Version, Lang: lang, Title: p.Title, Summary: p.Summary, Text: text, Playbook: p}
}

// titleOf is the playbook of a rumour about a product, in the language in use.
func titleOf(o *opened) string {
	o.t.Helper()
	books, err := o.desk.CrisisBooks(o.t.Context(), o.desk.Prefs.Language)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, b := range books {
		if b.ID == "rumeur-securite-produit" {
			return b.Title
		}
	}
	o.t.Fatal("no playbook is about a product")
	return ""
}

// crisisStates draws what the crisis room shows when little, much or nothing is
// there, and its dialogs.
func crisisStates(t *testing.T, at func(d *desktest.Desk) *opened, suffix string) {
	t.Helper()
	o := at(staffed())
	o.desk.Crises.Shelf = func([]crisisroom.Book) []crisisroom.Book { return nil }
	o.window.GoTo("crisis")
	o.look("crisis-no-books" + suffix)

	d := staffed()
	d.Fail["CrisisRuns"] = errors.New("disk")
	o = at(d)
	o.window.GoTo("crisis")
	o.look("crisis-unread" + suffix)

	o = at(staffed())
	long := longBook(t, o.desk.Prefs.Language, 60)
	o.desk.Crises.Shelf = func(list []crisisroom.Book) []crisisroom.Book { return append([]crisisroom.Book{long}, list...) }
	o.window.GoTo("crisis")
	o.look("crisis-long-names" + suffix)
	o.click(long.Title + " ")
	o.look("crisis-long-book" + suffix)
	o.letter('t')
	o.before("# mine\n")
	o.sched.Advance(time.Second)
	o.look("crisis-editor" + suffix)
	o.click(titleOf(o) + " ")
	o.look("crisis-unsaved" + suffix)
	o.click(long.Title + " ")
	o.letter('b')
	o.confirm()
	o.desk.Crises.Later = 20 * time.Minute
	o.heard()
	o.look("crisis-sixty" + suffix)
	o.letter('f')
	o.fill("Feu de batterie")
	o.look("crisis-freeze" + suffix)
	o.confirm()
	o.heard()
	o.look("crisis-paused" + suffix)
	o.letter('f')
	o.look("crisis-pause-list" + suffix)
	o.key(fyne.KeyEscape)
}

// crisisTexts draws the publishing of an approved text and the answers.
func crisisTexts(o *opened, suffix string) {
	o.desk.List = append(o.desk.List, posting())
	toPublish(o.t, o)
	o.look("crisis-publish" + suffix)
	o.key(fyne.KeyEscape)
	o.desk.Crises.More = 40
	o.heard()
	o.look("crisis-linked" + suffix)
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true})
	o.look("crisis-answer" + suffix)
	o.key(fyne.KeyEscape)
}

func TestLook_CrisisStates(t *testing.T) {
	for _, c := range []struct {
		lang, theme string
		w, h, scale float32
	}{{"fr", "light", 1280, 800, 1}, {"en", "dark", 1280, 800, 1}, {"fr", "dark", 960, 600, 2}, {"en", "light", 1920, 1080, 1}} {
		name := fmt.Sprintf("-%s-%s-%d", c.lang, c.theme, int(c.w))
		t.Run(name, func(t *testing.T) {
			if os.Getenv("VIGIE_LOOK_DIR") == "" {
				t.Skip("the pictures are only drawn for a person: make look")
			}
			at := func(d *desktest.Desk) *opened {
				o := open(t, dressed(d, c.lang, c.theme))
				if w, ok := o.canvas().(test.WindowlessCanvas); ok {
					w.SetScale(c.scale)
				}
				o.size(c.w, c.h)
				return o
			}
			crisisStates(t, at, name)
			if c.lang == "en" {
				o := approvedRun(t, waiting("a", "Anna", inbox.ChannelEmail, time.Hour), waiting("b", "Bruno", inbox.ChannelMastodon, 3*time.Hour))
				o.window.SetMode(settings.ModeOf(c.theme))
				o.size(c.w, c.h)
				crisisTexts(o, name)
			}
		})
	}
}
