package gate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The files of the server's own certificate in its directory.
const (
	CertificateFile = "server.crt"
	KeyFile         = "server.key"
)

// ownLife is how long a self-signed certificate is good: desktops know it by
// its key, so that nothing is gained by a short life.
const ownLife = 20 * 365 * 24 * time.Hour

// Certificate is the server's certificate; it can be read again while the
// server runs.
type Certificate struct {
	certFile, keyFile string
	mu                sync.Mutex
	current           *tls.Certificate
	stamp             time.Time
}

// LoadCertificate reads a certificate and its key (PEM).
func LoadCertificate(certFile, keyFile string) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile}
	return c, c.Reload()
}

// OwnCertificate reads the self-signed certificate of a directory, and makes
// it at the first start. hosts are the names and addresses that it is for.
func OwnCertificate(dir string, hosts []string, now time.Time) (*Certificate, error) {
	certFile, keyFile := filepath.Join(dir, CertificateFile), filepath.Join(dir, KeyFile)
	_, err := os.Stat(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		err = selfSign(certFile, keyFile, hosts, now)
	}
	if err != nil {
		return nil, fmt.Errorf("make the server's certificate: %w", err)
	}
	return LoadCertificate(certFile, keyFile)
}

func selfSign(certFile, keyFile string, hosts []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Vigie server"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(ownLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if h != "" {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return err
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	// The certificate first: a key without one would never be completed.
	if err := os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		return err
	}
	return os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}), 0o600)
}

// Reload reads the files again; the old certificate stays when they are wrong.
func (c *Certificate) Reload() error {
	info, err := os.Stat(c.certFile)
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	next, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.current, c.stamp = &next, info.ModTime()
	return nil
}

// Renewed reads the files again when they are newer than what is in use.
func (c *Certificate) Renewed() error {
	info, err := os.Stat(c.certFile)
	if err != nil {
		return fmt.Errorf("look at the certificate: %w", err)
	}
	c.mu.Lock()
	same := info.ModTime().Equal(c.stamp)
	c.mu.Unlock()
	if same {
		return nil
	}
	return c.Reload()
}

// TLS is the configuration of the listener: TLS 1.3 and nothing older.
func (c *Certificate) TLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.current, nil
		},
	}
}

// Pin is the SHA-256 of the public key (SPKI), in hexadecimal: what a desktop
// knows the server by.
func (c *Certificate) Pin() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return PinOf(c.current.Leaf)
}

// PinOf is the pin of a certificate.
func PinOf(leaf *x509.Certificate) string {
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}
