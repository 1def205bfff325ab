package vcenter

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"

	"github.com/vmware/govmomi/vim25/soap"
)

// maxRequest is far above what any client of the lab sends.
const maxRequest = 8 << 20

// front is what the network sees of a site: it keeps the sessions, counts calls, and holds back or drops replies.
type front struct {
	site   *Site
	inside http.Handler
}

func newFront(site *Site) http.Handler { return &front{site: site, inside: site.inside} }

// ServeHTTP lets the simulator answer on a goroutine of its own: it would go on waiting for updates after the session or
// the client is gone.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c := parseCall(body)
	f.site.Calls.add(c.method)
	session, number, over := f.site.Sessions.enter(sessionKey(r), c)
	if over {
		r.Header.Del("Cookie")
	}
	var ended chan struct{}
	if session != nil {
		ended = session.ended
	}
	request := r.Clone(context.Background())
	request.Body = io.NopCloser(bytes.NewReader(body))
	answer := newReply()
	done := make(chan struct{})
	abandoned := false
	if session != nil {
		defer func() { f.site.Sessions.leave(session, c, number, abandoned) }()
	}
	go f.answer(answer, request, done)
	select {
	case <-done:
		f.remember(answer, c)
		f.deliver(w, r, answer, c, session)
	case <-ended:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = fmt.Fprintf(w, notAuthenticated, c.targetType, c.target)
	case <-r.Context().Done():
		abandoned = true
	}
}

func (f *front) answer(answer *reply, request *http.Request, done chan<- struct{}) {
	defer close(done)
	defer func() {
		if problem := recover(); problem != nil {
			log.Printf("site=%s the simulator panicked: %v", f.site.Name, problem)
			answer.status = http.StatusBadGateway
		}
	}()
	f.inside.ServeHTTP(answer, request)
}

// remember notes the session that a login began, and gives its cookie the attributes that a real vCenter gives it.
func (f *front) remember(answer *reply, c call) {
	response := http.Response{Header: answer.header}
	for _, cookie := range response.Cookies() {
		if cookie.Name == soap.SessionCookieName {
			f.site.Sessions.began(cookie.Value, c.user)
			cookie.Path, cookie.HttpOnly, cookie.Secure = "/", true, true
			answer.header.Set("Set-Cookie", cookie.String())
		}
	}
	if answer.header.Get("Content-Type") == "" && answer.body.Len() > 0 {
		answer.header.Set("Content-Type", "text/xml; charset=utf-8")
	}
}

func (f *front) deliver(w http.ResponseWriter, r *http.Request, answer *reply, c call, session *clientSession) {
	user := c.user
	if session != nil {
		user = session.user
	}
	verdict := f.site.Rules.onReply(c.method, f.site.nameOf(c.target), user)
	if verdict.delay > 0 {
		select {
		case <-time.After(verdict.delay):
		case <-r.Context().Done():
		}
	}
	if verdict.drop {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	answer.sendTo(w)
}

func sessionKey(r *http.Request) string {
	cookie, err := r.Cookie(soap.SessionCookieName)
	if err != nil {
		return ""
	}
	return cookie.Value
}
