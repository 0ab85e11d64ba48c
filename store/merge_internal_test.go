package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestMerged_WritesManyRowsInAStatement(t *testing.T) {
	const message = `INSERT INTO message (num, id) VALUES ($1, $2)`
	const text = `INSERT INTO message_text (num, text) VALUES ($1, $2)
		ON CONFLICT (num) DO UPDATE SET text = excluded.text`
	const many = `INSERT INTO message (num, id) SELECT c0, c1 FROM unnest($1::bigint[], $2::text[]) AS r (c0, c1)`
	in := func(n int) (out []statement) {
		for i := range int64(n) {
			out = append(out, statement{text, []any{i, "t"}}, statement{message, []any{i, fmt.Sprint(i)}})
		}
		return out
	}
	t.Run("what is referred to first", func(t *testing.T) {
		got := merged(in(5))
		if len(got) != 2 || got[0].text != many {
			t.Fatalf("%+v", got)
		}
		if nums, ids := plainOf[int64](got[0].args[0]), plainOf[string](got[0].args[1]); !slices.Equal(nums, []int64{0, 1, 2, 3, 4}) ||
			!slices.Equal(ids, []string{"0", "1", "2", "3", "4"}) {
			t.Errorf("the values are %v and %v", nums, ids)
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
	t.Run("what is null, and in each row", func(t *testing.T) {
		const three = `INSERT INTO identity (contact, followers, url) VALUES ($1, $2, $3)`
		got := merged([]statement{{three, []any{"a", nil, "u"}}, {three, []any{"b", nil, nil}}})
		if want := `INSERT INTO identity (contact, followers, url) SELECT c0, NULL, c2 FROM unnest($1::text[], $2::text[]) AS r (c0, c2)`; len(got) != 1 || got[0].text != want {
			t.Fatalf("%+v", got)
		}
		if urls := got[0].args[1].([]*string); *urls[0] != "u" || urls[1] != nil {
			t.Errorf("the addresses are %v", urls)
		}
	})
	t.Run("values of several types singly", func(t *testing.T) {
		line := []statement{{message, []any{int64(1), "a"}}, {message, []any{int64(2), int64(3)}}}
		if got := merged(line); !reflect.DeepEqual(got, line) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("no more than a server takes at once", func(t *testing.T) {
		long := strings.Repeat("x", mostBytesAtOnce/3)
		var line []statement
		for i := range int64(10) {
			line = append(line, statement{text, []any{i, long}})
		}
		line = append(line, statement{text, []any{int64(10), long + long + long + long}})
		rows := 0
		for _, s := range merged(line) {
			bytes := 0
			switch list := s.args[1].(type) {
			case string:
				rows++
			case []*string:
				for _, v := range list {
					bytes += len(*v)
				}
				rows += len(list)
			}
			if bytes > mostBytesAtOnce {
				t.Errorf("%d bytes", bytes)
			}
		}
		if rows != len(line) {
			t.Errorf("%d rows of %d", rows, len(line))
		}
	})
	t.Run("after a change of other rows by their keys", func(t *testing.T) {
		const conversation = `INSERT INTO conversation (id) VALUES ($1)`
		change := statement{`UPDATE conversation SET status = $2 WHERE id = $1`, []any{"c", "open"}}
		both := in(2)
		line := append(append(slices.Clone(both[:2]), change), both[2:]...)
		if got := merged(line); len(got) != 3 || !reflect.DeepEqual(got[0], change) {
			t.Errorf("%+v", got)
		}
		line = []statement{{conversation, []any{"c"}}, change, {conversation, []any{"d"}}}
		if got := merged(line); !reflect.DeepEqual(got, line) {
			t.Errorf("a conversation is changed before it is there: %+v", got)
		}
	})
	t.Run("others stay as they are", func(t *testing.T) {
		line := []statement{
			{`INSERT INTO device (id) VALUES ($1)`, []any{1}}, // seldom many
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

// plainOf gives the values of a list without null.
func plainOf[T any](list any) []T {
	var out []T
	for _, v := range list.([]*T) {
		out = append(out, *v)
	}
	return out
}
