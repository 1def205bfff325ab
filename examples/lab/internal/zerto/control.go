package zerto

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// control is a loopback HTTP endpoint: what the API of a ZVM cannot be asked for.
type control struct {
	pair    *Pair
	address string
	server  *http.Server
}

func startControl(address string, pair *Pair) (*control, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &control{pair: pair, address: listener.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /vpgs", plain(func(*http.Request) (any, error) { return c.pair.Estate.All(), nil }))
	mux.HandleFunc("GET /vpgs/{name}", plain(func(r *http.Request) (any, error) {
		return c.pair.Estate.Find(r.PathValue("name"))
	}))
	mux.HandleFunc("PUT /vpgs/{name}", plain(c.put))
	mux.HandleFunc("POST /vpgs/{name}/move", plain(c.open("Move")))
	mux.HandleFunc("POST /vpgs/{name}/failover", plain(c.open("Failover")))
	mux.HandleFunc("POST /reset", plain(c.reset))
	mux.HandleFunc("POST /zvms/{site}/modes", c.at(setModes))
	mux.HandleFunc("GET /zvms/{site}/modes", c.at(func(z *zvm, _ *http.Request) (any, error) { return z.current(), nil }))
	mux.HandleFunc("POST /zvms/{site}/faults", c.at(addFault))
	mux.HandleFunc("DELETE /zvms/{site}/faults", c.at(func(z *zvm, _ *http.Request) (any, error) {
		z.faults.clear()
		return done()
	}))
	mux.HandleFunc("POST /zvms/{site}/forget-tokens", c.at(func(z *zvm, _ *http.Request) (any, error) {
		z.gate.forget()
		return done()
	}))
	mux.HandleFunc("GET /zvms/{site}/calls", c.at(calls))
	c.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = c.server.Serve(listener) }()
	return c, nil
}

func (c *control) url() string { return "http://" + c.address }

func (c *control) stop() { _ = c.server.Close() }

// put makes a VPG as the body says; what it does not name is as it was, or as in a healthy VPG.
func (c *control) put(r *http.Request) (any, error) {
	vpg, err := c.pair.Estate.Find(r.PathValue("name"))
	if err != nil {
		vpg = Healthy(r.PathValue("name"))
	}
	vpg.StatusNumber, vpg.SubStatusNumber = nil, nil
	if err := read(r, &vpg); err != nil {
		return nil, err
	}
	vpg.Name = r.PathValue("name")
	return c.pair.Estate.Put(vpg)
}

// open begins an operation as people do it in the Zerto user interface.
func (c *control) open(kind string) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		wanted := struct {
			CommitPolicy  string `json:"commitPolicy"`
			CommitSeconds int    `json:"commitSeconds"`
		}{"None", 3600}
		if err := read(r, &wanted); err != nil {
			return nil, err
		}
		if err := oneOf("commitPolicy", wanted.CommitPolicy, commitPolicies); err != nil {
			return nil, err
		}
		_, err := c.pair.Estate.Open(r.PathValue("name"), kind, begun{wanted.CommitPolicy, wanted.CommitSeconds})
		if err != nil {
			return nil, err
		}
		return c.pair.Estate.Find(r.PathValue("name"))
	}
}

// reset removes all VPGs and faults, and makes both ZVMs those of version 10 again; tokens go on.
func (c *control) reset(*http.Request) (any, error) {
	c.pair.Estate.Clear()
	for _, z := range c.pair.zvms {
		z.reset()
	}
	return done()
}

func (c *control) at(a func(z *zvm, r *http.Request) (any, error)) http.HandlerFunc {
	return plain(func(r *http.Request) (any, error) {
		z, known := c.pair.zvms[r.PathValue("site")]
		if !known {
			return nil, fmt.Errorf("no ZVM %q: it is rbx or sbg", r.PathValue("site"))
		}
		return a(z, r)
	})
}

func setModes(z *zvm, r *http.Request) (any, error) {
	modes := DefaultModes()
	if err := read(r, &modes); err != nil {
		return nil, err
	}
	z.mutex.Lock()
	defer z.mutex.Unlock()
	z.modes = modes
	return modes, nil
}

func addFault(z *zvm, r *http.Request) (any, error) {
	var rule Fault
	if err := read(r, &rule); err != nil {
		return nil, err
	}
	z.faults.add(rule)
	return done()
}

// calls are those that change something, and log-ins by number; bodies of log-ins are left out.
func calls(z *zvm, _ *http.Request) (any, error) {
	z.mutex.Lock()
	defer z.mutex.Unlock()
	asked := append([]Asked{}, z.asked...)
	return map[string]any{"calls": asked, "logins": z.gate.count()}, nil
}

// read fills the value from the body, which may be absent; unknown fields are refused, because a misspelt one would
// silently test nothing.
func read(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("body: %w", err)
	}
	return nil
}

func plain(a func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		value, err := a(r)
		status := http.StatusOK
		if err != nil {
			status, value = http.StatusBadRequest, map[string]string{"error": err.Error()}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(value)
	}
}

func done() (any, error) { return map[string]bool{"ok": true}, nil }
