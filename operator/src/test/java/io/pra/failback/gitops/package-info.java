/** Plans in Git, brought to the API server by a real Argo CD: {@code make test-argocd}. */
package io.pra.failback.gitops;
