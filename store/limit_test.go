package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/inbox"
)

// TestRows_AreTheSameInPagesOfAnySize walks views in pages whose size stands in
// the query and in others.
func TestRows_AreTheSameInPagesOfAnySize(t *testing.T) {
	eachEngine(t, func(t *testing.T, url string) {
		h := newHouseAt(t, url)
		for i := range 23 {
			n := fmt.Sprint("m", i)
			h.take(mail(n, n+"@client.example", "Colis "+n, "perdu", noon().Add(time.Duration(i)*time.Minute)))
		}
		for _, v := range []inbox.View{{}, {Sort: inbox.DueFirst}, {Search: "colis"}} {
			var want []inbox.ConversationID
			for _, r := range h.rows(v) {
				want = append(want, r.ID)
			}
			equal(t, "rows", len(want), 23)
			for _, size := range []int{1, 5, 7, 20} {
				var got []inbox.ConversationID
				after := inbox.Place{}
				for more := true; more; {
					page, err := h.Rows(context.Background(), v, after, size)
					h.must(err)
					for _, r := range page {
						got = append(got, r.ID)
						after = inbox.PlaceOf(r.Conversation, v.Sort)
					}
					more = len(page) == size
				}
				if !slices.Equal(got, want) {
					t.Errorf("%+v in pages of %d: %v, want %v", v, size, got, want)
				}
			}
		}
	})
}
