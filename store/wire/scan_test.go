package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie/store/wire"
)

// columns reads a row as Columns gives it.
func columns(row string) (map[string]any, error) {
	out := map[string]any{}
	err := wire.Columns([]byte(row), func(name []byte, v any) error {
		out[string(name)] = v
		return nil
	})
	return out, err
}

func TestColumns_AreReadAsTheyWereWritten(t *testing.T) {
	for name, c := range map[string]struct {
		row  string
		want map[string]any
	}{
		"texts and numbers": {`{"id":"a","at":1773057600113,"n":-4}`, map[string]any{"id": "a", "at": int64(1773057600113), "n": int64(-4)}},
		"lines, quotes and accents": {
			`{"text":"« Où »\n\"là\" \\ \t\u00e9\ud83d\ude00"}`, map[string]any{"text": "« Où »\n\"là\" \\ \té😀"},
		},
		"a backslash before the closing quote": {`{"a":"x\\","b":"y"}`, map[string]any{"a": `x\`, "b": "y"}},
		"nothing":                              {` { } `, map[string]any{}},
		"what is absent":                       {`{"followers": null, "id" : "a" }`, map[string]any{"followers": nil, "id": "a"}},
		"what a column may not be": {
			`{"a":1.5,"b":true,"c":[{"d":"]}"}],"e":{"f":[]}}`,
			map[string]any{"a": json.RawMessage(`1.5`), "b": json.RawMessage(`true`), "c": json.RawMessage(`[{"d":"]}"}]`), "e": json.RawMessage(`{"f":[]}`)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := columns(c.row); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v: %#v", err, got)
			}
		})
	}
	for _, broken := range []string{
		``, `{`, `[]`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, `{"a":"x}`, `{"a":"\q"}`, "{\"a\":\"\n\"}", `{"a":01}`, `{"a":+1}`, `{"a":nul}`, `{"a":[1}}`, `{"a":1}x`,
		`{"a":"\`, `{"a":"x\"}`,
	} {
		if got, err := columns(broken); err == nil {
			t.Errorf("%s is read as %v", broken, got)
		}
	}
}

func TestColumns_EndWithTheErrorOfWhoTakesThem(t *testing.T) {
	enough := errors.New("enough")
	n := 0
	err := wire.Columns([]byte(`{"a":1,"b":2}`), func([]byte, any) error { n++; return enough })
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("after %d: %v", n, err)
	}
	if v := wire.Column([]byte(`{"a":1,"b":"x","c":`), "b"); v != "x" {
		t.Errorf("one column is %v", v)
	}
	if v := wire.Column([]byte(`{"a":1}`), "b"); v != nil {
		t.Errorf("a column that is not there is %v", v)
	}
}

func TestPage_IsReadAsItWasWritten(t *testing.T) {
	for name, p := range map[string]wire.Page{
		"rows": {To: 9, More: true, LastSeq: 2, Puts: []wire.Row{
			{Kind: "note", ID: "01A", Rev: 7, Row: json.RawMessage(`{"id":"01A","body":"{\"a\":[1]}"}`)}, {Kind: "identity", ID: `email a"b\c@x`, Row: json.RawMessage(`{}`)},
		}, Gone: []wire.Key{{Kind: "draft", ID: "01C", Rev: 8, Op: wire.OpDel}}},
		"nothing": {To: 9, Floor: 3, ScopeEpoch: 1, Sums: map[string]string{"note": "00"}},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := wire.AppendPage(nil, p)
			var got wire.Page
			if err = errors.Join(err, json.Unmarshal(raw, &got)); err != nil || !reflect.DeepEqual(got, p) {
				t.Errorf("%s is read as %+v: %v", raw, got, err)
			}
		})
	}
}

func TestChunk_IsReadAsItWasWritten(t *testing.T) {
	for name, c := range map[string]wire.Chunk{
		"rows": {Token: "e 1 2 after x", Total: 3, Puts: []wire.Row{
			{Kind: "note", ID: "01A", Rev: 7, Row: json.RawMessage(`{"id":"01A","body":"{\"a\":[1]}"}`)},
			{Kind: "note", ID: "01B", Rev: 8, Row: json.RawMessage(`{"id":"01B"}`)},
			{Kind: "identity", ID: `email a"b\c@x`, Rev: 0, Row: json.RawMessage(`{}`)},
		}},
		"the last one": {Done: true, From: 4700, Epoch: "01KK", ScopeEpoch: 2},
		"an empty one": {},
	} {
		t.Run(name, func(t *testing.T) {
			line, err := wire.AppendChunk(nil, c)
			if err != nil || bytes.IndexByte(line, '\n') != len(line)-1 {
				t.Fatalf("%q: %v", line, err)
			}
			got, err := wire.ReadChunk(line)
			if err != nil || !reflect.DeepEqual(got, c) {
				t.Errorf("%v: %+v", err, got)
			}
			var plain wire.Chunk
			if err := json.Unmarshal(line, &plain); err != nil || !reflect.DeepEqual(plain, c) {
				t.Errorf("others read it as %+v: %v", plain, err)
			}
		})
	}
	t.Run("with fields of a newer server", func(t *testing.T) {
		got, err := wire.ReadChunk([]byte(`{"new":{"a":[1,"]"]},"puts":[{"row":{"id":"a"},"new":1,"rev":3,"id":"a","kind":"note"}],"total":9}`))
		if want := (wire.Chunk{Total: 9, Puts: []wire.Row{{Kind: "note", ID: "a", Rev: 3, Row: json.RawMessage(`{"id":"a"}`)}}}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %+v", err, got)
		}
	})
	for _, broken := range []string{``, `{"puts":[}`, `{"puts":[{"kind":1}]}`, `{"puts":[{"rev":"x"}]}`, `{"puts":[{}]} {}`, `{"total":"x"}`, `[1]`} {
		if got, err := wire.ReadChunk([]byte(broken)); err == nil {
			t.Errorf("%s is read as %+v", broken, got)
		}
	}
}

func FuzzColumns_AgreeWithTheJSONOfOthers(f *testing.F) {
	for _, s := range []string{`{"id":"a","at":1,"x":null,"y":[1,{"z":"]"}]}`, `{"t":"\u00e9\ud83d\n\\"}`, `{"a":1e3}`, "{\"a\":\"\xff\"}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, row string) {
		got, err := columns(row)
		if err != nil {
			return // stricter is allowed, other is not
		}
		var want map[string]any
		d := json.NewDecoder(strings.NewReader(row))
		d.UseNumber()
		if err := d.Decode(&want); err != nil {
			if strings.Contains(row, `\`) { // the name of a field is not unquoted
				return
			}
			t.Fatalf("%q is read as %v, others say %v", row, got, err)
		}
		for name, v := range got {
			if !utf8.ValidString(name) || strings.Contains(name, `\`) {
				continue // the name of a field stays as it stands: no column has such a one
			}
			other, there := want[name]
			switch v := v.(type) {
			case string:
				if v != other {
					t.Errorf("%q: %q is %q here and %q elsewhere", row, name, v, other)
				}
			case int64:
				n, ok := other.(json.Number)
				if m, err := n.Int64(); !ok || err != nil || m != v {
					t.Errorf("%q: %q is %d here and %v elsewhere", row, name, v, other)
				}
			case nil:
				if other != nil {
					t.Errorf("%q: %q is nothing here and %v elsewhere", row, name, other)
				}
			default:
				if !there {
					t.Errorf("%q: %q is only here", row, name)
				}
			}
		}
	})
}

func FuzzAppendText_IsReadBack(f *testing.F) {
	f.Add("« Où »\n\x00\"\\\u2028")
	f.Add("a\xffb")
	f.Fuzz(func(t *testing.T, s string) {
		line := wire.AppendText(nil, s)
		var plain string
		if err := json.Unmarshal(line, &plain); err != nil {
			t.Fatalf("%q is written as %s: %v", s, line, err)
		}
		got, err := columns(`{"a":` + string(line) + `}`)
		if err != nil || got["a"] != plain {
			t.Errorf("%q: %v %q, elsewhere %q", s, err, got["a"], plain)
		}
		if strings.ToValidUTF8(s, "") == s && plain != s {
			t.Errorf("%q became %q", s, plain)
		}
	})
}

func FuzzReadChunk_NeverPanics(f *testing.F) {
	f.Add([]byte(`{"puts":[{"kind":"note","id":"a","rev":1,"row":{"id":"a"}}],"token":"t"}`))
	f.Add([]byte(`{"packs":[{"kind":"note","columns":["id","at"],"rows":[[1,"a",null],[2,"b\n",{"c":[1]}]]}],"token":"t"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		c, err := wire.ReadChunk(line)
		if err != nil {
			return
		}
		again, err := wire.AppendChunk(nil, c)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := wire.ReadChunk(again); err != nil || len(back.Puts) != len(c.Puts) || len(back.Packs) != len(c.Packs) || back.Token != c.Token {
			t.Errorf("%q: %v", line, err)
		}
	})
}
