// Package kube runs a Kubernetes API server with its etcd as two processes: no nodes, no controllers, but real admission,
// validation, RBAC and watches.
package kube

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"failback.pra.io/lab/internal/children"
	"failback.pra.io/lab/internal/peers"
)

// readyWithin is far above what a loaded machine needs.
const readyWithin = 2 * time.Minute

// Cluster is a running API server.
type Cluster struct {
	URL string
	// Kubeconfigs are paths by user: "admin", "operator" and each of the people.
	Kubeconfigs map[string]string
	Etcd        *children.Child
	APIServer   *children.Child
}

// Start starts etcd and the API server with files in a folder, and returns when the server is ready and knows its users.
func Start(ctx context.Context, folder string, programs peers.Programs) (*Cluster, error) {
	if err := os.MkdirAll(filepath.Join(folder, "logs"), 0o700); err != nil {
		return nil, err
	}
	var err error
	// A free port can be taken by someone else before the server listens on it: try again.
	for range 3 {
		var cluster *Cluster
		if cluster, err = start(ctx, folder, programs); err == nil || ctx.Err() != nil {
			return cluster, err
		}
	}
	return nil, err
}

// Stop ends both processes.
func (c *Cluster) Stop() {
	if c.APIServer != nil {
		c.APIServer.Kill()
	}
	if c.Etcd != nil {
		c.Etcd.Kill()
	}
}

func start(ctx context.Context, folder string, programs peers.Programs) (cluster *Cluster, err error) {
	// An earlier attempt may have left its data.
	if err := os.RemoveAll(filepath.Join(folder, "etcd")); err != nil {
		return nil, err
	}
	ports, err := freePorts(3)
	if err != nil {
		return nil, err
	}
	credentials, err := writeCredentials(folder)
	if err != nil {
		return nil, err
	}
	cluster = &Cluster{URL: "https://" + onLoopback(ports[2])}
	defer func() {
		if err != nil {
			cluster.Stop()
		}
	}()
	etcdURL, peerURL := "http://"+onLoopback(ports[0]), "http://"+onLoopback(ports[1])
	cluster.Etcd, err = children.Start("etcd", filepath.Join(folder, "logs", "etcd.log"), programs.Etcd,
		"--data-dir="+filepath.Join(folder, "etcd"),
		"--unsafe-no-fsync", // nothing of a lab has to survive a power cut
		"--listen-client-urls="+etcdURL, "--advertise-client-urls="+etcdURL,
		"--listen-peer-urls="+peerURL, "--initial-advertise-peer-urls="+peerURL, "--initial-cluster=default="+peerURL,
		"--log-level=warn")
	if err != nil {
		return cluster, err
	}
	cluster.APIServer, err = children.Start("kube-apiserver", filepath.Join(folder, "logs", "kube-apiserver.log"),
		programs.APIServer,
		"--etcd-servers="+etcdURL,
		"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--secure-port="+strconv.Itoa(ports[2]),
		"--tls-cert-file="+credentials.serverCertificate, "--tls-private-key-file="+credentials.serverKey,
		"--client-ca-file="+credentials.authority,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+credentials.serviceAccountPublic,
		"--service-account-signing-key-file="+credentials.serviceAccountPrivate,
		"--authorization-mode=RBAC",
		"--service-cluster-ip-range=10.96.0.0/16", "--endpoint-reconciler-type=none")
	if err != nil {
		return cluster, err
	}
	cluster.Kubeconfigs, err = writeKubeconfigs(folder, cluster.URL, credentials)
	if err != nil {
		return cluster, err
	}
	return cluster, cluster.awaitReady(ctx, credentials)
}

func (c *Cluster) awaitReady(ctx context.Context, credentials *credentials) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	client, err := newClient(c.URL, credentials)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{client.ready, client.defaultNamespace, client.grantPeople} {
		if err := c.until(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// until repeats a step until it succeeds, a process ends, or the time is over.
func (c *Cluster) until(ctx context.Context, step func(context.Context) error) error {
	for {
		err := step(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-c.APIServer.Ended():
			return c.APIServer.Failure()
		case <-c.Etcd.Ended():
			return c.Etcd.Failure()
		case <-ctx.Done():
			return fmt.Errorf("kube-apiserver is not ready, see %s: %w", c.APIServer.Log, errors.Join(ctx.Err(), err))
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// freePorts holds all of them open until it has enough, so that they differ.
func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		listener, err := net.Listen("tcp", onLoopback(0))
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

func onLoopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
