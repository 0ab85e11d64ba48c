package store

import (
	"fmt"
	"reflect"
	"testing"
)

func TestMerged_WritesManyRowsInAStatement(t *testing.T) {
	const message = `INSERT INTO message (num, id) VALUES ($1, $2)`
	const text = `INSERT INTO message_text (num, text) VALUES ($1, $2)
		ON CONFLICT (num) DO UPDATE SET text = excluded.text`
	const five = `INSERT INTO message (num, id) VALUES ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10)`
	in := func(n int) (out []statement) {
		for i := range n {
			out = append(out, statement{text, []any{i, "t"}}, statement{message, []any{i, fmt.Sprint(i)}})
		}
		return out
	}
	t.Run("what is referred to first", func(t *testing.T) {
		got := merged(in(5))
		if len(got) != 2 || got[0].text != five || len(got[1].args) != 10 {
			t.Fatalf("%+v", got)
		}
		if want := []any{0, "0", 1, "1", 2, "2", 3, "3", 4, "4"}; !reflect.DeepEqual(got[0].args, want) {
			t.Errorf("the values are %v", got[0].args)
		}
	})
	t.Run("never across another statement", func(t *testing.T) {
		del := statement{`DELETE FROM message WHERE num = $1`, []any{1}}
		line := append(append(in(1), del), in(1)...)
		if got := merged(line); len(got) != 5 || !reflect.DeepEqual(got[2], del) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a row is changed once in a statement", func(t *testing.T) {
		line := []statement{{text, []any{1, "a"}}, {text, []any{1, "b"}}}
		if got := merged(line); !reflect.DeepEqual(got, line) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("no more values than a statement takes", func(t *testing.T) {
		rows := 0
		for _, s := range merged(in(731)) {
			if len(s.args) > 200 {
				t.Errorf("%d values", len(s.args))
			}
			rows += len(s.args) / 2
		}
		if rows != 2*731 {
			t.Errorf("%d rows", rows)
		}
	})
	t.Run("others stay as they are", func(t *testing.T) {
		line := []statement{
			{`INSERT INTO event (id) VALUES ($1)`, []any{1}}, // not of the intake
			{`INSERT INTO message (num, id) VALUES ($1, 0)`, []any{1}},
			{`INSERT INTO message (num, id) VALUES ($1, $2), ($3, $4)`, []any{1, 2, 3, 4}},
			{`INSERT INTO message (num, id) VALUES ($2, $1)`, []any{1, 2}},
			{`INSERT INTO message (num, id) VALUES ($1, $2) RETURNING num`, []any{1, 2}},
			{`INSERT INTO message (num, id) SELECT 1, 2`, nil},
		}
		if got := merged(line); !reflect.DeepEqual(got, line) {
			t.Errorf("%+v", got)
		}
	})
}
