// Package zerto is a stand-in for two Zerto Virtual Managers (ZVM), those of RBX and of SBG, written from the vendor's API
// documentation and from public clients of it. It is not Zerto, no Zerto was seen to answer as it does, and nothing is
// replicated: a VPG is what the control endpoint says it is, until an operation of the API changes it.
//
// Both ZVMs know the same VPGs, each as seen from its own site: whether a site is LocalSiteApi or PeerSiteApi depends on
// who is asked. What differs between versions, or was not seen, can be set for each ZVM (Modes): casing of the fields, log-in
// by Keycloak token or by session header, order of the status numbers 3 and 4, whether status has a description.
//
// The way of a call: zvm.ServeHTTP -> faults -> log-in -> routes.go -> the estate (estate.go, operations.go) -> wire.go.
package zerto
