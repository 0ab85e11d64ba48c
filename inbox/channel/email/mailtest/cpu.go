package mailtest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// CPU is the processor time that Dovecot's living processes have used, for
// benchmarks that compare our share with the server's.
func (s *Servers) CPU(t testing.TB) time.Duration {
	t.Helper()
	pid, err := os.ReadFile(filepath.Join(s.Dir, "run", "master.pid"))
	if err != nil {
		t.Fatal(err)
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	const tick = time.Second / 100 // USER_HZ, the same on every Linux
	var total time.Duration
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it ended meanwhile
		}
		_, rest, _ := strings.Cut(string(stat), ") ") // then: state ppid … utime stime
		f := strings.Fields(rest)
		if len(f) < 13 || f[1] != strings.TrimSpace(string(pid)) {
			continue
		}
		user, _ := strconv.Atoi(f[11])
		system, _ := strconv.Atoi(f[12])
		total += time.Duration(user+system) * tick
	}
	return total
}
