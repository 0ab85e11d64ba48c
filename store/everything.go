package store

import "context"

// Everything gives every replicated row by kind and key, as it would travel:
// what two sides are compared by, row by row.
func (w *Workspace) Everything(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	err := w.snapshot(ctx, func(r reading) error {
		for _, k := range kinds() {
			rows, err := all(r, k.draw(), k.query())
			if err == nil && k.name == "message" {
				err = nestRevisions(r, rows)
			}
			if err != nil {
				return err
			}
			for _, row := range rowsFrom(rows) {
				if !k.local(row.ID) {
					out[k.name+" "+row.ID] = string(row.Row)
				}
			}
		}
		return nil
	})
	return out, err
}
