// Package retex makes of what happened in a run what its playbook could become:
// the changes that late and skipped steps and the answers of the retrospective
// suggest, the text of the next version, and how it differs from this one. It is
// pure, and it decides nothing: a person accepts or refuses each change.
package retex
