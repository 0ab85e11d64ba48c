package letter

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared finds a folder of the shared corpora beside the repository.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "shared", "data", name)
		if _, err := os.Stat(found); err == nil {
			return found
		}
	}
	t.Skipf("shared/data/%s is not beside the repository", name)
	return ""
}

// mails gives the files below a shared folder that hold one mail each.
func mails(t testing.TB, name string) map[string][]byte {
	t.Helper()
	root := shared(t, name)
	found := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		base := filepath.Base(path)
		switch {
		case strings.HasPrefix(base, "README"), strings.HasPrefix(base, "LICENSE"), base == "NOTICE":
			return nil
		}
		raw, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		found[filepath.ToSlash(rel)] = raw
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestParse_ReadsEveryMailOfTheCorpora(t *testing.T) {
	// silent counts the mails whose parts are all empty: there is nothing in
	// them to be shown.
	for _, corpus := range []struct {
		name          string
		least, silent int
	}{
		{"mime-enmime", 111, 7}, {"mime-postal", 5, 0}, {"mime-python", 46, 6}, {"bounces-dev", 660, 2}, {"spamassassin-dev", 284, 0},
	} {
		t.Run(corpus.name, func(t *testing.T) {
			found := mails(t, corpus.name)
			if len(found) < corpus.least {
				t.Errorf("read %d mails, want at least %d", len(found), corpus.least)
			}
			silent := 0
			for name, raw := range found {
				before := bytes.Clone(raw)
				l, err := Parse(raw)
				if !bytes.Equal(raw, before) {
					t.Errorf("%s: reading changed the mail", name)
				}
				if err != nil && len(raw) > 0 {
					t.Errorf("%s: %v", name, err)
				}
				if strings.TrimSpace(l.Text) == "" && l.Quoted+l.Signature != "" {
					t.Errorf("%s: everything is folded away", name)
				}
				if l.Text == "" && len(l.Attachments) == 0 {
					silent++
				}
				checkPlaces(t, name, l)
				checkAttachments(t, name, raw, l)
			}
			if silent > corpus.silent {
				t.Errorf("%d mails show nothing, want at most %d", silent, corpus.silent)
			}
		})
	}
}

// checkPlaces asserts that every link lies where it says.
func checkPlaces(t *testing.T, name string, l Letter) {
	t.Helper()
	for _, passage := range []struct {
		text  string
		links []Link
	}{{l.Text, l.Links}, {l.Quoted, l.QuotedLinks}, {l.Signature, l.SignatureLinks}} {
		for _, link := range passage.links {
			if link.Start < 0 || link.End > len(passage.text) || link.Start > link.End || link.Target == "" {
				t.Fatalf("%s: link %+v in a text of %d bytes", name, link, len(passage.text))
			}
			if got := oneLine(strings.ReplaceAll(passage.text[link.Start:link.End], "\n> ", " ")); !strings.Contains(link.Text, firstWordOf(got)) {
				t.Fatalf("%s: link %q lies on %q", name, link.Text, got)
			}
		}
	}
}

func firstWordOf(s string) string {
	s, _, _ = strings.Cut(s, " ")
	return s
}

// checkAttachments asserts that what is listed can be opened, with its size.
func checkAttachments(t *testing.T, name string, raw []byte, l Letter) {
	t.Helper()
	for _, a := range l.Attachments {
		content, again, err := ContentOf(raw, a.Index)
		if err != nil || again.Name != a.Name {
			t.Errorf("%s: attachment %+v: %+v, %v", name, a, again, err)
		}
		if a.Name == "" || strings.ContainsAny(a.Name, "/\\\x00\n") || len(a.Name) > 140 {
			t.Errorf("%s: attachment named %q", name, a.Name)
		}
		if off := len(content) - a.Size; off > 64+len(content)/20 || off < -64-len(content)/20 {
			t.Errorf("%s: attachment %s holds %d bytes, said %d", name, a.Name, len(content), a.Size)
		}
	}
}

func TestClass_RecognisesBounces(t *testing.T) {
	found := mails(t, "bounces-dev")
	real, recognised, named, traced := 0, 0, 0, 0
	for name, raw := range found {
		dir, file := filepath.Split(name)
		// arf are complaints, rfc3834 absence notes, SNS events no mails of servers.
		if dir != "bsd/" && dir != "dos/" && dir != "mac/" || strings.HasPrefix(file, "arf") || strings.HasPrefix(file, "rfc3834") {
			continue
		}
		real++
		l, _ := Parse(raw)
		if l.Class != Bounce {
			t.Logf("missed: %s %q", name, l.Subject)
			continue
		}
		recognised++
		if len(l.Bounce.Recipients) > 0 && l.Bounce.Recipients[0].Address != "" {
			named++
		}
		if l.Bounce.OriginalID != "" {
			traced++
		}
	}
	t.Logf("%d of %d bounces recognised; recipient named in %d, original traced in %d", recognised, real, named, traced)
	if recognised*1000 < real*985 {
		t.Errorf("recall %d of %d is under 98.5 %%", recognised, real)
	}
	if named*100 < recognised*97 || traced*100 < recognised*88 {
		t.Errorf("recipients %d, originals %d of %d", named, traced, recognised)
	}
}

func TestClass_NeverTakesPeopleForBounces(t *testing.T) {
	ham := 0
	for name, raw := range mails(t, "spamassassin-dev") {
		l, _ := Parse(raw)
		if l.Class == Bounce || l.Class == Complaint {
			t.Errorf("%s: %s %q", name, l.Class, l.Subject)
		}
		if strings.HasPrefix(name, "easy-ham") {
			ham++
			if l.Class == Newsletter && !strings.HasSuffix(name, "01771.dafcc5e0c21e3748ff6169c2c9fa0e63.txt") {
				t.Errorf("%s: a person's mail %q is a newsletter", name, l.Subject)
			}
		}
	}
	if ham < 150 {
		t.Errorf("looked at %d mails of people", ham)
	}
}

func TestClass_RecognisesComplaints(t *testing.T) {
	missed := 0
	for name, raw := range mails(t, "bounces-dev") {
		if !strings.Contains(name, "/arf-") {
			continue
		}
		if l, _ := Parse(raw); l.Class != Complaint || l.Abuse == nil {
			missed++
			t.Logf("missed: %s %q", name, l.Subject)
		}
	}
	if missed > 1 { // arf-26 asks to unsubscribe and carries no report
		t.Errorf("%d complaints missed", missed)
	}
}
