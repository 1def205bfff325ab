package vcenter

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/vim25/soap"
)

// defaultIdleTimeout is that of a real vCenter.
const defaultIdleTimeout = 30 * time.Minute

// Sessions are the logged-in sessions that came in over the network. The simulator ends a session only between calls and
// leaves its collectors behind; here a call that waits for updates is answered NotAuthenticated, as a real vCenter does,
// and the collectors are removed.
type Sessions struct {
	simulator http.Handler
	mutex     sync.Mutex
	open      map[string]*clientSession
	// closed keeps the ended ones: a call that was under way could bring a session back to life in the simulator.
	closed      map[string]bool
	idleTimeout time.Duration
}

// clientSession is one session.
type clientSession struct {
	key, user string
	ended     chan struct{}
	// The rest is guarded by the mutex of Sessions.
	lastUse time.Time
	active  int
	// waits maps a property collector to the number of its latest WaitForUpdatesEx.
	waits map[string]int
}

// NewSessions returns no sessions; simulator is where they are closed.
func NewSessions(simulator http.Handler) *Sessions {
	s := &Sessions{
		simulator:   simulator,
		open:        map[string]*clientSession{},
		closed:      map[string]bool{},
		idleTimeout: defaultIdleTimeout,
	}
	go s.expire()
	return s
}

// Terminate ends all sessions, or those of one user, and returns how many there were.
func (s *Sessions) Terminate(user string) int {
	return s.end(func(c *clientSession) bool { return user == "" || user == c.user })
}

// SetIdleTimeout sets how long a session lives without a call; a call that waits keeps it alive.
func (s *Sessions) SetIdleTimeout(timeout time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.idleTimeout = timeout
}

// Users are the users of the open sessions, one entry per session.
func (s *Sessions) Users() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	users := []string{}
	for _, session := range s.open {
		users = append(users, session.user)
	}
	return users
}

// Cookies are what clients prove their sessions with, those that have ended among them: nobody else may ever read one.
func (s *Sessions) Cookies() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	cookies := slices.Collect(maps.Keys(s.open))
	return slices.AppendSeq(cookies, maps.Keys(s.closed))
}

func (s *Sessions) userOf(key string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if session, ok := s.open[key]; ok {
		return session.user
	}
	return ""
}

func (s *Sessions) expire() {
	for range time.Tick(100 * time.Millisecond) {
		now := time.Now()
		s.end(func(c *clientSession) bool { return c.active == 0 && now.Sub(c.lastUse) > s.idleTimeout })
	}
}

func (s *Sessions) end(which func(*clientSession) bool) int {
	s.mutex.Lock()
	var ending []*clientSession
	for key, session := range s.open {
		if which(session) {
			delete(s.open, key)
			s.closed[key] = true
			ending = append(ending, session)
		}
	}
	s.mutex.Unlock()
	for _, session := range ending {
		close(session.ended)
		for collector := range session.waits {
			s.tell(session.key, "CancelWaitForUpdates", "PropertyCollector", collector)
		}
		s.tell(session.key, "Logout", "SessionManager", "SessionManager")
	}
	return len(ending)
}

// began notes a login.
func (s *Sessions) began(key, user string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.open[key] = &clientSession{
		key: key, user: user, ended: make(chan struct{}), lastUse: time.Now(), waits: map[string]int{},
	}
}

// enter notes that a call begins and returns its session, nil without one, and whether the session has ended. The number
// is what leave has to be given.
func (s *Sessions) enter(key string, c call) (session *clientSession, number int, over bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	session = s.open[key]
	if session == nil {
		return nil, 0, s.closed[key]
	}
	session.active++
	if isWait(c) {
		session.waits[c.target]++
		number = session.waits[c.target]
	}
	return session, number, false
}

// leave notes that a call has ended. Where its client went away while it waited, the simulator is told to stop waiting,
// unless the same collector is already waited on again.
func (s *Sessions) leave(session *clientSession, c call, number int, abandoned bool) {
	s.mutex.Lock()
	session.active--
	session.lastUse = time.Now()
	cancel := abandoned && isWait(c) && session.waits[c.target] == number
	s.mutex.Unlock()
	if cancel {
		s.tell(session.key, "CancelWaitForUpdates", c.targetType, c.target)
	}
	if c.method == "Logout" {
		s.end(func(c *clientSession) bool { return c == session })
	}
}

func (s *Sessions) tell(key, method, targetType, target string) {
	r, err := http.NewRequest(http.MethodPost, "/sdk", strings.NewReader(plainRequest(method, targetType, target)))
	if err != nil {
		panic(fmt.Sprintf("request %s: %v", method, err))
	}
	r.AddCookie(&http.Cookie{Name: soap.SessionCookieName, Value: key})
	s.simulator.ServeHTTP(newReply(), r)
}

func isWait(c call) bool { return c.method == "WaitForUpdatesEx" || c.method == "WaitForUpdates" }
