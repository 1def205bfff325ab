package io.pra.failback.api;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;

/**
 * Writes as escapes what YAML forbids or takes for the end of a line. The API server reads a
 * server-side apply as YAML, of which JSON is not quite a part: it refuses a control character that
 * JSON allows, and folds some line breaks into spaces. One VM with such a name would keep its plan
 * from being written, and so from being held.
 */
final class ApplyEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;
  private static final char DELETE = '\u007f';

  private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();

  ApplyEscapes() {
    ascii[DELETE] = CharacterEscapes.ESCAPE_STANDARD;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii.clone();
  }

  @Override
  public SerializableString getEscapeSequence(int character) {
    boolean forbidden = character >= DELETE && character <= 0x9f;
    boolean breaks = character == 0x2028 || character == 0x2029 || character == 0xfeff;
    boolean noCharacter = character == 0xfffe || character == 0xffff;
    return forbidden || breaks || noCharacter
        ? new SerializedString("\\u%04x".formatted(character))
        : null;
  }
}
