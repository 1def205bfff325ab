package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReleaseMarkTest {
  private static final String UID = "0d4e8f3a-3f9c-4a1b-8c2d-1234567890ab";

  @Test
  void whatIsWrittenIsRead() {
    ReleaseMark mark = ReleaseMark.parse("").with(UID, 17).with("other", 4);

    assertThat(ReleaseMark.parse(mark.toString())).isEqualTo(mark);
    assertThat(mark).hasToString(UID + ":17 other:4");
  }

  @Test
  void aReleaseIsNeverTakenBackByAnOlderOne() {
    assertThat(ReleaseMark.parse(UID + ":17").with(UID, 3)).hasToString(UID + ":17");
  }

  @Test
  void onlyALaterReleaseOfTheSameOwnerReleases() {
    ReleaseMark mark = ReleaseMark.parse(UID + ":17");

    assertThat(mark.releases(new HoldStamp(UID, 16, 0))).isTrue();
    assertThat(mark.releases(new HoldStamp(UID, 17, 0))).isFalse();
    assertThat(mark.releases(new HoldStamp(UID, 18, 0))).isFalse();
    assertThat(mark.releases(new HoldStamp("other", 1, 0))).isFalse();
  }

  @Test
  void whatPeopleWriteThereReleasesNothing() {
    for (String text : new String[] {"", "do not touch!", UID + ":", UID + ":x", ":9", null}) {
      assertThat(ReleaseMark.parse(text).releases(new HoldStamp(UID, 1, 0))).as(text).isFalse();
    }
  }

  @Test
  void aMarkFitsIntoACustomAttribute() {
    ReleaseMark mark = ReleaseMark.parse("");
    for (int i = 0; i < 20; i++) {
      mark = mark.with(UID.substring(0, 34) + (10 + i), 999_999_999L + i);
    }

    assertThat(mark.toString()).hasSizeLessThanOrEqualTo(255);
    assertThat(mark.releases()).containsKey(UID.substring(0, 34) + 29);
  }
}
