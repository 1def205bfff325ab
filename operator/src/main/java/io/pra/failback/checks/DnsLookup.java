package io.pra.failback.checks;

import io.pra.failback.api.DnsProbe;
import io.pra.failback.observability.PlainText;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * Passes when a name server answers a name with exactly these addresses. Both kinds of address are
 * asked for, over UDP, and over TCP where an answer is too long for that.
 */
record DnsLookup(DnsProbe target) implements Probe {
  /**
   * Each try of the JDK's client waits twice as long as the one before: 1 + 2 parts of the time.
   */
  private static final String RETRIES = "2";

  private static final int PARTS = 3;

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    long start = network.nanoTime().getAsLong();
    String peer = Failure.peer(target.resolver().host(), target.resolver().port());
    return network
        .names()
        .addressOf(target.resolver().host(), timeout)
        .thenCompose(
            resolver ->
                ask(network, resolver, "A", timeout)
                    .thenCombine(ask(network, resolver, "AAAA", timeout), DnsLookup::together))
        .handle(
            (found, failure) ->
                failure == null
                    ? judge(found, network.millisSince(start))
                    : refused(failure, peer, timeout));
  }

  private static Set<String> together(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  private CompletableFuture<Set<String>> ask(
      Network network, InetAddress resolver, String type, Duration timeout) {
    return BlockingCall.on(network.threads(), timeout, call -> ask(call, resolver, type, timeout));
  }

  // JNDI is unsafe where a directory may answer with objects. That of DNS answers with texts alone,
  // from a server that the plan names; and its settings are a Hashtable.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private Set<String> ask(BlockingCall call, InetAddress resolver, String type, Duration timeout)
      throws NamingException, UnknownHostException {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.put(Context.PROVIDER_URL, "dns://" + Failure.peer(resolver.getHostAddress(), port()));
    settings.put("com.sun.jndi.dns.timeout.initial", "" + Math.max(1, timeout.toMillis() / PARTS));
    settings.put("com.sun.jndi.dns.timeout.retries", RETRIES);
    DirContext server = new InitialDirContext(settings);
    call.opened(server::close);
    Set<String> addresses = new TreeSet<>();
    try {
      Attribute answer = server.getAttributes(target.name(), new String[] {type}).get(type);
      if (answer != null) {
        for (Object address : Collections.list(answer.getAll())) {
          addresses.add(canonical(address.toString()));
        }
      }
    } catch (NameNotFoundException e) {
      return Set.of();
    }
    return addresses;
  }

  private int port() {
    return target.resolver().port();
  }

  /** One text for each address, however it is written. An address is not looked up. */
  private static String canonical(String address) throws UnknownHostException {
    return InetAddress.getByName(address).getHostAddress();
  }

  private ProbeResult judge(Set<String> found, long millis) {
    Set<String> expected;
    try {
      expected = new TreeSet<>();
      for (String address : target.addresses()) {
        expected.add(canonical(address));
      }
    } catch (UnknownHostException e) {
      return ProbeResult.inconclusive("dns.addresses must be IP addresses");
    }
    return found.equals(expected)
        ? ProbeResult.passed(words(found) + " in " + millis + " ms")
        : ProbeResult.wrongAnswer(words(found) + ", expected " + words(expected));
  }

  private static String words(Set<String> addresses) {
    return addresses.isEmpty()
        ? "no address"
        : addresses.stream()
            .sorted(Comparator.naturalOrder())
            .limit(8)
            .collect(Collectors.joining(", "));
  }

  private static ProbeResult refused(Throwable thrown, String peer, Duration timeout) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof PortUnreachableException) {
        return ProbeResult.inconclusive("connection refused by " + peer);
      }
      if (t instanceof SocketTimeoutException) {
        return ProbeResult.inconclusive(
            new Failure(Failure.Kind.TIMEOUT, "").message(peer, timeout));
      }
      if (t instanceof NamingException said && !(said instanceof CommunicationException)) {
        return ProbeResult.inconclusive(
            peer + " does not answer the question: " + PlainText.of(said.getExplanation(), 100));
      }
    }
    return ProbeResult.inconclusive(Failure.of(thrown).message(peer, timeout));
  }
}
