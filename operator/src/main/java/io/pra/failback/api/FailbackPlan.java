package io.pra.failback.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A failback of one application, or one estate, from its recovery site to its primary. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("failbackplans")
@Singular("failbackplan")
@ShortNames("fbp")
public class FailbackPlan extends CustomResource<FailbackPlanSpec, FailbackPlanStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
