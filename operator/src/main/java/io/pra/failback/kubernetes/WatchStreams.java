package io.pra.failback.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** All watches that are open, which nobody else can reach. */
public final class WatchStreams implements Interceptor {
  // The HTTP client alone knows when it has done with one.
  private final Set<WatchStream> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Ends all of them in the API's own way, so that whoever watches lists anew. */
  public void expire() {
    List<WatchStream> now;
    synchronized (open) {
      now = List.copyOf(open);
      open.clear();
    }
    now.forEach(WatchStream::expire);
  }

  @Override
  public AsyncBody.Consumer<List<ByteBuffer>> consumer(
      AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
    String query = request.uri().getQuery();
    if (query == null || !query.contains("watch=true")) {
      return consumer;
    }
    WatchStream stream = new WatchStream(consumer);
    open.add(stream);
    return stream;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (consumer instanceof WatchStream stream
        && response.isSuccessful()
        && response.body() instanceof AsyncBody body) {
      stream.begin(body);
    }
  }
}
