package mattermost

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// file is an export, as far as anything of it is taken over. The names are
// those of the export.
type file struct {
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Version     int         `json:"version"`
	Checklists  []checklist `json:"checklists"`

	UpdatesEnabled *bool   `json:"status_update_enabled"`
	UpdateSeconds  float64 `json:"reminder_timer_default_seconds"`
	UpdateTemplate string  `json:"reminder_message_template"`

	RetroEnabled  *bool    `json:"retrospective_enabled"`
	RetroSeconds  float64  `json:"retrospective_reminder_interval_seconds"`
	RetroTemplate string   `json:"retrospective_template"`
	Metrics       []metric `json:"metrics"`

	KeywordsEnabled bool     `json:"signal_any_keywords_enabled"`
	Keywords        []string `json:"signal_any_keywords"`

	Properties []property  `json:"properties"`
	Conditions []condition `json:"conditions"`
}

type checklist struct {
	Title string `json:"title"`
	Items []item `json:"items"`
}

type item struct {
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Command     string            `json:"command"`
	Due         float64           `json:"due_date"` // milliseconds from the start of the run
	Assignee    string            `json:"assignee_id"`
	AssignedTo  string            `json:"assignee_type"`
	Group       string            `json:"assignee_group_id"`
	Condition   string            `json:"condition_id"`
	Actions     []json.RawMessage `json:"task_actions"`
}

type metric struct {
	Title string `json:"title"`
}

type property struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"` // text, select or multiselect; others are taken as text
	Attrs struct {
		Options []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"options"`
	} `json:"attrs"`
}

type condition struct {
	ID      string     `json:"id"`
	Version int        `json:"version"`
	Expr    expression `json:"condition_expr"`
}

// expression is one of four; none is always true.
type expression struct {
	And   []expression `json:"and"`
	Or    []expression `json:"or"`
	Is    *comparison  `json:"is"`
	IsNot *comparison  `json:"isNot"`
}

type comparison struct {
	Field string          `json:"field_id"`
	Value json.RawMessage `json:"value"` // a text, or a list of option ids
}

// Is reports whether a file looks like such an export.
func Is(raw []byte) bool {
	var f struct {
		Checklists []json.RawMessage `json:"checklists"`
	}
	return json.Unmarshal(raw, &f) == nil && f.Checklists != nil
}

// rest lists what a file says beside, and is not taken over. What is switched
// off or empty is no loss.
func rest(raw []byte) []string {
	known := []string{
		"title", "description", "version", "checklists", "status_update_enabled", "reminder_timer_default_seconds", "reminder_message_template",
		"retrospective_enabled", "retrospective_reminder_interval_seconds", "retrospective_template", "metrics",
		"signal_any_keywords_enabled", "signal_any_keywords", "properties", "conditions",
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		v := string(bytes.TrimSpace(all[key]))
		if !slices.Contains(known, key) && !slices.Contains([]string{"", "null", "false", "0", `""`, "[]", "{}"}, v) {
			out = append(out, key)
		}
	}
	return out
}
