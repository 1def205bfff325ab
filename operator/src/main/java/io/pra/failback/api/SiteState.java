package io.pra.failback.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One vSphere site: its vCenter, its VMs, and what they are wanted to do. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("sitestates")
@Singular("sitestate")
@ShortNames("site")
public class SiteState extends CustomResource<SiteStateSpec, SiteStateStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
