package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// doorplate is where the server of a workspace is to be found, for the
// invitations that are made beside it.
type doorplate struct {
	Server string `json:"server"`
	Pin    string `json:"pin,omitempty"`
}

const doorplateFile = "server.json"

func writeDoorplate(dir string, d doorplate) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write the server's address: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, doorplateFile), raw, 0o600); err != nil {
		return fmt.Errorf("write the server's address: %w", err)
	}
	return nil
}

// readDoorplate gives an invitation without its code. server overrules what
// the last start said.
func readDoorplate(dir, server string) (wire.Invitation, error) {
	var d doorplate
	raw, err := os.ReadFile(filepath.Join(dir, doorplateFile))
	if err == nil {
		err = json.Unmarshal(raw, &d)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wire.Invitation{}, fmt.Errorf("read the server's address: %w", err)
	}
	if server != "" {
		d.Server = publicHost(server)
	}
	if d.Server == "" {
		return wire.Invitation{}, fault.New(fault.Invalid, "fault.serve-unknown")
	}
	return wire.Invitation{Server: d.Server, Pin: d.Pin}, nil
}

// publicHost is the host and port of an address: https://HOST[:PORT], or
// HOST[:PORT].
func publicHost(address string) string {
	u, err := url.Parse(address)
	host := address
	if err == nil && u.Host != "" {
		host = u.Host
	}
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(host, "443")
}
