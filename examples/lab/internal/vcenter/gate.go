package vcenter

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Gate is the network of a site: it can be closed (connections refused) and can swallow everything (a black hole), while
// the site behind it lives on.
type Gate struct {
	config  *tls.Config
	handler http.Handler
	mutex   sync.Mutex
	address string
	server  *http.Server
	// healed is closed while traffic flows; a black hole puts an open channel here.
	healed chan struct{}
}

// NewGate returns a closed gate. With port 0 in the address, the port that its first start gets is kept.
func NewGate(address string, config *tls.Config, handler http.Handler) *Gate {
	healed := make(chan struct{})
	close(healed)
	return &Gate{config: config, handler: handler, address: address, healed: healed}
}

// Address is the host and port it listens on, open or closed.
func (g *Gate) Address() string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.address
}

// Start opens the gate. It does nothing when it is open.
func (g *Gate) Start() error {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.server != nil {
		return nil
	}
	listener, err := listen(g.address)
	if err != nil {
		return err
	}
	g.address = listener.Addr().String()
	server := &http.Server{Handler: g.handler, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	g.server = server
	go func() {
		if err := server.Serve(tls.NewListener(gatedListener{listener, g}, g.config)); !errors.Is(err, http.ErrServerClosed) {
			log.Printf("gate=%s stopped: %v", listener.Addr(), err)
		}
	}()
	return nil
}

// Stop closes the gate: connections are cut, and new ones refused.
func (g *Gate) Stop() {
	g.Heal() // closing a TLS connection writes to it
	g.mutex.Lock()
	server := g.server
	g.server = nil
	g.mutex.Unlock()
	if server != nil {
		_ = server.Close() // outside the lock: the connections ask for it
	}
}

// Hang makes a black hole of the gate until the time is over, or Heal: connections are accepted, nothing is answered.
// A duration of 0 waits for Heal.
func (g *Gate) Hang(duration time.Duration) {
	g.Heal()
	g.mutex.Lock()
	hole := make(chan struct{})
	g.healed = hole
	g.mutex.Unlock()
	if duration > 0 {
		time.AfterFunc(duration, func() { g.heal(hole) })
	}
}

// Heal ends a Hang; what was swallowed flows on, as after a network partition.
func (g *Gate) Heal() {
	g.mutex.Lock()
	hole := g.healed
	g.mutex.Unlock()
	g.heal(hole)
}

func (g *Gate) heal(hole chan struct{}) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	select {
	case <-hole:
	default:
		close(hole)
	}
}

func (g *Gate) flowing() <-chan struct{} {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.healed
}

// listen tries for a while: after a stop, the kernel may have lent the port to an outgoing connection.
func listen(address string) (net.Listener, error) {
	var err error
	for range 50 {
		var listener net.Listener
		if listener, err = net.Listen("tcp", address); err == nil {
			return listener, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, fmt.Errorf("listen on %s: %w", address, err)
}

type gatedListener struct {
	net.Listener
	gate *Gate
}

func (l gatedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &gatedConn{Conn: conn, gate: l.gate, closed: make(chan struct{})}, nil
}

// gatedConn passes nothing on while its gate is a black hole.
type gatedConn struct {
	net.Conn
	gate   *Gate
	closed chan struct{}
	once   sync.Once
}

func (c *gatedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.wait()
	return n, err
}

func (c *gatedConn) Write(b []byte) (int, error) {
	c.wait()
	return c.Conn.Write(b)
}

func (c *gatedConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

func (c *gatedConn) wait() {
	select {
	case <-c.gate.flowing():
	case <-c.closed:
	}
}
