package main

import (
	"os"
	"strings"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
)

// oidcArgs name the house's own provider of identities.
type oidcArgs struct {
	Issuer     string            `placeholder:"URL" help:"${serve_oidc_issuer}"`
	Client     string            `placeholder:"ID" help:"${serve_oidc_client}"`
	SecretFile string            `type:"path" placeholder:"FILE" help:"${serve_oidc_secret_file}"`
	Group      map[string]string `placeholder:"GROUP=DEPARTMENT" help:"${serve_oidc_group}"`
	Claim      string            `default:"groups" help:"${serve_oidc_claim}"`
	Make       bool              `help:"${serve_oidc_make}"`
}

func (a oidcArgs) provider(j *job, w *store.Workspace) (*gate.OIDC, error) {
	if a.Issuer == "" {
		return nil, nil
	}
	o := &gate.OIDC{Issuer: a.Issuer, Client: a.Client, GroupClaim: a.Claim, Make: a.Make, Groups: map[string]team.DepartmentID{}}
	if a.SecretFile != "" {
		raw, err := os.ReadFile(a.SecretFile)
		if err != nil {
			return nil, fault.Wrap(err, fault.NotFound, "fault.secret-unreadable", "Field", "oidc-secret-file")
		}
		o.Secret = strings.TrimSpace(string(raw))
	}
	roster, err := w.Roster(j.ctx)
	if err != nil {
		return nil, err
	}
	for group, name := range a.Group {
		d, err := department(roster, name)
		if err != nil {
			return nil, err
		}
		o.Groups[group] = d.ID
	}
	return o, nil
}
