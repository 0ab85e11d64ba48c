package replica

import (
	"context"
	"net/http"
	"net/url"

	"vigie/store/wire"
)

// ExercisePath is under what a server serves the workspace of an exercise of the
// team, to the devices of the house.
func ExercisePath(id string) string { return "/exercises/" + url.PathEscape(id) }

// StartExercise has the server make an exercise of the team. An answer that is
// lost loses nothing: the exercise is announced.
func (h *HTTP) StartExercise(ctx context.Context, p wire.ExercisePlan) (e wire.Exercise, err error) {
	return e, h.post(ctx, "/v1/exercises", p, &e)
}

// Exercises lists those that the server keeps, the newest first.
func (h *HTTP) Exercises(ctx context.Context) (list []wire.Exercise, err error) {
	return list, h.get(ctx, "/v1/exercises", true, &list)
}

// DeleteExercise removes one that is over, for good.
func (h *HTTP) DeleteExercise(ctx context.Context, id string) error {
	return h.ask(ctx, call{method: http.MethodDelete, path: "/v1/exercises/" + url.PathEscape(id), signed: true}, nil)
}

// Exercise says how the exercise stands whose workspace is served here.
func (h *HTTP) Exercise(ctx context.Context) (s wire.ExerciseStatus, err error) {
	return s, h.get(ctx, "/v1/exercise", true, &s)
}

// ActInExercise does what who leads it does.
func (h *HTTP) ActInExercise(ctx context.Context, a wire.ExerciseAct) error {
	return h.post(ctx, "/v1/exercise", a, nil)
}
