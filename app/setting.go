package app

import (
	"context"
	"encoding/json"
	"fmt"
)

// settingOf reads a setting of a house that is kept as JSON; one that nobody
// set is the zero value.
func settingOf[T any](ctx context.Context, h *house, name string) (value T, err error) {
	text, err := h.store.Setting(ctx, name)
	if err != nil || text == "" {
		return value, err
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return value, fmt.Errorf("read setting %s: %w", name, err)
	}
	return value, nil
}

// putSetting keeps one; nil forgets it.
func putSetting(ctx context.Context, h *house, name string, value any) error {
	if value == nil {
		return h.store.PutSetting(ctx, name, "")
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, err)
	}
	return h.store.PutSetting(ctx, name, string(text))
}
