package io.pra.failback.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pra.failback.api.ApiJson;
import java.util.function.LongSupplier;

/**
 * A client of the API server, and its watches.
 *
 * @param client closed with this
 * @param time what its clock shows
 */
public record ApiServer(KubernetesClient client, WatchStreams watches, ServerTime time)
    implements AutoCloseable {
  /**
   * Opens it; nothing is sent yet.
   *
   * @param config of which the transport is changed: HTTP/1.1, because the JDK would go on using
   *     one HTTP/2 connection that died without a word for as long as the kernel believes in it (a
   *     quarter of an hour), while here a request that was not answered in time takes its
   *     connection along; and watches in plain HTTP, because a WebSocket that died waits for the
   *     other side to close it
   * @param nanos a monotonic clock, in nanoseconds
   */
  public static ApiServer open(Config config, LongSupplier nanos) {
    config.setHttp2Disable(true);
    config.setOnlyHttpWatches(true);
    WatchStreams watches = new WatchStreams();
    ServerTime time = new ServerTime(nanos);
    return new ApiServer(
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(ApiJson.serialization())
            .withHttpClientBuilderConsumer(
                http ->
                    http.addOrReplaceInterceptor("watch-streams", watches)
                        .addOrReplaceInterceptor("server-time", time))
            .build(),
        watches,
        time);
  }

  @Override
  public void close() {
    client.close();
  }
}
