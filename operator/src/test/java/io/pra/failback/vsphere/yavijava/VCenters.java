package io.pra.failback.vsphere.yavijava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The lab's two vCenters without Kubernetes, with 250 VMs each and for one test class alone: it
 * stops them, fills them and ends sessions.
 */
final class VCenters implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final LabInfo info;

  private VCenters(Process process, LabInfo info) {
    this.process = process;
    this.info = info;
  }

  static VCenters start(String name) throws IOException {
    Path dir = Lab.root().resolve("operator/target/" + name + "-" + ProcessHandle.current().pid());
    Files.createDirectories(dir.getParent());
    Process process =
        new ProcessBuilder(
                Lab.root().resolve("examples/lab/lab").toString(),
                "up",
                "--no-kube",
                "--vms=244",
                "--until-stdin-closes",
                "--dir",
                dir.toString())
            .redirectError(new File(dir + ".log"))
            .start();
    String ready = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (ready == null) {
      throw new IllegalStateException("the vCenters did not start, see " + dir + ".log");
    }
    return new VCenters(process, JSON.readValue(ready, LabInfo.class));
  }

  LabInfo.Site rbx() {
    return info.vcenters().rbx();
  }

  LabInfo.Site sbg() {
    return info.vcenters().sbg();
  }

  static Endpoint endpoint(LabInfo.Site site, ServerTrust trust) {
    return new Endpoint(site.url(), trust, Duration.ofSeconds(2), Duration.ofSeconds(5), 16L << 20);
  }

  static ServerTrust authority(LabInfo.Site site) {
    try {
      return new ServerTrust.CertificateAuthority(Files.readString(site.ca()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static VCenter login(LabInfo.Site site) throws VSphereException {
    return new YavijavaConnector()
        .login(endpoint(site, authority(site)), new Credentials(site.operator(), site.password()));
  }

  /** Has somebody else do something to a VM; returns when it is done. */
  void power(LabInfo.Site site, String vm, String operation) {
    control("POST", site, "/vms/" + vm + "/power", "{\"op\": \"" + operation + "\"}");
  }

  /** What the vSphere API cannot ask; see {@code examples/lab}. */
  JsonNode control(String method, LabInfo.Site site, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(info.control() + "/sites/" + site.site() + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.outputWriter().close(); // the lab ends by itself
  }
}
