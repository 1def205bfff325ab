package vcenter

import (
	"bytes"
	"net/http"
)

// reply holds an answer back until it is complete, so that it can still be delayed, replaced or dropped.
type reply struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newReply() *reply { return &reply{status: http.StatusOK, header: http.Header{}} }

func (r *reply) Header() http.Header { return r.header }

func (r *reply) WriteHeader(status int) { r.status = status }

func (r *reply) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *reply) sendTo(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes())
}
