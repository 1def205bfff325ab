package io.pra.failback.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.checks.ClusterObjects;
import io.pra.failback.checks.ClusterTroubleException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Objects as the API server has them now, in the operator's own name. */
final class LiveObjects implements ClusterObjects {
  private static final String MANAGER = "failback-operator";

  private final KubernetesClient client;

  LiveObjects(KubernetesClient client) {
    // Who asks decides what is done about an answer that was lost: a patch that the client repeats
    // would be carried out after it was given up, and over what people have done meanwhile.
    RequestConfig once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestRetryBackoffLimit(0)
            .build();
    this.client = client.newClient(once).adapt(NamespacedKubernetesClient.class);
  }

  @Override
  public Optional<JsonNode> read(Ref object) {
    APIResource resource = resource(object);
    return Optional.ofNullable(asked("get", object, resource, () -> handle(object, resource).get()))
        .map(this::tree);
  }

  @Override
  public JsonNode merge(Ref object, JsonNode patch, boolean dryRun) {
    APIResource resource = resource(object);
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(MANAGER)
            .withFieldValidation("Strict")
            .withDryRun(dryRun ? List.of("All") : null)
            .build();
    return tree(
        asked(
            "patch",
            object,
            resource,
            () -> handle(object, resource).patch(context, patch.toString())));
  }

  @Override
  public boolean create(String plan, JsonNode object) {
    GenericKubernetesResource made =
        client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
    made.getMetadata().setNamespace(Key.parse(plan).namespace());
    made.getMetadata().setOwnerReferences(List.of(owner(plan)));
    Ref ref = new Ref(plan, made.getApiVersion(), made.getKind(), made.getMetadata().getName());
    APIResource resource = resource(ref);
    return asked(
        "create",
        ref,
        resource,
        () -> {
          try {
            handles(ref, resource).resource(made).create();
            return true;
          } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
              return false;
            }
            throw e;
          }
        });
  }

  private OwnerReference owner(String plan) {
    Key key = Key.parse(plan);
    Ref ref = new Ref(plan, "failback.pra.io/v1alpha1", "FailbackPlan", key.name());
    FailbackPlan owner =
        asked(
            "get",
            ref,
            null,
            () ->
                client
                    .resources(FailbackPlan.class)
                    .inNamespace(key.namespace())
                    .withName(key.name())
                    .get());
    if (owner == null) {
      throw new ClusterTroubleException(true, "the plan is gone");
    }
    return new OwnerReferenceBuilder()
        .withApiVersion(ref.apiVersion())
        .withKind(ref.kind())
        .withName(key.name())
        .withUid(owner.getMetadata().getUid())
        .build();
  }

  @Override
  public void delete(Ref object) {
    APIResource resource = resource(object);
    asked(
        "delete",
        object,
        resource,
        () ->
            handle(object, resource)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete());
  }

  private JsonNode tree(GenericKubernetesResource object) {
    return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
  }

  /** How the API server serves the kind; only what is namespaced is within a plan's reach. */
  private APIResource resource(Ref object) {
    APIResourceList served =
        asked("discover", object, null, () -> client.getApiResources(object.apiVersion()));
    return Optional.ofNullable(served).map(APIResourceList::getResources).orElse(List.of()).stream()
        .filter(one -> one.getKind().equals(object.kind()) && !one.getName().contains("/"))
        .filter(one -> Boolean.TRUE.equals(one.getNamespaced()))
        .findFirst()
        .orElseThrow(
            () ->
                new ClusterTroubleException(
                    true,
                    "the API server has no namespaced kind %s in %s: install its CRD, or correct the plan"
                        .formatted(object.kind(), object.apiVersion())));
  }

  private Resource<GenericKubernetesResource> handle(Ref object, APIResource resource) {
    return handles(object, resource).withName(object.name());
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      handles(Ref object, APIResource resource) {
    int slash = object.apiVersion().indexOf('/');
    ResourceDefinitionContext context =
        new ResourceDefinitionContext.Builder()
            .withGroup(group(object))
            .withVersion(object.apiVersion().substring(slash + 1))
            .withKind(object.kind())
            .withPlural(resource.getName())
            .withNamespaced(true)
            .build();
    return client.genericKubernetesResources(context).inNamespace(namespace(object));
  }

  private static String group(Ref object) {
    int slash = object.apiVersion().indexOf('/');
    return slash < 0 ? "" : object.apiVersion().substring(0, slash);
  }

  private static String namespace(Ref object) {
    return Key.parse(object.plan()).namespace();
  }

  private static <T> T asked(String verb, Ref object, APIResource resource, Supplier<T> call) {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == 403 && resource != null) {
        throw new ClusterTroubleException(true, forbidden(verb, object, resource.getName()));
      }
      throw new ClusterTroubleException(
          saidNo(e.getCode()), "%s of %s: %s".formatted(verb, object, reason(e)));
    }
  }

  /** A conflict and a refusal for want of time or strength say nothing of the next attempt. */
  private static boolean saidNo(int code) {
    return code / 100 == 4 && code != 408 && code != 409 && code != 429;
  }

  private static String reason(KubernetesClientException e) {
    if (e.getCode() == 0) {
      return "the API server does not answer";
    }
    String said = e.getStatus() == null ? null : e.getStatus().getMessage();
    return "the API server answers %d%s"
        .formatted(e.getCode(), said == null ? "" : ": " + withoutObject(said));
  }

  /** What it complains of comes after the object that it was given, which may be long. */
  private static String withoutObject(String said) {
    int object = said.indexOf("Invalid value: \"{");
    int end = said.lastIndexOf("\": ");
    return object < 0 || end < object ? said : said.substring(end + "\": ".length());
  }

  private static String forbidden(String verb, Ref object, String plural) {
    String group = group(object);
    return "the operator may not %s %s in namespace %s: %s"
        .formatted(
            verb,
            group.isEmpty() ? plural : plural + "." + group,
            namespace(object),
            component(group, plural)
                .map("apply deploy/components/%s"::formatted)
                .orElse(
                    "give its account get and patch on it, as deploy/components/patch-services does for services"));
  }

  private static Optional<String> component(String group, String plural) {
    return switch (group + "/" + plural) {
      case "/services", "discovery.k8s.io/endpointslices" -> Optional.of("patch-services");
      case "externaldns.k8s.io/dnsendpoints" -> Optional.of("patch-dnsendpoints");
      case "batch/jobs" -> Optional.of("jobs");
      default -> Optional.empty();
    };
  }
}
