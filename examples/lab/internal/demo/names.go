package demo

import (
	"errors"
	"net"
	"strings"
)

// zone is what the stand-in of the name server of RBX knows: what examples/ expect.
var zone = map[string]net.IP{"mysql-01.rbx.example.": net.IPv4(192, 0, 2, 11).To4()}

// serveNames answers DNS queries over UDP until it is closed.
func serveNames(port int) (net.PacketConn, error) {
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, err
	}
	go func() {
		packet := make([]byte, 512)
		for {
			length, from, err := socket.ReadFrom(packet)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				if reply := nameReply(packet[:length]); reply != nil {
					_, _ = socket.WriteTo(reply, from)
				}
			}
		}
	}()
	return socket, nil
}

const (
	dnsHeader = 12
	typeA     = 1
	nameError = 3
)

// nameReply is the answer to a query (RFC 1035, section 4.1); nothing for what is not one.
func nameReply(query []byte) []byte {
	name, end := question(query)
	if end == 0 {
		return nil
	}
	reply := append([]byte{}, query[:end]...)
	reply[2], reply[3] = 0x84|query[2]&1, 0 // a response, with authority; recursion as desired
	clear(reply[6:dnsHeader])
	reply[5] = 1
	address, known := zone[name]
	switch {
	case !known:
		reply[3] = nameError
	case query[end-3] == typeA:
		reply[7] = 1
		reply = append(reply, 0xc0, dnsHeader, 0, typeA, 0, 1, 0, 0, 0, 60, 0, byte(len(address)))
		reply = append(reply, address...)
	}
	return reply
}

// question reads the name that is asked for, and where the question ends; 0 if there is none.
func question(query []byte) (string, int) {
	var name strings.Builder
	at := dnsHeader
	for at < len(query) && query[at] != 0 {
		next := at + 1 + int(query[at])
		if next > len(query) {
			return "", 0
		}
		name.Write(query[at+1 : next])
		name.WriteByte('.')
		at = next
	}
	const typeAndClass = 4
	if at+1+typeAndClass > len(query) {
		return "", 0
	}
	return strings.ToLower(name.String()), at + 1 + typeAndClass
}
