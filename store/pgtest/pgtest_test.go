package pgtest_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"vigie/store/pgtest"
)

func start(t *testing.T) *pgtest.Server {
	t.Helper()
	s, err := pgtest.Start(context.Background(), true)
	if errors.Is(err, pgtest.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func ask(t *testing.T, url, text string) string {
	t.Helper()
	c, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var said string
	if err := c.QueryRow(context.Background(), text).Scan(&said); err != nil {
		t.Fatal(err)
	}
	return said
}

func TestServer_IsPrivateAndSurvivesAKill(t *testing.T) {
	ctx := context.Background()
	s := start(t)
	for question, want := range map[string]string{
		`SHOW listen_addresses`: "", `SHOW fsync`: "on", `SHOW server_encoding`: "UTF8", `SHOW unix_socket_permissions`: "0777",
	} {
		if said := ask(t, s.URL("postgres"), question); said != want {
			t.Errorf("%s is %q, not %q", question, said, want)
		}
	}
	dir := ask(t, s.URL("postgres"), `SHOW unix_socket_directories`)
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory is %v, %v", info, err)
	}
	name, err := s.Create(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Exec(ctx, name, `CREATE TABLE t (n text); INSERT INTO t VALUES ('kept')`); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Kill(), s.Again(ctx)); err != nil {
		t.Fatal(err)
	}
	if said := ask(t, s.URL(name), `SELECT n FROM t`); said != "kept" {
		t.Errorf("after the kill it says %q", said)
	}
	copied, err := s.Create(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	if said := ask(t, s.URL(copied), `SELECT n FROM t`); said != "kept" {
		t.Errorf("the copy says %q", said)
	}
}
