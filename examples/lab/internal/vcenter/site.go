package vcenter

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"

	"failback.pra.io/lab/internal/pki"
)

// The people of a site, each with a login of its own: events and the referee name who did what.
const (
	Operator = "failback@vsphere.local"
	Zerto    = "zerto@vsphere.local"
	Alice    = "alice@vsphere.local"
)

// Options say what a site holds.
type Options struct {
	// Name is "rbx" or "sbg".
	Name string
	// Address is where it listens; port 0 takes a free one, which it keeps from then on.
	Address string
	// ExtraVMs is how many VMs it has beyond the six named ones.
	ExtraVMs int
	// PoweredOn says whether its VMs run at first.
	PoweredOn bool
	// Markers are the extraConfig of each VM.
	Markers map[string]string
	// StockCollector keeps the simulator's own property collector, quirks included.
	StockCollector bool
}

// Site is one simulated vCenter with its inventory.
type Site struct {
	Name       string
	Accounts   *Accounts
	Rules      *Rules
	Guests     *Guests
	Privileges *Privileges
	Sessions   *Sessions
	Calls      *Calls
	Gate       *Gate
	// CA is the certificate, as PEM, that clients of this site trust. No other site's certificate is signed by it.
	CA         []byte
	Thumbprint string

	options  Options
	model    *simulator.Model
	referee  *Referee
	tasks    *taskWatch
	mutex    sync.Mutex
	hands    map[string]*Hands
	inside   http.Handler
	creation sync.Mutex
}

// New makes a site that answers already and whose inventory is complete.
func New(options Options, referee *Referee) (*Site, error) {
	model := simulator.VPX()
	model.Portgroup, model.Host, model.ClusterHost, model.Machine = 0, 0, 2, 0
	if err := create(model); err != nil {
		return nil, err
	}
	s := &Site{
		Name:    options.Name,
		options: options,
		model:   model,
		referee: referee,
		tasks:   newTaskWatch(),
		hands:   map[string]*Hands{},
	}
	for _, setUp := range []func() error{s.setUpPeople, s.setUpService, s.SetUpHosts, s.setUpInventory, s.listen} {
		if err := setUp(); err != nil {
			s.Close()
			return nil, fmt.Errorf("site %s: %w", s.Name, err)
		}
	}
	return s, nil
}

// modelCreation is held while a model is made: the simulator's models are filled from templates that they share.
var modelCreation sync.Mutex

func create(model *simulator.Model) error {
	modelCreation.Lock()
	defer modelCreation.Unlock()
	return model.Create()
}

// URL is the address of the SDK.
func (s *Site) URL() string { return "https://" + s.Gate.Address() + "/sdk" }

// Close ends the site and removes its files.
func (s *Site) Close() {
	if s.Gate != nil {
		s.Gate.Stop()
	}
	s.model.Remove()
}

// As returns the hands of a user: calls in that user's name, on a session of its own that is kept.
func (s *Site) As(ctx context.Context, user string) (*Hands, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	user = s.Accounts.FullName(user)
	if hands, ok := s.hands[user]; ok {
		return hands, nil
	}
	password, err := s.Accounts.Password(user)
	if err != nil {
		return nil, err
	}
	hands, err := newHands(ctx, s, user, password)
	if err != nil {
		return nil, err
	}
	s.hands[user] = hands
	return hands, nil
}

func (s *Site) registry() *simulator.Registry { return s.model.Map() }

func (s *Site) setUpPeople() error {
	s.Accounts = NewAccounts()
	for _, user := range []string{Operator, Zerto, Alice} {
		s.Accounts.Set(user, rand.Text())
	}
	return nil
}

func (s *Site) setUpService() error {
	service, registry := s.model.Service, s.registry()
	// The simulator gives every vCenter of a machine the same one.
	registry.Get(vim25.ServiceInstance).(*simulator.ServiceInstance).Content.About.InstanceUuid = s.stableUUID("vCenter", "instance")
	service.RegisterSDK(registry, registry.Path+"/vimService")
	service.ServeMux.HandleFunc(registry.Path+"/vimServiceVersions.xml", service.ServiceVersions)
	// A user that is not the simulator's default makes it ask ValidLogin; the name itself is never compared.
	service.Listen = &url.URL{Scheme: "https", Path: registry.Path, User: url.User(s.Name)}
	registry.SessionManager().ValidLogin = s.Accounts.validLogin
	s.inside = service.ServeMux
	s.Rules, s.Guests, s.Privileges, s.Calls = NewRules(), NewGuests(), NewPrivileges(), NewCalls()
	s.Sessions = NewSessions(s.inside)
	registry.AddHandler(s.referee.witness(s.Name))
	registry.AddHandler(s.tasks)
	installInterceptor(s)
	installAuthorization(s)
	if !s.options.StockCollector {
		installCollector(registry, s.model.ServiceContent.PropertyCollector)
	}
	return nil
}

func (s *Site) listen() error {
	authority, err := pki.NewAuthority("failback lab " + s.Name + " CA")
	if err != nil {
		return err
	}
	pair, err := authority.IssueServer("vcenter-" + s.Name)
	if err != nil {
		return err
	}
	leaf, err := pair.TLS()
	if err != nil {
		return err
	}
	s.CA, s.Thumbprint = authority.PEM, pki.Thumbprint(leaf)
	config := &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	s.registry().SessionManager().TLS = func() *tls.Config { return config }
	s.Gate = NewGate(s.options.Address, config, newFront(s))
	return s.Gate.Start()
}
