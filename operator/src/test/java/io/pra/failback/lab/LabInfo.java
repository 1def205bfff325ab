package io.pra.failback.lab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the lab says of itself when it is ready.
 *
 * @param dir its folder, which it removes at its end
 * @param kubeconfig the administrator's
 * @param kubeconfigs by user: admin, operator, alice, bob, carol, gitops
 * @param kubectl the program
 * @param control of the simulators, for what the vSphere API cannot ask
 * @param zerto the stand-in of the two ZVMs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LabInfo(
    Path dir,
    Path kubeconfig,
    Map<String, Path> kubeconfigs,
    Path kubectl,
    VCenters vcenters,
    URI control,
    Zerto zerto) {

  /** The stand-in of the two ZVMs, and its control endpoint. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Zerto(StandIn rbx, StandIn sbg, URI control) {}

  /**
   * The stand-in of one ZVM.
   *
   * @param ca PEM file of its certificate authority
   * @param thumbprint SHA256:AB:CD:… of its own certificate
   * @param user for the grant password, and for sessions
   * @param client for the grant client_credentials
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record StandIn(
      URI url,
      Path ca,
      String thumbprint,
      String user,
      String password,
      String client,
      String clientSecret) {}

  /** The two simulated vCenters. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record VCenters(Site rbx, Site sbg) {}

  /**
   * One simulated vCenter.
   *
   * @param site rbx or sbg
   * @param url ends in /sdk
   * @param ca PEM file of its certificate authority
   * @param thumbprint SHA256:AB:CD:… of its own certificate
   * @param accounts user to password
   * @param operator the user that the operator logs in as
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Site(
      String site,
      URI url,
      Path ca,
      String thumbprint,
      Map<String, String> accounts,
      String operator) {

    /** The password of the user that the operator logs in as. */
    public String password() {
      return accounts.get(operator);
    }
  }
}
