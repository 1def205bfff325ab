package vcenter

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// call is what the front has to know of a SOAP request.
type call struct {
	method string
	// target is the value of the MoRef that it is made on.
	target     string
	targetType string
	// user is set for Login.
	user string
}

type envelope struct {
	Body struct {
		Calls []struct {
			XMLName xml.Name
			This    struct {
				Type  string `xml:"type,attr"`
				Value string `xml:",chardata"`
			} `xml:"_this"`
			UserName string `xml:"userName"`
		} `xml:",any"`
	} `xml:"Body"`
}

// parseCall reads a request leniently: what it cannot read it leaves to the simulator to refuse.
func parseCall(body []byte) call {
	var request envelope
	if err := xml.NewDecoder(bytes.NewReader(body)).Decode(&request); err != nil || len(request.Body.Calls) == 0 {
		return call{method: "?"}
	}
	first := request.Body.Calls[0]
	return call{
		method:     first.XMLName.Local,
		target:     first.This.Value,
		targetType: first.This.Type,
		user:       first.UserName,
	}
}

const request = `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>` +
	`<%[1]s xmlns="urn:vim25"><_this type="%[2]s">%[3]s</_this></%[1]s></Body></Envelope>`

// plainRequest is a request without parameters.
func plainRequest(method, targetType, target string) string {
	return fmt.Sprintf(request, method, targetType, target)
}

const notAuthenticated = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>` +
	`<faultcode>ServerFaultCode</faultcode><faultstring>The session is not authenticated.</faultstring><detail>` +
	`<NotAuthenticatedFault xmlns="urn:vim25" xsi:type="NotAuthenticated"><object type="%s">%s</object>` +
	`<privilegeId>System.View</privilegeId></NotAuthenticatedFault></detail></soapenv:Fault></soapenv:Body>` +
	`</soapenv:Envelope>`
