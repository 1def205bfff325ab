package demo

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

// boot is how long a guest takes from its VM's start to its service's first answer.
const boot = 300 * time.Millisecond

// Services are what the plan's checks look at and its actions call, on loopback addresses of this machine. A service that
// is one of a VM answers only while that VM runs.
type Services struct {
	board *Board
	// elsewhere are services that are played by somebody else, by the name that the plan has for them.
	elsewhere map[string]Place
	// broken is told when a service cannot be played any more.
	broken func(error)

	mutex  sync.Mutex
	byName map[string]*service
	order  []*service
	state  map[string]string
	runs   map[string]bool
	closed bool
}

type service struct {
	name string
	// follows is the VM it is a service of, as "rbx/mysql-01"; empty for one that always answers.
	follows  string
	reserved int
	port     int
	listener net.Listener
	server   *http.Server
	// names answers at the same port over UDP, if the service is a name server.
	names net.PacketConn
}

// NewServices returns none yet but those that are played elsewhere.
func NewServices(board *Board, elsewhere map[string]Place, broken func(error)) *Services {
	return &Services{board: board, elsewhere: elsewhere, broken: broken, byName: map[string]*service{}, state: map[string]string{}, runs: map[string]bool{}}
}

// Address is where the service that the plan names as host:port is played; it comes to be when it is first asked for.
func (s *Services) Address(name string) (Place, error) {
	if place, ok := s.elsewhere[name]; ok {
		return place, nil
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	known, ok := s.byName[name]
	if !ok {
		known = &service{name: name, follows: vmBehind(name)}
		if err := known.reserve(); err != nil {
			return Place{}, fmt.Errorf("%s: %w", name, err)
		}
		if isNameServer(name) {
			var err error
			if known.names, err = serveNames(known.port); err != nil {
				return Place{}, fmt.Errorf("%s: %w", name, err)
			}
		}
		s.byName[name] = known
		s.order = append(s.order, known)
		if known.follows == "" || s.runs[known.follows] {
			if err := s.open(known); err != nil {
				return Place{}, err
			}
		}
	}
	return Place{"http", known.address()}, nil
}

// Describe has one line for each service.
func (s *Services) Describe() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var lines []string
	for _, known := range s.order {
		what := "always answers"
		if known.follows != "" {
			what = "answers while " + known.follows + " runs"
		}
		switch {
		case isSwitch(known.name):
			what = "plays DNS or the load balancer: takes the cutover's request"
		case isNameServer(known.name):
			what = "plays the name server of RBX"
		case isPrometheus(known.name):
			what = "plays Prometheus: every query has the value 1 while all of RBX runs, and none otherwise"
		}
		lines = append(lines, fmt.Sprintf("%-28s -> %-16s %s", known.name, known.address(), what))
	}
	for _, name := range slices.Sorted(maps.Keys(s.elsewhere)) {
		lines = append(lines, fmt.Sprintf("%-28s -> %-16s the lab's stand-in of a Zerto Virtual Manager", name, s.elsewhere[name].Host))
	}
	return strings.Join(lines, "\n")
}

// Power lets services follow their VMs.
func (s *Services) Power(change vcenter.PowerChange) {
	vm := change.Site + "/" + change.VM
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runs[vm] = change.To == poweredOn
	for _, known := range s.order {
		switch {
		case known.follows != vm || s.closed:
		case s.runs[vm]:
			time.AfterFunc(boot, func() { s.booted(known) })
		default:
			if err := known.close(); err != nil {
				s.broken(fmt.Errorf("%s: %w", known.name, err))
			}
		}
	}
}

func (s *Services) booted(known *service) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed || !s.runs[known.follows] {
		return
	}
	if err := s.open(known); err != nil {
		s.broken(fmt.Errorf("%s: %w", known.name, err))
	}
}

// PointAt is how the traffic was switched by somebody else than the operator.
func (s *Services) PointAt(site string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for path := range s.state {
		s.state[path] = fmt.Sprintf(`{"site": %q}`, site)
	}
}

