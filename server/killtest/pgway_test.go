//go:build unix

package killtest_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// pgWay stands between a server and its PostgreSQL, inside the server's own
// process, and tells a trap of each statement before PostgreSQL gets it.
type pgWay struct {
	trap   *trap
	socket string
	words  *regexp.Regexp
}

// openWay gives the address of a database that leads through a way.
func openWay(t *trap, database string) (string, error) {
	c, err := pgx.ParseConfig(database)
	if err != nil {
		return "", err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	w := &pgWay{
		trap: t, socket: filepath.Join(c.Host, fmt.Sprintf(".s.PGSQL.%d", c.Port)),
		words: regexp.MustCompile(`(?i)^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)`),
	}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			go w.carry(in)
		}
	}()
	u := url.URL{Scheme: "postgres", User: url.User(c.User), Host: ln.Addr().String(), Path: "/" + c.Database, RawQuery: "sslmode=disable"}
	return u.String(), nil
}

func (w *pgWay) carry(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("unix", w.socket)
	if err != nil {
		return
	}
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(in, out)
		_ = in.Close()
	})
	_ = w.words1(in, out) // ends with the connection
	_ = out.Close()
	both.Wait()
}

// words1 carries one connection's words, each told of before it goes on.
func (w *pgWay) words1(in io.Reader, out io.Writer) error {
	if err := message(in, out, 0, func([]byte) {}); err != nil { // the first has no letter
		return err
	}
	named := map[string]string{}
	var kind [1]byte
	for {
		if _, err := io.ReadFull(in, kind[:]); err != nil {
			return err
		}
		late := ""
		err := message(in, out, kind[0], func(body []byte) {
			first, rest, _ := strings.Cut(string(body), "\x00")
			second, _, _ := strings.Cut(rest, "\x00")
			switch kind[0] {
			case 'P': // name, text
				named[first] = second
			case 'B': // portal, name
				w.said(named[second])
			case 'Q':
				late = first
				if !strings.HasPrefix(first, "BEGIN;\n") {
					w.said(first)
				}
			}
		})
		if err != nil {
			return err
		}
		// A migration is one message. The program dies when the server has it: it
		// may still be carried out.
		if strings.HasPrefix(late, "BEGIN;\n") {
			w.trap.saw("commit")
		}
	}
}

func (w *pgWay) said(text string) {
	if strings.TrimSpace(text) == "COMMIT" {
		w.trap.saw("commit")
		return
	}
	m := w.words.FindStringSubmatch(text)
	if m == nil {
		return
	}
	verb := "put "
	if strings.EqualFold(m[1], "DELETE FROM") {
		verb = "del "
	}
	w.trap.saw(verb + strings.ToLower(m[2]))
}

// message carries one message: a letter, a length that counts itself, a body.
func message(in io.Reader, out io.Writer, kind byte, look func(body []byte)) error {
	var length [4]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n < 4 || n > 64<<20 {
		return fmt.Errorf("a message of %d bytes", n)
	}
	body := make([]byte, n-4)
	if _, err := io.ReadFull(in, body); err != nil {
		return err
	}
	look(body)
	whole := append(length[:], body...)
	if kind != 0 {
		whole = append([]byte{kind}, whole...)
	}
	_, err := out.Write(whole)
	return err
}
