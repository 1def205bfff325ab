package kube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// grants is what the people of the lab may do.
//
//go:embed people.yaml
var grants string

// client makes the few requests that the start of a cluster needs.
type client struct {
	url  string
	http *http.Client
}

func newClient(url string, c *credentials) (*client, error) {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.issuer.PEM)
	certificate, err := c.admin.TLS()
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	transport := &http.Transport{TLSClientConfig: config}
	return &client{url: url, http: &http.Client{Transport: transport, Timeout: 10 * time.Second}}, nil
}

func (c *client) ready(ctx context.Context) error {
	return c.do(ctx, http.MethodGet, "/readyz", "", "")
}

func (c *client) defaultNamespace(ctx context.Context) error {
	return c.do(ctx, http.MethodGet, "/api/v1/namespaces/default", "", "")
}

// grantPeople applies people.yaml by server-side apply, which needs no client library.
func (c *client) grantPeople(ctx context.Context) error {
	for _, object := range strings.Split(grants, "\n---\n") {
		kind, name, err := kindAndName(object)
		if err != nil {
			return err
		}
		path := fmt.Sprintf("/apis/rbac.authorization.k8s.io/v1/%ss/%s?fieldManager=lab&force=true", strings.ToLower(kind), name)
		if err := c.do(ctx, http.MethodPatch, path, "application/apply-patch+yaml", object); err != nil {
			return err
		}
	}
	return nil
}

func kindAndName(object string) (kind, name string, err error) {
	for _, line := range strings.Split(object, "\n") {
		if value, ok := strings.CutPrefix(line, "kind: "); ok {
			kind = value
		}
		if value, ok := strings.CutPrefix(line, "metadata: {name: "); ok {
			name = strings.TrimSuffix(value, "}")
		}
	}
	if kind == "" || name == "" {
		return "", "", fmt.Errorf("people.yaml: an object without kind or name:\n%s", object)
	}
	return kind, name, nil
}

func (c *client) do(ctx context.Context, method, path, contentType, body string) error {
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	return nil
}