// Close ends all of them.
func (s *Services) Close() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.closed = true
	for _, known := range s.order {
		if known.names != nil {
			_ = known.names.Close()
		}
		if known.server != nil {
			_ = known.server.Close()
		} else {
			_ = syscall.Close(known.reserved)
		}
	}
}

func (s *Services) open(known *service) error {
	if known.server != nil {
		return nil
	}
	if err := known.listen(); err != nil {
		return err
	}
	known.server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.answer(known, w, r) }),
		ReadHeaderTimeout: 5 * time.Second,
		// A TCP check says nothing, which is no error worth a line.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func(server *http.Server, listener net.Listener) { _ = server.Serve(listener) }(known.server, known.listener)
	opening := Opening{At: time.Now(), Service: known.name, Follows: known.follows}
	s.board.Post(func(seen *Seen) { seen.Openings = append(seen.Openings, opening) })
	return nil
}

// answer keeps what is put, and gives it back.
func (s *Services) answer(known *service, w http.ResponseWriter, r *http.Request) {
	if isPrometheus(known.name) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, s.sample())
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	key := known.name + r.URL.Path
	s.mutex.Lock()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.state[key] = string(body)
	}
	state, ok := s.state[key]
	s.mutex.Unlock()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		call := Call{
			At: time.Now(), Method: r.Method, Service: known.name, Path: r.URL.Path, Body: string(body),
			IdempotencyKey: r.Header.Get("Idempotency-Key"),
		}
		s.board.Post(func(seen *Seen) { seen.Calls = append(seen.Calls, call) })
	}
	w.Header().Set("Content-Type", "application/json")
	if !ok {
		state = `{"status": "ok"}`
	}
	_, _ = io.WriteString(w, state+"\n")
}

// vmBehind tells from a name such as mysql-01.rbx.example:3306 which VM serves it. The application is served by the first
// of the container hosts; what is neither is part of the sites themselves.
func vmBehind(name string) string {
	labels := strings.Split(name, ".")
	if len(labels) != 3 || labels[1] != "rbx" && labels[1] != "sbg" {
		return ""
	}
	switch vm := labels[0]; {
	case vm == "erp":
		return labels[1] + "/docker-01"
	case strings.HasPrefix(vm, "mysql-"), strings.HasPrefix(vm, "docker-"):
		return labels[1] + "/" + vm
	default:
		return ""
	}
}

// sample is what the stand-in of Prometheus answers: one series of value 1 while all VMs of RBX that it has heard of run.
func (s *Services) sample() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	result := fmt.Sprintf(`{"metric":{},"value":[%d,"1"]}`, time.Now().Unix())
	for vm, runs := range s.runs {
		if strings.HasPrefix(vm, "rbx/") && !runs {
			result = ""
		}
	}
	return `{"status":"success","data":{"resultType":"vector","result":[` + result + `]}}`
}

func isPrometheus(name string) bool { return strings.HasPrefix(name, "prometheus.") }

func isNameServer(name string) bool { return strings.HasSuffix(name, ":53") }

func isSwitch(name string) bool { return strings.Contains(name, "webhook") }

func (s *service) address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// reserve binds the port without listening: it is refused, as that of a host whose service is down, and nobody else can
// take it.
func (s *service) reserve() error {
	syscall.ForkLock.RLock()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return err
	}
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		_ = syscall.Close(fd)
		return err
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: s.port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		_ = syscall.Close(fd)
		return err
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		_ = syscall.Close(fd)
		return err
	}
	s.reserved, s.port = fd, bound.(*syscall.SockaddrInet4).Port
	return nil
}

func (s *service) listen() error {
	if err := syscall.Listen(s.reserved, 64); err != nil {
		return err
	}
	file := os.NewFile(uintptr(s.reserved), s.name)
	defer file.Close()
	var err error
	s.listener, err = net.FileListener(file)
	return err
}

// close lets the port refuse again.
func (s *service) close() error {
	if s.server == nil {
		return nil
	}
	_ = s.listener.Close()
	_ = s.server.Close()
	s.server = nil
	return s.reserve()
}
