// Package control is the loopback HTTP endpoint of the lab: what the vSphere API cannot ask of a vCenter (faults, delays,
// restarts, black holes), people who act at the sites, and the referee's record of what really happened.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

// maxWait bounds a long poll.
const maxWait = 60 * time.Second

// Server is the running endpoint.
type Server struct {
	referee *vcenter.Referee
	sites   map[string]*vcenter.Site
	order   []*vcenter.Site
	address string
	server  *http.Server
}

// Start listens and returns.
func Start(address string, referee *vcenter.Referee, sites ...*vcenter.Site) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &Server{referee: referee, sites: map[string]*vcenter.Site{}, order: sites, address: listener.Addr().String()}
	for _, site := range sites {
		s.sites[site.Name] = site
	}
	// A client that the machine has stopped for a while is no reason to hang up: its next word may be a test that fails.
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: time.Minute}
	go func() { _ = s.server.Serve(listener) }()
	return s, nil
}

// URL is the base of all paths.
func (s *Server) URL() string { return "http://" + s.address }

// Stop ends the endpoint.
func (s *Server) Stop() { _ = s.server.Close() }

// answerer answers a request with a value that is sent as JSON, or with an error.
type answerer func(r *http.Request) (any, error)

// problem is an error that says which HTTP status it is.
type problem struct {
	status int
	err    error
}

func (p problem) Error() string { return p.err.Error() }

func (p problem) Unwrap() error { return p.err }

func badRequest(err error) error { return problem{http.StatusBadRequest, err} }

func notFound(err error) error { return problem{http.StatusNotFound, err} }

func answer(a answerer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		value, err := a(r)
		status := http.StatusOK
		if err != nil {
			status = http.StatusConflict
			var p problem
			if errors.As(err, &p) {
				status = p.status
			}
			value = map[string]string{"error": err.Error()}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(value)
	}
}

// atSite finds the site that the path names.
func (s *Server) atSite(a func(site *vcenter.Site, r *http.Request) (any, error)) http.HandlerFunc {
	return answer(func(r *http.Request) (any, error) {
		site, ok := s.sites[r.PathValue("site")]
		if !ok {
			return nil, notFound(fmt.Errorf("no site %q: it is rbx or sbg", r.PathValue("site")))
		}
		return a(site, r)
	})
}

// atVM finds the VM that the path names, by name or MoRef.
func (s *Server) atVM(a func(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error)) http.HandlerFunc {
	return s.atSite(func(site *vcenter.Site, r *http.Request) (any, error) {
		vm, err := site.Find(r.PathValue("vm"))
		if err != nil {
			return nil, notFound(err)
		}
		return a(site, vm, r)
	})
}

// decode reads the body, which may be absent; unknown fields are refused, because a misspelt one would silently test
// nothing.
func decode[T any](r *http.Request) (value T, err error) {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil && !errors.Is(err, io.EOF) {
		return value, badRequest(fmt.Errorf("body: %w", err))
	}
	return value, nil
}

// withoutHurry outlives the client: what was begun at a vCenter is not undone by hanging up.
func withoutHurry(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }

// ok is the answer where there is nothing to tell.
func ok() (any, error) { return map[string]bool{"ok": true}, nil }
