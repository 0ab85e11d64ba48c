package rehearse_test

import (
	"os"
	"path/filepath"
	"testing"

	"vigie/store/replica"
	"vigie/store/wire"
)

func TestTeam_AnExerciseOfWhichTheDirectoryIsGone(t *testing.T) {
	h, hanas, id := began(t)
	path, away := replica.ExercisePath(id), filepath.Join(t.TempDir(), "kept")
	here := filepath.Join(h.dir, "exercises", "exercise-"+id)
	real := hanas.copyOf("")
	h.until("her house is told that it is on", func() bool { return real.told().State == wire.ExercisePrepared })
	lead := hanas.line(path)
	h.must(lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseGoOn}))
	h.must(lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseSay, Who: "public", On: "page", Text: "Une question"}))

	t.Run("is over for the house, as after a restore", func(t *testing.T) {
		h.stop()
		h.must(os.Rename(here, away))
		h.open()
		h.until("her house is told that it is over", func() bool { return real.told().State == wire.ExerciseOver })
		if list, err := hanas.line("").Exercises(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("kept are %+v, %v", list, err)
		}
		if _, err := lead.Exercise(t.Context()); codeOf(err) != wire.CodeNotSeen {
			t.Errorf("it can be joined: %v", err)
		}
	})
	t.Run("is there again when it is put back, and can be looked at when it is over", func(t *testing.T) {
		h.stop()
		h.must(os.Rename(away, here))
		h.open()
		h.until("it goes on", func() bool { return lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseEnd}) == nil })
		h.restart()
		in := hanas.copyOf(path)
		h.until("it can be looked at", func() bool {
			return in.told().State == wire.ExerciseOver && len(in.about("Une question")) == 1
		})
		in.leave()
	})
	real.leave()
}
