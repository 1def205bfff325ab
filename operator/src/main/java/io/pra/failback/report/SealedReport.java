package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A report as it is kept: three files. The JSON carries the hashes of the other two and of the
 * record before, so that one hash stands for all of it.
 *
 * @param json canonical; {@link Content} is its shape
 * @param markdown rendering of it
 * @param html rendering of it
 */
public record SealedReport(String json, String markdown, String html) {
  public static final String SCHEMA = "failback.pra.io/report/v1";
  public static final String JSON = "report.json";
  public static final String MARKDOWN = "report.md";
  public static final String HTML = "report.html";

  /**
   * Bytes that a report may have. A ConfigMap may have 1 MiB, names and labels included, and an
   * object of etcd 1.5 MiB.
   */
  public static final int MOST_BYTES = 900 * 1024;

  /**
   * What {@code report.json} is.
   *
   * @param schema {@value #SCHEMA}
   * @param name of the ConfigMap
   * @param chain its place in the chain; null for a report on demand, which is in none
   * @param renderings SHA-256 of the other files, by name
   * @param record what it tells
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Content(
      String schema,
      String name,
      Link chain,
      Map<String, String> renderings,
      EpisodeRecord record) {
    public Content {
      renderings = renderings == null ? Map.of() : new TreeMap<>(renderings);
    }
  }

  /**
   * Renders and seals a record, shortened where it would not fit.
   *
   * @param link null for a report on demand
   */
  public static SealedReport of(String name, Link link, EpisodeRecord record) {
    return of(name, link, record, MOST_BYTES);
  }

  static SealedReport of(String name, Link link, EpisodeRecord record, int mostBytes) {
    for (int keep = Shortening.ALL; ; keep = Shortening.less(keep)) {
      EpisodeRecord shown = Shortening.to(record, keep);
      String markdown = MarkdownReport.of(name, link, shown);
      String html = HtmlReport.of(name, link, shown);
      Map<String, String> renderings = new TreeMap<>();
      renderings.put(MARKDOWN, RecordJson.sha256(markdown));
      renderings.put(HTML, RecordJson.sha256(html));
      String json = RecordJson.canonical(new Content(SCHEMA, name, link, renderings, shown));
      SealedReport report = new SealedReport(json, markdown, html);
      if (report.bytes() <= mostBytes || keep <= Shortening.LEAST) {
        return report;
      }
    }
  }

  int bytes() {
    return utf8(json) + utf8(markdown) + utf8(html);
  }

  private static int utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  public String sha256() {
    return RecordJson.sha256(json);
  }

  public Map<String, String> files() {
    return Map.of(JSON, json, MARKDOWN, markdown, HTML, html);
  }

  /** Of the data of a ConfigMap; a file that is missing is empty. */
  public static SealedReport of(Map<String, String> files) {
    return new SealedReport(
        files.getOrDefault(JSON, ""),
        files.getOrDefault(MARKDOWN, ""),
        files.getOrDefault(HTML, ""));
  }

  /** What the JSON says; empty if it is not such JSON. */
  public Optional<Content> content() {
    return RecordJson.read(json, Content.class)
        .filter(content -> SCHEMA.equals(content.schema()) && content.record() != null);
  }
}
