package io.pra.failback.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class ServerTrustTest {
  private static final String HEX = "AB".repeat(32);

  @Test
  void readsAThumbprintAsPeopleWriteIt() {
    String colons = "AB:".repeat(31) + "AB";
    for (String written :
        new String[] {HEX, colons, "SHA256:" + colons, "sha-256:" + HEX.toLowerCase(Locale.ROOT)}) {
      assertThat(ServerTrust.PinnedLeaf.parse(written).sha256()).isEqualTo(HEX);
    }
  }

  @Test
  void refusesWhatIsNoSha256() {
    for (String written : new String[] {"", "SHA1:" + "AB".repeat(20), HEX + "AB", "GG" + HEX}) {
      assertThatThrownBy(() -> ServerTrust.PinnedLeaf.parse(written))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SHA256:");
    }
  }
}
