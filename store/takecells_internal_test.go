package store

import (
	"testing"

	"vigie/inbox"
)

func TestCells_AreReadLikeARowOfTheDatabase(t *testing.T) {
	var (
		id     inbox.ConversationID
		text   string
		n      int
		at     int64
		flag   bool
		kept   = "as it was"
		absent = int64(7)
	)
	names := []string{"flag", "id", "null", "at", "n", "number_as_text"}
	row := cells{[]any{int64(1), "C1", nil, int64(1773057600113), int64(4), int64(12)}, placesOf([]string{"id", "number_as_text", "n", "at", "flag", "null", "absent"}, names)}
	if err := row.Scan(&id, &text, &n, &at, &flag, &kept, &absent); err != nil {
		t.Fatal(err)
	}
	if id != "C1" || text != "12" || n != 4 || at != 1773057600113 || !flag || kept != "as it was" || absent != 7 {
		t.Errorf("%q %q %d %d %v %q %d", id, text, n, at, flag, kept, absent)
	}
	if err := (cells{[]any{"many"}, []int{0}}).Scan(&n); err == nil {
		t.Error("a text was taken for a number")
	}
	if err := row.Scan(&id); err == nil {
		t.Error("a column was left out unnoticed")
	}
}
