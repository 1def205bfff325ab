package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void ordinaryNamesStayAsTheyAre() {
    assertThat(PlainText.of("mysql-01 (été) DOMAIN\\bob 東京 😀"))
        .isEqualTo("mysql-01 (été) DOMAIN\\bob 東京 😀");
  }

  @Test
  void whatMovesTheCursorOrHidesIsShownAsEscapes() {
    assertThat(PlainText.of("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
    assertThat(PlainText.of("\u001b[2J\u0007\u007f\u009b"))
        .isEqualTo("\\u001b[2J\\u0007\\u007f\\u009b");
    assertThat(PlainText.of("a\u202egnp\u2066\u200b\u2028\ufeff"))
        .isEqualTo("a\\u202egnp\\u2066\\u200b\\u2028\\ufeff");
    assertThat(PlainText.of("x" + Character.toString(0xE0041))).isEqualTo("x\\u{e0041}");
    assertThat(PlainText.of("half \ud83d pair")).isEqualTo("half \\ud83d pair");
  }

  @Test
  void applyingItTwiceChangesNothing() {
    String once = PlainText.of("a\n\u001b\\b");
    assertThat(PlainText.of(once)).isEqualTo(once);
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(PlainText.of("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PlainText.of("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(PlainText.of("abc\u001bd", 6)).isEqualTo("abc…");
    assertThat(PlainText.of("abcd😀ef", 6)).isEqualTo("abcd…");
    assertThat(PlainText.of("ab", 1)).isEqualTo("…");
    assertThat(PlainText.of("x".repeat(1_000_000))).hasSize(PlainText.DEFAULT_MAX_LENGTH);
  }

  @Test
  void nullIsShownAndABoundOfNothingIsRefused() {
    assertThat(PlainText.of(null)).isEqualTo("null");
    assertThatThrownBy(() -> PlainText.of("a", 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
