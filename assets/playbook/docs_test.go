package playbook_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/crisis/playbook"
)

// The pages for authors show one whole playbook each; a reader copies it.
func TestDocs_ShowAPlaybookWithoutFinding(t *testing.T) {
	var skeletons []string
	for _, name := range []string{"playbook.md", "playbook.fr.md"} {
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, found := strings.Cut(string(page), "```yaml\nvigie: 1")
		if !found {
			t.Fatalf("%s shows no playbook", name)
		}
		text, _, _ := strings.Cut(rest, "```")
		p, findings := playbook.Read([]byte("vigie: 1" + text))
		if len(findings) > 0 {
			t.Errorf("%s: %+v", name, findings)
		}
		skeletons = append(skeletons, playbook.Skeleton(p))
		for _, id := range ids() {
			if !strings.Contains(string(page), "`"+id+"`") {
				t.Errorf("%s does not name %s", name, id)
			}
		}
		for _, kind := range playbook.Types() {
			if !strings.Contains(string(page), "| `"+string(kind)+"` |") {
				t.Errorf("%s does not explain %s", name, kind)
			}
		}
	}
	if skeletons[0] != skeletons[1] {
		t.Errorf("the pages show different playbooks: %v", skeletons)
	}
}
