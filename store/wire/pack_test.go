package wire_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"vigie/store/wire"
)

func TestChunk_HasItsPacksReadBackAsTheyWere(t *testing.T) {
	for _, c := range []wire.Chunk{
		{Token: "t", Packs: []wire.Pack{
			{Kind: "message", Columns: []string{"id", "text", "at", "past"}, Rows: [][]any{
				{int64(7), "a", "« Où »\n\t\"\\\u2028\x00 ]}[{,", int64(math.MinInt64), nil},
				{int64(8), "", "", int64(math.MaxInt64), json.RawMessage(`[{"revision":1,"body":{"a":"]"}}]`)},
			}},
			{Kind: "note", Columns: []string{"id"}, Rows: [][]any{{int64(0), "b"}}},
		}},
		{Packs: []wire.Pack{{Kind: "note", Columns: []string{"id"}, Rows: [][]any{{int64(1), "x"}}}}, Puts: []wire.Row{{Kind: "note", ID: "y", Row: json.RawMessage(`{"id":"y"}`)}}, Done: true},
	} {
		line, err := wire.AppendChunk(nil, c)
		if err != nil || !json.Valid(line) {
			t.Fatalf("%v: %s", err, line)
		}
		if back, err := wire.ReadChunk(line); err != nil || !reflect.DeepEqual(back, c) {
			t.Errorf("%s\nis read as %+v (%v)", line, back, err)
		}
	}
}

func TestChunk_WithAPackThatIsNoneIsRefused(t *testing.T) {
	for _, line := range []string{
		`{"packs":{}}`, `{"packs":[1]}`, `{"packs":[{"kind":1}]}`, `{"packs":[{"columns":"id"}]}`, `{"packs":[{"rows":{}}]}`,
		`{"packs":[{"rows":[1]}]}`, `{"packs":[{"rows":[[1,]]}]}`, `{"packs":[{"rows":[[1`, `{"packs":[{"rows":[["a\q"]]}]}`, `{"packs":[{"rows":[[tru]]}]}`,
	} {
		if c, err := wire.ReadChunk([]byte(line)); err == nil {
			t.Errorf("%s is read as %+v", line, c)
		}
	}
}
