package cacao

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"vigie/crisis/playbook"
)

// The names of CACAO 2.0, section 3 to 5 and 7 of the specification.
const (
	specVersion = "cacao-2.0"

	startStep    = "start"
	endStep      = "end"
	actionStep   = "action"
	subStep      = "playbook-action"
	parallelStep = "parallel"
	ifStep       = "if-condition"
	whileStep    = "while-condition"
	switchStep   = "switch-condition"

	manual = "manual"
)

// extensionID names our extension. It is for ever.
const extensionID = "extension-definition--6e2d1a52-0d3b-4a53-9c0e-4f6a4f6d5b61"

// document is a CACAO playbook, as far as Vigie writes or reads one.
type document struct {
	Type        string   `json:"type"`
	SpecVersion string   `json:"spec_version"`
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Types       []string `json:"playbook_types,omitempty"`
	Activities  []string `json:"playbook_activities,omitempty"`
	CreatedBy   string   `json:"created_by"`
	Created     string   `json:"created"`
	Modified    string   `json:"modified"`
	Labels      []string `json:"labels,omitempty"`

	Variables map[string]variable `json:"playbook_variables,omitempty"`
	Start     string              `json:"workflow_start"`
	Exception string              `json:"workflow_exception,omitempty"`
	Workflow  map[string]step     `json:"workflow"`

	Extensions    map[string]json.RawMessage `json:"playbook_extensions,omitempty"`
	Agents        map[string]agent           `json:"agent_definitions,omitempty"`
	Targets       map[string]agent           `json:"target_definitions,omitempty"`
	ExtensionDefs map[string]extensionDef    `json:"extension_definitions,omitempty"`

	// What is only looked at to say that it is lost.
	References json.RawMessage `json:"external_references,omitempty"`
	Markings   json.RawMessage `json:"markings,omitempty"`
	Signatures json.RawMessage `json:"signatures,omitempty"`
}

type variable struct {
	Type        string  `json:"type"`
	Description string  `json:"description,omitempty"`
	Value       *string `json:"value,omitempty"`
	Constant    bool    `json:"constant,omitempty"`
	External    bool    `json:"external,omitempty"`
}

type agent struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type extensionDef struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	CreatedBy   string `json:"created_by"`
	Schema      string `json:"schema"`
	Version     string `json:"version"`
}

type command struct {
	Type     string `json:"type"`
	Command  string `json:"command,omitempty"`
	Base64   string `json:"command_b64,omitempty"`
	Activity string `json:"playbook_activity,omitempty"`
}

// step is any step of a workflow; which fields count depends on Type.
type step struct {
	Type        string              `json:"type"`
	Name        string              `json:"name,omitempty"`
	Description string              `json:"description,omitempty"`
	Delay       int64               `json:"delay,omitempty"`   // milliseconds
	Timeout     int64               `json:"timeout,omitempty"` // milliseconds
	Variables   map[string]variable `json:"step_variables,omitempty"`
	Completion  string              `json:"on_completion,omitempty"`
	Success     string              `json:"on_success,omitempty"`
	Failure     string              `json:"on_failure,omitempty"`

	Commands []command `json:"commands,omitempty"`
	Agent    string    `json:"agent,omitempty"`
	Targets  []string  `json:"targets,omitempty"`

	Condition string            `json:"condition,omitempty"`
	OnTrue    string            `json:"on_true,omitempty"`
	OnFalse   string            `json:"on_false,omitempty"`
	Switch    string            `json:"switch,omitempty"`
	Cases     map[string]string `json:"cases,omitempty"`
	Next      []string          `json:"next_steps,omitempty"`
	Playbook  string            `json:"playbook_id,omitempty"`

	Extensions map[string]json.RawMessage `json:"step_extensions,omitempty"`
}

// stepExtension is what CACAO cannot say of a step. Names have three letters at
// least, as it wants them. The durations are there for people of other tools;
// Vigie reads Definition.
type stepExtension struct {
	StepID         string        `json:"step_id"`
	Due            string        `json:"due,omitempty"`
	EscalateTo     string        `json:"escalate_to,omitempty"`
	EscalateAfter  string        `json:"escalate_after,omitempty"`
	Evidence       string        `json:"evidence,omitempty"`
	MaximumRepeats int           `json:"maximum_repeats,omitempty"`
	Definition     playbook.Step `json:"definition"`
}

// playbookExtension is what CACAO cannot say of a playbook. Definition has no
// steps, Order has their order.
type playbookExtension struct {
	Version    string            `json:"playbook_version"`
	Language   string            `json:"language"`
	Definition playbook.Playbook `json:"definition"`
	Order      []ordered         `json:"step_order"`
}

// ordered is a step's place.
type ordered struct {
	Step     string          `json:"step_id"`
	Branches []orderedBranch `json:"branches,omitempty"`
}

type orderedBranch struct {
	ID    string    `json:"branch_id"`
	Steps []ordered `json:"step_order"`
}

// identifier makes "type--UUID" of a name. The UUID has the bits of version 4,
// which steps must have, and comes from a hash: the same playbook exported
// again has the same ids, so that another tool knows it again.
func identifier(kind, name string) string {
	x := sha256.Sum256([]byte("vigie/cacao/" + kind + "/" + name))
	x[6] = x[6]&0x0f | 0x40
	x[8] = x[8]&0x3f | 0x80
	return fmt.Sprintf("%s--%x-%x-%x-%x-%x", kind, x[0:4], x[4:6], x[6:8], x[8:10], x[10:16])
}
