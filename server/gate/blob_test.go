package gate_test

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/server/gate"
	"vigie/store/wire"
)

func loopback() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

func mustBeOurs(t *testing.T, dir string) {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, gate.KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key may be read by others: %v, %v", info, err)
	}
}

func copyFile(t *testing.T, from, to, name string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, name), raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// bring sends a part of a file.
func (k *desk) bring(sha string, part []byte, from, total int) answer {
	k.t.Helper()
	return k.call(request{method: "PUT", path: "/v1/blobs/" + sha, token: k.Access, body: part, header: map[string]string{
		"Content-Range": fmt.Sprintf("bytes %d-%d/%d", from, from+len(part)-1, total),
	}})
}

func (k *desk) fetch(method, path string, header map[string]string) answer {
	k.t.Helper()
	return k.call(request{method: method, path: path, token: k.Access, header: header})
}

func TestFile_IsBroughtInPartsAndGoesOnWhereItStopped(t *testing.T) {
	d := open(t)
	k, other := d.member(nadia), d.member(chief)
	file := bytes.Repeat([]byte("0123456789"), 1000)
	sha := sum(file)
	path := "/v1/blobs/" + sha
	a := k.fetch("HEAD", path, nil)
	if a.status != 404 || a.header.Get("Upload-Offset") != "0" {
		t.Errorf("before: %d %v", a.status, a.header)
	}
	d.want("the first part", k.bring(sha, file[:4000], 0, len(file)), 202, "")
	a = k.fetch("HEAD", path, nil)
	if a.status != 404 || a.header.Get("Upload-Offset") != "4000" {
		t.Errorf("after the first part: %d %v", a.status, a.header)
	}
	a = k.bring(sha, file[5000:6000], 5000, len(file))
	d.want("a part too far", a, 409, wire.CodeGap)
	if a.problem.Want != 4000 {
		t.Errorf("wants %d", a.problem.Want)
	}
	d.want("the first part again", k.bring(sha, file[:4000], 0, len(file)), 409, wire.CodeGap)
	d.want("the rest", k.bring(sha, file[4000:], 4000, len(file)), 201, "")
	d.want("all of it again", k.bring(sha, file, 0, len(file)), 201, "")
	a = k.fetch("GET", path, nil)
	if a.status != 200 || !bytes.Equal(a.body, file) || a.header.Get("Content-Disposition") == "" || a.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("came back: %d, %d bytes, %v", a.status, len(a.body), a.header)
	}
	a = k.fetch("GET", path, map[string]string{"Range": "bytes=9990-"})
	if a.status != 206 || string(a.body) != "0123456789" {
		t.Errorf("a range: %d %q", a.status, a.body)
	}
	d.want("for somebody else it is not there", other.fetch("GET", path, nil), 404, wire.CodeNotSeen)
	d.want("nor by a message that it does not hang on", other.fetch("GET", path+"?on=message&id=M1", nil), 404, wire.CodeNotSeen)
	d.want("nor by what is no such thing", other.fetch("GET", path+"?on=member&id=x", nil), 404, wire.CodeNotSeen)
	if left, err := os.ReadDir(d.spool); err != nil || len(left) != 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

func TestFile_IsWhatItsNameSays(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	sha := sum([]byte("what it should be"))
	d.want("something else", k.bring(sha, []byte("what it is not it"), 0, 17), 400, wire.CodeInvalid)
	if a := k.fetch("HEAD", "/v1/blobs/"+sha, nil); a.header.Get("Upload-Offset") != "0" {
		t.Errorf("begins at %v", a.header)
	}
	d.want("the right one", k.bring(sha, []byte("what it should be"), 0, 17), 201, "")
	if _, err := d.w.Blob(context.Background(), sum([]byte("what it is not it"))); err == nil {
		t.Error("the wrong bytes were kept")
	}
}

func TestFile_NamesAndRangesThatAreTricksAreRefused(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	sha := sum([]byte("x"))
	for _, name := range []string{
		"..%2f..%2f..%2fetc%2fpasswd", "..", "%2e%2e%2fvigie.db", strings.ToUpper(sha), sha[:63], sha + "0", "a%00" + sha[4:], "con", strings.Repeat("é", 32),
		"..%5c..%5cvigie.db",
	} {
		for _, method := range []string{"GET", "HEAD", "PUT"} {
			a := d.call(request{method: method, path: "/v1/blobs/" + name, token: k.Access, body: body(method, "x")})
			if a.status < 300 || a.status == 500 {
				t.Errorf("%s %s: %d %s", method, name, a.status, a.body)
			}
		}
	}
	for _, span := range []string{
		"bytes 0-0/0", "bytes 5-1/10", "bytes 0-9/5", "bytes -1-5/9", "bytes 0-0/99999999999999999999", "bytes */5", "items 0-0/1", "bytes 0-0", "bytes a-b/c",
		"bytes 0-18446744073709551615/18446744073709551616",
	} {
		a := d.call(request{method: "PUT", path: "/v1/blobs/" + sha, token: k.Access, body: []byte("x"), header: map[string]string{"Content-Range": span}})
		if a.status != 400 && a.status != 413 {
			t.Errorf("%s: %d", span, a.status)
		}
	}
	d.want("shorter than it says", d.call(request{method: "PUT", path: "/v1/blobs/" + sha, token: k.Access, body: []byte("x"),
		header: map[string]string{"Content-Range": "bytes 0-9/20"}}), 400, wire.CodeInvalid)
	d.want("compressed", d.call(request{method: "PUT", path: "/v1/blobs/" + sha, token: k.Access, body: []byte("x"),
		header: map[string]string{"Content-Encoding": "gzip"}}), 400, wire.CodeInvalid)
	if left, err := filepath.Glob(filepath.Join(d.dir, "..", "*passwd*")); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func body(method, text string) any {
	if method == "PUT" {
		return []byte(text)
	}
	return nil
}

func TestFile_IsBoundedInSizeAndInADay(t *testing.T) {
	d := open(t, func(o *gate.Options, _ *gate.Times) { o.Limits.Blob, o.Limits.Quota = 1000, 1500 })
	k, other := d.member(nadia), d.member(nadia)
	big := bytes.Repeat([]byte("b"), 1001)
	d.want("too large", k.bring(sum(big), big, 0, len(big)), 413, wire.CodeInvalid)
	one, two := bytes.Repeat([]byte("1"), 1000), bytes.Repeat([]byte("2"), 1000)
	d.want("the first", k.bring(sum(one), one, 0, 1000), 201, "")
	d.want("beyond the day's share", k.bring(sum(two), two, 0, 1000), 507, "full")
	d.want("another device", other.bring(sum(two), two, 0, 1000), 201, "")
	d.clock.on(25 * 60 * 60 * 1e9)
	k.Tokens, _ = k.renew(k.renewal())
	d.want("the next day", k.bring(sum(two), two, 0, 1000), 201, "")
}
