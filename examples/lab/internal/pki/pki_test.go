package pki

import (
	"crypto/x509"
	"encoding/pem"
	"regexp"
	"testing"
)

func TestAServerIsTrustedThroughItsOwnAuthorityOnly(t *testing.T) {
	authority, other := newAuthority(t), newAuthority(t)
	pair, err := authority.IssueServer("vcenter-rbx")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(pair.Certificate)
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"127.0.0.1", "localhost"} {
		if _, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots(authority)}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: roots(other)}); err == nil {
		t.Error("it is trusted through another authority")
	}
}

func TestKeysAreInTheFormThatJavaClientsRead(t *testing.T) {
	pair, err := newAuthority(t).IssueClient("alice")
	if err != nil {
		t.Fatal(err)
	}
	if block, _ := pem.Decode(pair.Key); block.Type != "EC PRIVATE KEY" {
		t.Errorf("it is %s", block.Type)
	}
	leaf, err := pair.TLS()
	if err != nil {
		t.Fatal(err)
	}
	if print := Thumbprint(leaf); !regexp.MustCompile(`^SHA256(:[0-9A-F]{2}){32}$`).MatchString(print) {
		t.Errorf("thumbprint %s", print)
	}
}

func newAuthority(t *testing.T) *Authority {
	t.Helper()
	authority, err := NewAuthority("test")
	if err != nil {
		t.Fatal(err)
	}
	return authority
}

func roots(authority *Authority) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority.PEM)
	return pool
}
