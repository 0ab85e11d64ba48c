package replica_test

import (
	"context"
	"encoding/json"
	"testing"

	"vigie/store"
	"vigie/store/wire"
)

// A conversation says how often its author was heard, and a reply is guarded by
// it: a page must not bring that number before the messages that it counts.
func TestPage_SaysNothingOfMessagesThatComeLater(t *testing.T) {
	c := newCrew(t)
	a := c.join(lea)
	ctx := context.Background()
	hello, err := c.house.Hello(ctx)
	c.must(err)
	start, err := c.house.Revision(ctx)
	c.must(err)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	c.mail("m2", "claire@client.example", "Re: Colis perdu", "Toujours rien.", "m1@mail.example")
	c.mail("m3", "claire@client.example", "Re: Colis perdu", "Alors ?", "m1@mail.example", "m2@mail.example")
	messages, pages := 0, 0
	cursor := start
	for more := true; more; pages++ {
		page, err := c.house.Pull(ctx, a.link.by, wire.Pull{Cursor: cursor, Epoch: hello.Epoch, Limit: 2, Schema: store.RowsVersion})
		c.must(err)
		heard := 0
		for _, row := range page.Puts {
			var columns struct {
				Heard int `json:"heard"`
			}
			c.must(json.Unmarshal(row.Row, &columns))
			switch {
			case row.Kind == "message":
				messages++
			case row.Kind == "conversation" && row.ID == string(id):
				heard = columns.Heard
			}
		}
		if heard > messages {
			t.Errorf("page %d says that the author was heard %d times, with %d messages so far", pages+1, heard, messages)
		}
		cursor, more = page.To, page.More
	}
	if messages != 3 || pages < 3 {
		t.Errorf("%d messages came in %d pages", messages, pages)
	}
}
