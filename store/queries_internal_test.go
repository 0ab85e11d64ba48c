package store

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
)

// TestQueries_AreWrittenForOtherEngines writes the queries of the lists that
// are measured, so that bench/csqlite can put the same ones to C SQLite.
func TestQueries_AreWrittenForOtherEngines(t *testing.T) {
	to, dir := os.Getenv("VIGIE_BENCH_QUERIES"), os.Getenv("VIGIE_BENCH_DIR")
	if to == "" || dir == "" {
		t.Skip("VIGIE_BENCH_QUERIES and VIGIE_BENCH_DIR do not say where: scripts/bench csqlite does")
	}
	w, err := Open(t.Context(), filepath.Join(dir, "w200k"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	roster, err := w.Roster(t.Context())
	if err != nil || len(roster.Departments) == 0 {
		t.Fatalf("no department, %v", err)
	}
	active := []inbox.Status{inbox.New, inbox.Open}
	type query struct {
		Name, SQL string
		Args      []any
	}
	var out []query
	err = w.snapshot(t.Context(), func(r reading) error {
		for _, v := range []struct {
			name string
			view inbox.View
		}{
			{"inbox", inbox.View{Statuses: active}}, {"everything", inbox.View{}}, {"a tag", inbox.View{Tag: "vip"}},
			{"a department's queue", inbox.View{Statuses: active, Department: roster.Departments[0].ID, Unassigned: true}},
			{"search, rare word", inbox.View{Search: "rarissime"}}, {"search, 5 % of mails", inbox.View{Search: "douzaine "}},
			{"search, phrase", inbox.View{Search: `"douzaine rarissime"`}}, {"search, prefix", inbox.View{Search: "douz"}},
			{"5 % and status", inbox.View{Search: "douzaine", Statuses: active}}, {"5 %, a tag, without a word", inbox.View{Search: "douzaine -rarissime tag:vip"}},
		} {
			terms, err := inbox.ParseTerms(v.view.Search)
			if err != nil {
				return err
			}
			q, err := w.query(r, v.view, terms)
			if err != nil {
				return err
			}
			text, values := rowsSQL(q, stretches(v.view, inbox.Place{}, q)[0], 50)
			out = append(out, query{v.name, text, values})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, encoded, 0o600); err != nil {
		t.Fatal(err)
	}
}
