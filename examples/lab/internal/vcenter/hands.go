package vcenter

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// handsOperation is the operationID of all calls of the lab's own hands, which faults and delays spare.
const handsOperation = "failback-lab-control"

// Hands act at a site as one of its users, by real SOAP calls on a session from a real login. Their calls do not pass the
// network, nor the front: they work while the site is stopped, hung or slow for everyone else.
type Hands struct {
	User   string
	site   *Site
	client *vim25.Client
}

// Timing says when a call was made, accepted, and its task done, in wall-clock nanoseconds since 1970.
type Timing struct {
	BeforeNanos   int64 `json:"beforeNanos"`
	AcceptedNanos int64 `json:"acceptedNanos"`
	DoneNanos     int64 `json:"doneNanos"`
}

func newHands(ctx context.Context, site *Site, user, password string) (*Hands, error) {
	transport := soap.NewClient(&url.URL{Scheme: "https", Host: "localhost", Path: "/sdk"}, false)
	transport.Transport = inProcess{site.inside}
	client, err := vim25.NewClient(ctx, marked{transport})
	if err != nil {
		return nil, err
	}
	if err := session.NewManager(client).Login(ctx, url.UserPassword(user, password)); err != nil {
		return nil, fmt.Errorf("login of %s: %w", user, err)
	}
	return &Hands{User: user, site: site, client: client}, nil
}

// Power carries out one of the operations "on", "off", "suspend" and "reset" and waits for its task.
func (h *Hands) Power(ctx context.Context, operation string, vm types.ManagedObjectReference) (Timing, error) {
	timing := Timing{BeforeNanos: time.Now().UnixNano()}
	task, err := h.startPower(ctx, operation, vm)
	timing.AcceptedNanos = time.Now().UnixNano()
	if err != nil {
		return timing, err
	}
	_, err = h.finish(ctx, task)
	timing.DoneNanos = time.Now().UnixNano()
	return timing, err
}

func (h *Hands) startPower(
	ctx context.Context, operation string, vm types.ManagedObjectReference,
) (types.ManagedObjectReference, error) {
	switch operation {
	case "on":
		res, err := methods.PowerOnVM_Task(ctx, h.client, &types.PowerOnVM_Task{This: vm})
		return returned(err, func() types.ManagedObjectReference { return res.Returnval })
	case "off":
		res, err := methods.PowerOffVM_Task(ctx, h.client, &types.PowerOffVM_Task{This: vm})
		return returned(err, func() types.ManagedObjectReference { return res.Returnval })
	case "suspend":
		res, err := methods.SuspendVM_Task(ctx, h.client, &types.SuspendVM_Task{This: vm})
		return returned(err, func() types.ManagedObjectReference { return res.Returnval })
	case "reset":
		res, err := methods.ResetVM_Task(ctx, h.client, &types.ResetVM_Task{This: vm})
		return returned(err, func() types.ManagedObjectReference { return res.Returnval })
	default:
		return types.ManagedObjectReference{}, fmt.Errorf("no power operation %q: it is on, off, suspend or reset", operation)
	}
}

func returned(
	err error, value func() types.ManagedObjectReference,
) (types.ManagedObjectReference, error) {
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	return value(), nil
}

// finish waits for a task of this site; the error is that of the task.
func (h *Hands) finish(ctx context.Context, task types.ManagedObjectReference) (types.AnyType, error) {
	info, err := h.site.tasks.await(ctx, h.site.registry(), task)
	if err != nil {
		return nil, err
	}
	if info.Error != nil {
		return nil, fmt.Errorf("task %s: %T", info.DescriptionId, info.Error.Fault)
	}
	return info.Result, nil
}

// marked sends each call with the operationID of the hands.
type marked struct{ soap.RoundTripper }

// RoundTrip implements soap.RoundTripper.
func (m marked) RoundTrip(ctx context.Context, request, response soap.HasFault) error {
	return m.RoundTripper.RoundTrip(context.WithValue(ctx, types.ID{}, handsOperation), request, response)
}

// inProcess carries requests to a handler without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(request *http.Request) (*http.Response, error) {
	reply := newReply()
	t.handler.ServeHTTP(reply, request)
	return &http.Response{
		StatusCode:    reply.status,
		Status:        http.StatusText(reply.status),
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        reply.header,
		Body:          io.NopCloser(&reply.body),
		ContentLength: int64(reply.body.Len()),
		Request:       request,
	}, nil
}
