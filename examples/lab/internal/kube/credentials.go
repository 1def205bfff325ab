package kube

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"

	"failback.pra.io/lab/internal/pki"
)

// OperatorUser is the name under which the operator's service account would come: what deploy/ grants to it holds.
const OperatorUser = "system:serviceaccount:failback-system:failback-operator"

// people are the users with kubeconfigs of their own, and what they are for.
var people = []string{
	"alice",  // approves
	"bob",    // approves
	"carol",  // edits plans, may not approve
	"gitops", // approves in other people's names
}

// credentials are the files and keys of a cluster.
type credentials struct {
	folder                                      string
	authority, serverCertificate, serverKey     string
	serviceAccountPublic, serviceAccountPrivate string
	issuer                                      *pki.Authority
	admin                                       pki.KeyPair
}

func writeCredentials(folder string) (*credentials, error) {
	c := &credentials{folder: filepath.Join(folder, "pki")}
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return nil, err
	}
	var err error
	if c.issuer, err = pki.NewAuthority("failback lab Kubernetes CA"); err != nil {
		return nil, err
	}
	server, err := c.issuer.IssueServer("kube-apiserver",
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")
	if err != nil {
		return nil, err
	}
	private, public, err := pki.NewKey()
	if err != nil {
		return nil, err
	}
	if c.admin, err = c.issuer.IssueClient("lab-admin", "system:masters"); err != nil {
		return nil, err
	}
	for _, file := range []struct {
		path    *string
		name    string
		content []byte
	}{
		{&c.authority, "ca.crt", c.issuer.PEM},
		{&c.serverCertificate, "apiserver.crt", server.Certificate},
		{&c.serverKey, "apiserver.key", server.Key},
		{&c.serviceAccountPrivate, "service-account.key", private},
		{&c.serviceAccountPublic, "service-account.pub", public},
	} {
		*file.path = filepath.Join(c.folder, file.name)
		if err := os.WriteFile(*file.path, file.content, 0o600); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// writeKubeconfigs writes "kubeconfig" for the administrator and "<user>.kubeconfig" for everybody else.
func writeKubeconfigs(folder, url string, c *credentials) (map[string]string, error) {
	operator, err := c.issuer.IssueClient(OperatorUser, "system:serviceaccounts", "system:serviceaccounts:failback-system")
	if err != nil {
		return nil, err
	}
	pairs := map[string]pki.KeyPair{"admin": c.admin, "operator": operator}
	for _, user := range people {
		if pairs[user], err = c.issuer.IssueClient(user); err != nil {
			return nil, err
		}
	}
	paths := map[string]string{}
	for user, pair := range pairs {
		name := user + ".kubeconfig"
		if user == "admin" {
			name = "kubeconfig"
		}
		paths[user] = filepath.Join(folder, name)
		if err := os.WriteFile(paths[user], kubeconfig(url, user, c.issuer.PEM, pair), 0o600); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

func kubeconfig(url, user string, authority []byte, pair pki.KeyPair) []byte {
	encode := base64.StdEncoding.EncodeToString
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
current-context: lab
clusters:
- name: lab
  cluster:
    server: %s
    certificate-authority-data: %s
contexts:
- name: lab
  context: {cluster: lab, user: %[3]s, namespace: default}
users:
- name: %[3]s
  user:
    client-certificate-data: %s
    client-key-data: %s
`, url, encode(authority), user, encode(pair.Certificate), encode(pair.Key))
}
