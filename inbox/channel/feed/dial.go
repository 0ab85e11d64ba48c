package feed

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// errAddress says that a name led to an address that a feed may not lie at.
var errAddress = errors.New("the address is not one of the public internet")

// newClient makes a client that refuses at the moment of connecting what the
// settings do not allow: the check is made on the address that is dialled, so
// no name and no redirect gets around it. It follows no redirect by itself,
// keeps no cookies, uses no proxy, and closes each connection, because the
// next poll is minutes away.
func newClient(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("dial %s: %w", address, err)
		}
		if !allowed(at.Addr(), private) {
			return fmt.Errorf("dial %s: %w", at.Addr(), errAddress)
		}
		return nil
	}}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: fetchTime, MaxResponseHeaderBytes: 256 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// allowed tells whether a feed may be fetched from an address. Link-local
// addresses, where clouds keep the secrets of their machines, never are.
func allowed(ip netip.Addr, private bool) bool {
	ip = embedded(ip.Unmap().WithZone(""))
	switch {
	case !ip.IsValid() || ip.IsUnspecified() || ip.IsMulticast() || ip.IsLinkLocalUnicast() || within(ip, "0.0.0.0/8", "240.0.0.0/4"):
		return false
	case ip == netip.MustParseAddr("fd00:ec2::254") || ip == netip.MustParseAddr("100.100.100.200"):
		return false // where two clouds keep theirs
	case ip.IsLoopback() || ip.IsPrivate() || within(ip, "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "fec0::/10"):
		return private
	default:
		return true
	}
}

func within(ip netip.Addr, prefixes ...string) bool {
	for _, p := range prefixes {
		if netip.MustParsePrefix(p).Contains(ip) {
			return true
		}
	}
	return false
}

// embedded gives the IPv4 address that an IPv6 one leads to: NAT64 (RFC 6052)
// and 6to4 (RFC 3056).
func embedded(ip netip.Addr) netip.Addr {
	b := ip.As16()
	switch {
	case ip.Is4() || !ip.IsValid():
		return ip
	case within(ip, "64:ff9b::/96"):
		return netip.AddrFrom4([4]byte(b[12:16]))
	case within(ip, "2002::/16"):
		return netip.AddrFrom4([4]byte(b[2:6]))
	default:
		return ip
	}
}
