package gate

import (
	"errors"
	"net/http"
	"time"

	"vigie/inbox"
	"vigie/store/wire"
)

// chunkTime is how long a client may take for a part of a long answer.
const chunkTime = 30 * time.Second

const (
	mostFound = 200 // rows of a page of a search
	mostTurns = 20  // pages that are read to fill one, where most is hidden
)

func (g *Gate) healthz(w http.ResponseWriter, r *http.Request) error {
	if _, err := g.o.House.Revision(r.Context()); err != nil {
		return err
	}
	return reply(w, r, map[string]string{"status": "ok"})
}

func (g *Gate) hello(w http.ResponseWriter, r *http.Request) error {
	h, err := g.o.House.Hello(r.Context())
	if err != nil {
		return err
	}
	h.Server = g.o.Version
	if g.exercise != nil {
		return reply(w, r, h)
	}
	h.Features = append(h.Features, wire.ByCode, wire.ByPassword)
	if g.provider != nil {
		h.Features = append(h.Features, wire.ByOIDC)
	}
	return reply(w, r, h)
}

func (g *Gate) push(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.Push
	if err := take(w, r, wire.MostPush, &q); err != nil {
		return err
	}
	if len(q.Orders) > wire.MostOrders {
		return errLarge
	}
	done, err := g.o.House.Push(r.Context(), c.Caller, q)
	if err != nil {
		return err
	}
	g.meter.pushed(done)
	g.hub.hurry()
	return g.list(w, r, done)
}

func (g *Gate) pull(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.Pull
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if q.Limit <= 0 || q.Limit > wire.MostRows {
		q.Limit = wire.MostRows
	}
	if q.Cursor < 0 {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	page, err := g.o.House.Pull(r.Context(), c.Caller, q)
	if err != nil {
		return err
	}
	raw, err := wire.AppendPage(nil, page)
	if err != nil {
		return err
	}
	return g.often(w, r, raw)
}

// bootstrap streams everything, a chunk a line. What goes wrong after the
// first line ends the answer without its last line: the desktop goes on from
// its token.
func (g *Gate) bootstrap(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.Bootstrap
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	control, err := lasting(w)
	if err != nil {
		return err
	}
	var out squeezing
	var line []byte
	err = g.o.House.Bootstrap(r.Context(), c.Caller, q, func(chunk wire.Chunk) (err error) {
		if out == nil {
			w.Header().Set("Content-Type", "application/x-ndjson")
			if out, err = squeeze(w, r); err != nil {
				return err
			}
		}
		if err := within(control, chunkTime); err != nil {
			return err
		}
		if line, err = wire.AppendChunk(line[:0], chunk); err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return gone(err)
		}
		return gone(errors.Join(out.Flush(), control.Flush()))
	})
	if out == nil {
		return err
	}
	return errors.Join(err, gone(out.Close()))
}

// raw gives a message as it came.
func (g *Gate) raw(w http.ResponseWriter, r *http.Request, c call) error {
	id := r.PathValue("id")
	if err := g.must(r, c, "message", id); err != nil {
		return err
	}
	raw, err := g.o.House.Raw(r.Context(), inbox.MessageID(id))
	if err != nil {
		return err
	}
	attach(w, "message")
	_, err = w.Write(raw)
	return gone(err)
}

// must refuses what the caller does not see, as what is not there.
func (g *Gate) must(r *http.Request, c call, kind, id string) error {
	sees, err := g.o.House.Sees(r.Context(), c.Caller, kind, id)
	if err == nil && !sees {
		err = &wire.Problem{Code: wire.CodeNotSeen}
	}
	return err
}

// attach makes an answer something to save, never something to show.
func attach(w http.ResponseWriter, name string) {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}

// search looks for conversations that the desktop does not have.
func (g *Gate) search(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.Search
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if q.Limit <= 0 || q.Limit > mostFound {
		q.Limit = mostFound
	}
	q.View.As = c.Member
	found := wire.Found{Rows: []inbox.Row{}}
	for range mostTurns {
		rows, err := g.o.House.Rows(r.Context(), q.View, q.After, q.Limit)
		if err != nil {
			return err
		}
		seen, err := g.o.House.SeenConversations(r.Context(), c.Caller, idsOf(rows))
		if err != nil {
			return err
		}
		for i, row := range rows {
			q.After = inbox.PlaceOf(row.Conversation, q.View.Sort)
			if seen[string(row.ID)] {
				found.Rows = append(found.Rows, row)
			}
			if len(found.Rows) == q.Limit && i < len(rows)-1 {
				found.Next = &q.After
				return g.list(w, r, found)
			}
		}
		if len(rows) < q.Limit {
			return g.list(w, r, found)
		}
		if found.Next = &q.After; len(found.Rows) == q.Limit {
			break
		}
	}
	return g.list(w, r, found)
}

func idsOf(rows []inbox.Row) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = string(row.ID)
	}
	return out
}

// fetch gives whole conversations that a search found.
func (g *Gate) fetch(w http.ResponseWriter, r *http.Request, c call) error {
	var q wire.Fetch
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if len(q.Conversations) > wire.MostFetched {
		return errLarge
	}
	found, err := g.o.House.Fetch(r.Context(), c.Caller, q)
	if err != nil {
		return err
	}
	return g.list(w, r, found)
}
