package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"vigie/inbox/fault"
)

type healthCmd struct {
	Address string `default:"127.0.0.1:8443" help:"${health_address}"`
	Plain   bool   `help:"${health_plain}"`
}

// healthTime is how long a server may take to say that it is well.
const healthTime = 5 * time.Second

// Run asks a server on this computer whether it is well: for images that have
// no other program to ask with. Nothing secret is said, so that any
// certificate will do; another computer is not asked.
func (c *healthCmd) Run(j *job) error {
	host, _, err := net.SplitHostPort(c.Address)
	a, bad := netip.ParseAddr(host)
	if err != nil || bad != nil || !a.IsLoopback() {
		return fault.New(fault.Invalid, "fault.health-elsewhere", "Address", c.Address)
	}
	client := http.Client{
		Timeout:       healthTime,
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	scheme := "https"
	if c.Plain {
		scheme = "http"
	}
	r, err := http.NewRequestWithContext(j.ctx, http.MethodGet, scheme+"://"+c.Address+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask for the health: %w", err)
	}
	resp, err := client.Do(r)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.health-silent", "Address", c.Address)
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	if err != nil || resp.StatusCode != http.StatusOK {
		return fault.Wrap(errors.Join(fmt.Errorf("answered %s", resp.Status), err), fault.Unavailable, "fault.health-silent", "Address", c.Address)
	}
	return j.say(map[string]any{"healthy": true}, j.texts.T("cli.healthy", nil))
}
