package demo

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

func TestAServiceFollowsItsVM(t *testing.T) {
	board := NewBoard()
	services := NewServices(board, nil, func(err error) { t.Error(err) })
	defer services.Close()
	place, err := services.Address("mysql-01.rbx.example:3306")
	if err != nil {
		t.Fatal(err)
	}
	address := place.Host
	for range 2 {
		refused(t, address)
		before := len(board.Now().Openings)
		services.Power(vcenter.PowerChange{Site: "sbg", VM: "mysql-01", To: poweredOn})
		services.Power(vcenter.PowerChange{Site: "rbx", VM: "mysql-01", To: poweredOn})
		if err := board.Await(context.Background(), 5*time.Second, "it opens", func(s Seen) bool { return len(s.Openings) > before }); err != nil {
			t.Fatal(err)
		}
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		connection.Close()
		services.Power(vcenter.PowerChange{Site: "rbx", VM: "mysql-01", To: suspended})
	}
	refused(t, address)
}

func TestAWebhookKeepsWhatIsPutAndTellsTheBoard(t *testing.T) {
	board := NewBoard()
	services := NewServices(board, nil, func(err error) { t.Error(err) })
	defer services.Close()
	place, err := services.Address("dns-webhook.example:443")
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPut, "http://"+place.Host+"/zone", strings.NewReader(`{"site": "rbx"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Idempotency-Key", "a key")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	calls := board.Now().Calls
	if len(calls) != 1 || calls[0].IdempotencyKey != "a key" || calls[0].Path != "/zone" || calls[0].Body != `{"site": "rbx"}` {
		t.Errorf("the calls are %+v", calls)
	}
	if body := get(t, "http://"+place.Host+"/zone"); !strings.Contains(body, "rbx") {
		t.Errorf("it points at %s", body)
	}
	services.PointAt("sbg")
	if body := get(t, "http://"+place.Host+"/zone"); !strings.Contains(body, "sbg") {
		t.Errorf("it points at %s", body)
	}
}

func TestWhatAServiceFollows(t *testing.T) {
	for name, wanted := range map[string]string{
		"mysql-02.rbx.example:3306":  "rbx/mysql-02",
		"docker-01.rbx.example:8080": "rbx/docker-01",
		"erp.sbg.example:443":        "sbg/docker-01",
		"dns.rbx.example:53":         "",
		"dns-webhook.example:443":    "",
	} {
		if vm := vmBehind(name); vm != wanted {
			t.Errorf("%s follows %q", name, vm)
		}
	}
}

func refused(t *testing.T, address string) {
	t.Helper()
	if connection, err := net.Dial("tcp", address); err == nil {
		connection.Close()
		t.Error("it answers while its VM does not run")
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
