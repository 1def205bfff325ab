// Package gitops holds the tests of what GitOps tools make of the product's objects: the health scripts and actions of
// deploy/argocd, run by the Lua of Argo CD, and kstatus, which is how Flux tells health.
//
// The objects of testdata are what the operator really wrote; RecordedObjectsIT of the operator records them, and says when
// they are out of date.
package gitops
