package store_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"vigie/store"
	"vigie/store/pgtest"
)

// engineVariable says on which engine the tests of this run have their houses;
// databaseVariable is the database of a child of a test.
const (
	engineVariable   = "VIGIE_STORE_TEST_ENGINE"
	databaseVariable = "VIGIE_STORE_TEST_DATABASE"
	postgresql       = "postgresql"
)

// stand is the database server of this run. Benchmarks have one that writes to
// disk as in earnest.
var stand = pgtest.Stand{Durable: slices.ContainsFunc(os.Args, func(a string) bool { return strings.HasPrefix(a, "-test.bench=") && a != "-test.bench=" })}

// database gives a fresh database on the engine of this run; "" is a file.
func database(t testing.TB) string {
	t.Helper()
	if os.Getenv(engineVariable) != postgresql {
		return ""
	}
	return served(t)
}

// served gives a fresh, empty workspace on a PostgreSQL server.
func served(t testing.TB) string {
	t.Helper()
	return stand.Copy(t, func(url string) error {
		w, err := store.OpenServer(context.Background(), url, t.TempDir(), store.Options{})
		if err != nil {
			return err
		}
		return w.Close()
	})
}

// theirs are the options of a child of a test.
func theirs() store.Options { return store.Options{Database: os.Getenv(databaseVariable)} }

// fileOnly skips a test of what only a database in a file can have.
func fileOnly(t *testing.T) {
	t.Helper()
	if os.Getenv(engineVariable) == postgresql {
		t.Skip("this is about the database's own file")
	}
}

// eachEngine runs a test on a file and on a PostgreSQL server. url is for
// Options.Database.
func eachEngine(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	fileOnly(t) // the run on PostgreSQL would repeat both
	t.Run("sqlite", func(t *testing.T) { f(t, "") })
	t.Run(postgresql, func(t *testing.T) { f(t, served(t)) })
}

// newHouseAt is newHouse on a database of eachEngine.
func newHouseAt(t *testing.T, url string) *house {
	t.Helper()
	h := bareHouse(t, url)
	h.open()
	h.furnish()
	return h
}

func TestStore_DoesAllOfThisOnPostgreSQLToo(t *testing.T) {
	if os.Getenv(engineVariable) == postgresql {
		t.Skip("this is that run")
	}
	stand.Server(t) // or skip
	args := []string{"-test.count=1"}
	flag.VisitAll(func(f *flag.Flag) {
		if f.Name == "test.short" && f.Value.String() == "true" {
			args = append(args, "-test.short")
		}
	})
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), engineVariable+"="+postgresql)
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		t.Errorf("the tests fail on PostgreSQL:\n%s", out)
	} else if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "PASS") {
		t.Errorf("the run said %q", out)
	}
}
