package zerto

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"failback.pra.io/lab/internal/pki"
)

// maxRequest is far above what any client sends.
const maxRequest = 1 << 20

// Modes are what differs between versions of Zerto, or was never seen.
type Modes struct {
	// Session: version 9 and before, a header from /v1/session/add; otherwise a Keycloak token.
	Session bool `json:"session"`
	// Camel writes the fields in camelCase and leaves the identifiers out, as the swagger of version 10 has it.
	Camel bool `json:"camel"`
	// OldStatusOrder swaps the numbers of RpoNotMeetingSLA and HistoryNotMeetingSLA.
	OldStatusOrder bool `json:"oldStatusOrder"`
	// WithoutBackup counts the sub-statuses without Backup, so that those from 28 on shift.
	WithoutBackup bool `json:"withoutBackup"`
	// Descriptions adds StatusDescription and SubStatusDescription.
	Descriptions bool `json:"descriptions"`
	// OldDates writes times as /Date(ms+0300)/.
	OldDates bool `json:"oldDates"`
	// TokenSeconds is how long a token, or an idle session, lives.
	TokenSeconds int `json:"tokenSeconds"`
	// FinishedTasksUnauthorized answers 401 to questions about tasks, which end at once here.
	FinishedTasksUnauthorized bool `json:"finishedTasksUnauthorized"`
}

// DefaultModes are those of version 10.
func DefaultModes() Modes { return Modes{Descriptions: true, TokenSeconds: 300} }

// Asked is a call that came over the network.
type Asked struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Body   string `json:"body"`
	Status int    `json:"status"`
}

// zvm is the front of one ZVM.
type zvm struct {
	site       string
	estate     *Estate
	address    string
	server     *http.Server
	ca         []byte
	thumbprint string
	gate       *gate
	faults     *faults

	mutex sync.Mutex
	modes Modes
	asked []Asked
}

func newZVM(site, address string, estate *Estate) (*zvm, error) {
	authority, err := pki.NewAuthority("ZVM stand-in " + site)
	if err != nil {
		return nil, err
	}
	pair, err := authority.IssueServer("zvm." + site + ".example")
	if err != nil {
		return nil, err
	}
	certificate, err := pair.TLS()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	z := &zvm{
		site: site, estate: estate, address: listener.Addr().String(), ca: authority.PEM,
		thumbprint: pki.Thumbprint(certificate), gate: newGate(), faults: &faults{}, modes: DefaultModes(),
	}
	z.server = &http.Server{
		Handler: z, ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
	}
	go func() { _ = z.server.ServeTLS(listener, "", "") }()
	return z, nil
}

// URL is what clients are told.
func (z *zvm) URL() string { return "https://" + z.address }

func (z *zvm) current() Modes {
	z.mutex.Lock()
	defer z.mutex.Unlock()
	return z.modes
}

func (z *zvm) reset() {
	z.mutex.Lock()
	z.modes, z.asked = DefaultModes(), nil
	z.mutex.Unlock()
	z.faults.clear()
	z.gate.reset()
}

// ServeHTTP notes the call, lets a fault strike, asks for a log-in, and answers.
func (z *zvm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	// Sources disagree about the casing of paths.
	path := strings.ToLower(r.URL.Path)
	modes := z.current()
	strike := z.faults.find(r.Method, path)
	if strike.before(w, r) {
		z.note(r.Method, r.URL.Path, body, strike.Status)
		return
	}
	answer := z.answer(r, path, body, modes)
	if r.Method != http.MethodGet {
		z.note(r.Method, r.URL.Path, redacted(path, body), answer.status)
	}
	if strike.after() {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	answer.send(w, modes)
}

func (z *zvm) note(method, path string, body []byte, status int) {
	z.mutex.Lock()
	defer z.mutex.Unlock()
	z.asked = append(z.asked, Asked{Method: method, Path: path, Body: string(body), Status: status})
}

// redacted keeps passwords out of what the control endpoint shows.
func redacted(path string, body []byte) []byte {
	if path == tokenPath {
		return nil
	}
	return body
}

// reply is a status and what goes into the body.
type reply struct {
	status int
	header map[string]string
	value  any
	raw    bool // as it is, without casing
}

func (a reply) send(w http.ResponseWriter, modes Modes) {
	for key, value := range a.header {
		w.Header().Set(key, value)
	}
	if a.value == nil {
		w.WriteHeader(a.status)
		return
	}
	value := a.value
	if !a.raw {
		value = cased(value, modes.Camel)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(value)
}

func ok(value any) reply { return reply{status: http.StatusOK, value: value} }

func failed(status int, message string) reply {
	return reply{status: status, value: object{"Message": message}}
}
