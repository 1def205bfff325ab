// Package pki makes the certificates of the lab: an authority per simulated peer, and what it signs.
package pki

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
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"
)

// validity is short because nothing of a lab outlives it; it begins in the past for clocks that disagree a little.
const validity = 7 * 24 * time.Hour

// Authority is a self-signed certificate authority that lives in memory: only its certificate is ever written.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	// PEM is the authority's certificate, which clients put in their trust store.
	PEM []byte
}

// KeyPair is a signed certificate with its key, both as PEM.
type KeyPair struct {
	Certificate []byte
	// Key is in SEC1 form ("EC PRIVATE KEY"): the fabric8 Kubernetes client cannot read an EC key in PKCS #8.
	Key []byte
}

// NewAuthority makes an authority with the given common name.
func NewAuthority(commonName string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template, err := newTemplate(pkix.Name{CommonName: commonName, Organization: []string{"failback lab"}})
	if err != nil {
		return nil, err
	}
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Authority{certificate: certificate, key: key, PEM: encode("CERTIFICATE", der)}, nil
}

// IssueServer signs a certificate for a server on the loopback interface.
func (a *Authority) IssueServer(commonName string, names ...string) (KeyPair, error) {
	template, err := newTemplate(pkix.Name{CommonName: commonName})
	if err != nil {
		return KeyPair{}, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	template.DNSNames = append([]string{"localhost"}, names...)
	return a.sign(template)
}

// IssueClient signs a certificate that authenticates a user, as Kubernetes reads it: the common name is the user's name,
// the organizations are the groups.
func (a *Authority) IssueClient(user string, groups ...string) (KeyPair, error) {
	template, err := newTemplate(pkix.Name{CommonName: user, Organization: groups})
	if err != nil {
		return KeyPair{}, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.sign(template)
}

// TLS returns the pair in the form that a server or a client uses.
func (p KeyPair) TLS() (tls.Certificate, error) {
	return tls.X509KeyPair(p.Certificate, p.Key)
}

// Thumbprint is the SHA-256 of the leaf, as people compare it: "SHA256:AB:CD:...".
func Thumbprint(certificate tls.Certificate) string {
	sum := sha256.Sum256(certificate.Certificate[0])
	octets := make([]string, len(sum))
	for i, b := range sum {
		octets[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return "SHA256:" + strings.Join(octets, ":")
}

// NewKey makes a key that signs something other than certificates, and returns it with its public half, both as PEM.
func NewKey() (private, public []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	publicDER, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, nil, err
	}
	return encode("EC PRIVATE KEY", der), encode("PUBLIC KEY", publicDER), nil
}

func (a *Authority) sign(template *x509.Certificate) (KeyPair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return KeyPair{}, err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return KeyPair{}, err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return KeyPair{}, err
	}
	return KeyPair{Certificate: encode("CERTIFICATE", der), Key: encode("EC PRIVATE KEY", keyDER)}, nil
}

func newTemplate(subject pkix.Name) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("serial number: %w", err)
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(validity),
	}, nil
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
