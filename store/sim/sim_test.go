package sim_test

import (
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"vigie/store/sim"
)

// seeds is how many runs are asked for: SEEDS, or few.
func seeds(t *testing.T, few int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("SEEDS"))
	if err != nil {
		return few
	}
	return n
}

// commit is the version of the program, to find a seed's run again.
func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return os.Getenv("COMMIT")
}

func TestSync_KeepsItsInvariantsUnderFaults(t *testing.T) {
	first, err := strconv.Atoi(os.Getenv("SEED"))
	if err != nil {
		first = 1
	}
	n := seeds(t, 400)
	// A run's world is small and soon forgotten: garbage may lie for a while.
	defer debug.SetGCPercent(debug.SetGCPercent(2000))
	var next, acts, steps, refused, shared atomic.Int64
	failing := map[uint64]sim.Report{}
	var mine sync.Mutex
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				seed := uint64(first) + uint64(i) - 1
				r := sim.Run(seed, sim.Sound)
				acts.Add(int64(r.Acts))
				steps.Add(int64(r.Steps))
				refused.Add(int64(r.Refused))
				shared.Add(int64(r.Shared))
				if r.Found != "" {
					mine.Lock()
					failing[seed] = r
					mine.Unlock()
				}
			}
		})
	}
	group.Wait()
	show(t, failing)
	t.Logf("%d seeds: %d acts, %d refused, %d steps, %d commits shared", n, acts.Load(), refused.Load(), steps.Load(), shared.Load())
	if n >= 50 && (acts.Load() < int64(n) || refused.Load() == 0 || shared.Load() < int64(n)/4) {
		t.Error("hardly anything happened")
	}
}

// show names every seed that failed, and tells of the first ten what was found.
// The story of one is told when it is run alone (SEEDS=1 SEED=N).
func show(t *testing.T, failing map[uint64]sim.Report) {
	t.Helper()
	list := slices.Sorted(maps.Keys(failing))
	for _, seed := range list[:min(10, len(list))] {
		t.Errorf("seed %d of %s: %s\nfaults: %q", seed, commit(), failing[seed].Found, failing[seed].Faults)
	}
	switch len(list) {
	case 0:
	case 1:
		if os.Getenv("SEEDS") == "1" {
			sim.Tell(list[0], sim.Sound, t.Output())
		}
	default:
		t.Errorf("%d seeds failed: %d", len(list), list)
	}
}

func TestSimulator_FindsPlantedBugs(t *testing.T) {
	for _, plant := range sim.Plants() {
		t.Run(string(plant), func(t *testing.T) {
			for seed := uint64(1); seed <= 1000; seed++ {
				if r := sim.Run(seed, plant); r.Found != "" {
					t.Logf("seed %d: %s", seed, r.Found)
					return
				}
			}
			t.Error("it goes unseen for 1,000 seeds")
		})
	}
}

func TestRun_IsTheSameForTheSameSeed(t *testing.T) {
	for seed := uint64(1); seed <= 20; seed++ {
		a, b := sim.Run(seed, sim.Sound), sim.Run(seed, sim.Sound)
		if a.Steps != b.Steps || a.Acts != b.Acts || a.Refused != b.Refused || a.Found != b.Found {
			t.Errorf("seed %d: %+v, then %+v", seed, a, b)
		}
	}
}
