package demo

import (
	"context"
	"net"
	"slices"
	"testing"
)

func TestTheNameServerKnowsItsZone(t *testing.T) {
	services := NewServices(NewBoard(), nil, func(err error) { t.Error(err) })
	defer services.Close()
	place, err := services.Address("dns.rbx.example:53")
	if err != nil {
		t.Fatal(err)
	}
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", place.Host)
	}}
	addresses, err := resolver.LookupHost(context.Background(), "MySQL-01.rbx.example.")
	if err != nil || !slices.Equal(addresses, []string{"192.0.2.11"}) {
		t.Errorf("it has %v, %v", addresses, err)
	}
	if addresses, err := resolver.LookupHost(context.Background(), "mysql-09.rbx.example."); err == nil {
		t.Errorf("it invents %v", addresses)
	}
}

func TestWhatIsNoQuestionGetsNoAnswer(t *testing.T) {
	for _, packet := range [][]byte{{}, make([]byte, 12), append(make([]byte, 12), 9, 'a')} {
		if reply := nameReply(packet); reply != nil {
			t.Errorf("%v gets %v", packet, reply)
		}
	}
}
