package store

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestBlobsIn_FindsEveryNameThatTheDecoderMayTake(t *testing.T) {
	for text, want := range map[string][]string{
		`{}`: nil, `[]`: nil, ``: nil, `{"text":"blob"}`: nil, `{"blob":""}`: nil, `{"blob":1,"x":"a"}`: nil, `["blob","x"]`: nil,
		`{"blob":"a"}`: {"a"}, `{"BLOB":"a"}`: {"a"}, `{"\u0062lob":"a"}`: {"a"},
		`{"draft":{"attachments":[{"blob":"a"},{"blob":"b"}]}}`:    {"a", "b"},
		`{"draft":{"attachments":[{"blob":"hidden"}]},"draft":{}}`: {"hidden"},
		`{"blob":"hidden","blob":"mine"}`:                          {"hidden", "mine"},
		`{"x":{"y":[[{"z":{"Blob":"deep"}}]]},"blob":"a"}`:         {"a", "deep"},
		`{"blob":{"blob":"inner"}}`:                                {"inner"},
		`{"text":"{\"blob\":\"quoted\"}"}`:                         nil,
	} {
		if got := blobsIn(json.RawMessage(text)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
