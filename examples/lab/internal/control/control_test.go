package control

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/vmware/govmomi/fault"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"failback.pra.io/lab/internal/vcenter"
)

// TestMain keeps the simulators' files in a folder that goes away.
func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "lab-test-")
	if err != nil {
		panic(err)
	}
	os.Setenv("TMPDIR", folder)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// world is what a test has: both sites, RBX off and SBG running, and the control endpoint.
type world struct {
	t        *testing.T
	control  *Server
	rbx, sbg *vcenter.Site
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	referee := vcenter.NewReferee()
	w := &world{t: t}
	for _, site := range []struct {
		into **vcenter.Site
		name string
		on   bool
	}{{&w.rbx, "rbx", false}, {&w.sbg, "sbg", true}} {
		made, err := vcenter.New(vcenter.Options{
			Name:      site.name,
			Address:   "127.0.0.1:0",
			PoweredOn: site.on,
			Markers:   map[string]string{"pra.failback.site": site.name},
		}, referee)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(made.Close)
		*site.into = made
	}
	var err error
	if w.control, err = Start("127.0.0.1:0", referee, w.rbx, w.sbg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.control.Stop)
	return w
}

// ask sends a request to the control endpoint and reads the answer into a value of the type; any status but the wanted
// one fails the test.
func ask[T any](w *world, want int, method, path, body string) (value T) {
	w.t.Helper()
	request, err := http.NewRequest(method, w.control.URL()+path, bytes.NewBufferString(body))
	if err != nil {
		w.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if response.StatusCode != want {
		w.t.Fatalf("%s %s: %s: %s", method, path, response.Status, content)
	}
	if err := json.Unmarshal(content, &value); err != nil {
		w.t.Fatalf("%s %s: %v: %s", method, path, err, content)
	}
	return value
}

func (w *world) post(path, body string) {
	w.t.Helper()
	ask[any](w, http.StatusOK, http.MethodPost, path, body)
}

func (w *world) delete(path string) {
	w.t.Helper()
	ask[any](w, http.StatusOK, http.MethodDelete, path, "")
}

func (w *world) vm(site, name string) vcenter.VM {
	w.t.Helper()
	return ask[vcenter.VM](w, http.StatusOK, http.MethodGet, "/sites/"+site+"/vms/"+name, "")
}

// until waits for a condition that is about to become true.
func (w *world) until(what string, condition func() bool) {
	w.t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if condition() {
			return
		}
	}
	w.t.Fatalf("it never came that %s", what)
}

// subject is the program under test in miniature: a client that came in over the network as the operator's user.
type subject struct {
	*vim25.Client
	t *testing.T
}

func dial(site *vcenter.Site, trusted []byte) (*vim25.Client, error) {
	address, err := url.Parse(site.URL())
	if err != nil {
		return nil, err
	}
	transport := soap.NewClient(address, false)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted)
	transport.DefaultTransport().TLSClientConfig.RootCAs = pool
	return vim25.NewClient(context.Background(), transport)
}

func login(client *vim25.Client, password string) error {
	credentials := url.UserPassword(vcenter.Operator, password)
	return session.NewManager(client).Login(context.Background(), credentials)
}

func (w *world) login(site *vcenter.Site) *subject {
	w.t.Helper()
	client, err := dial(site, site.CA)
	if err != nil {
		w.t.Fatal(err)
	}
	password, err := site.Accounts.Password(vcenter.Operator)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := login(client, password); err != nil {
		w.t.Fatal(err)
	}
	return &subject{client, w.t}
}

// suspend returns the task.
func (s *subject) suspend(vm vcenter.VM) (types.ManagedObjectReference, error) {
	response, err := methods.SuspendVM_Task(context.Background(), s, &types.SuspendVM_Task{This: vm.Ref()})
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	return response.Returnval, nil
}

func (s *subject) shutdown(vm vcenter.VM) error {
	_, err := methods.ShutdownGuest(context.Background(), s, &types.ShutdownGuest{This: vm.Ref()})
	return err
}

// read returns a property of an object.
func (s *subject) read(object types.ManagedObjectReference, property string) (types.AnyType, error) {
	response, err := methods.RetrieveProperties(context.Background(), s, &types.RetrieveProperties{
		This: s.ServiceContent.PropertyCollector,
		SpecSet: []types.PropertyFilterSpec{{
			PropSet:   []types.PropertySpec{{Type: object.Type, PathSet: []string{property}}},
			ObjectSet: []types.ObjectSpec{{Obj: object}},
		}},
	})
	if err != nil {
		return nil, err
	}
	if len(response.Returnval) != 1 || len(response.Returnval[0].PropSet) != 1 {
		return nil, fmt.Errorf("%s of %s: got %+v", property, object, response.Returnval)
	}
	return response.Returnval[0].PropSet[0].Val, nil
}

func (s *subject) task(task types.ManagedObjectReference) types.TaskInfo {
	s.t.Helper()
	info, err := s.read(task, "info")
	if err != nil {
		s.t.Fatal(err)
	}
	return info.(types.TaskInfo)
}

// now is a call that needs a session.
func (s *subject) now() error {
	_, err := methods.GetCurrentTime(context.Background(), s)
	return err
}

func isVimFault[F types.BaseMethodFault](err error) bool {
	var want F
	_, is := fault.As(err, &want)
	return is
}
