package gate

import (
	"net/http"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// mostPlan bounds the plan of an exercise, with its playbook, in bytes.
const mostPlan = 1 << 20

// rehearsals gives the exercises of the house, or says that this server keeps
// none.
func (g *Gate) rehearsals() (Exercises, error) {
	if g.o.Exercises == nil {
		return nil, fault.New(fault.Unsupported, "exercise.not-on-server")
	}
	return g.o.Exercises, nil
}

// startExercise makes an exercise of the team; making its month of messages may
// take some seconds.
func (g *Gate) startExercise(w http.ResponseWriter, r *http.Request, c call) error {
	var p wire.ExercisePlan
	if err := take(w, r, mostPlan, &p); err != nil {
		return err
	}
	all, err := g.rehearsals()
	if err != nil {
		return err
	}
	e, err := all.Start(r.Context(), c.seat.Member, p)
	if err != nil {
		return err
	}
	return reply(w, r, e)
}

func (g *Gate) listExercises(w http.ResponseWriter, r *http.Request, _ call) error {
	all, err := g.rehearsals()
	if err != nil {
		return err
	}
	list, err := all.Exercises(r.Context())
	if err != nil {
		return err
	}
	if list == nil {
		list = []wire.Exercise{}
	}
	return reply(w, r, list)
}

func (g *Gate) deleteExercise(w http.ResponseWriter, r *http.Request, c call) error {
	all, err := g.rehearsals()
	if err != nil {
		return err
	}
	if err := all.Delete(r.Context(), r.PathValue("id"), c.seat.Member); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// exerciseStatus says how the exercise of this gate stands.
func (g *Gate) exerciseStatus(w http.ResponseWriter, r *http.Request, c call) error {
	s, err := g.exercise.Status(r.Context(), c.seat.Member, g.hub.members())
	if err != nil {
		return err
	}
	return reply(w, r, s)
}

func (g *Gate) exerciseAct(w http.ResponseWriter, r *http.Request, c call) error {
	var a wire.ExerciseAct
	if err := take(w, r, mostBody, &a); err != nil {
		return err
	}
	if err := g.exercise.Act(r.Context(), c.seat.Member, a); err != nil {
		return err
	}
	g.hub.hurry()
	w.WriteHeader(http.StatusNoContent)
	return nil
}
