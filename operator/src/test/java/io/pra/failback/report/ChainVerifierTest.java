package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
  private static final EpisodeRecord FIRST = RecordedEpisode.rolledBack().record;
  private static final EpisodeRecord LAST = RecordedEpisode.completed().record;

  private final List<String> names = new ArrayList<>();
  private final List<SealedReport> chain = new ArrayList<>();
  private boolean immutable = true;

  @BeforeEach
  void threeRecords() {
    add(EpisodeLog.rolledBack(FIRST, 1, FIRST.standing().asOf()));
    add(EpisodeLog.rolledBack(FIRST, 2, FIRST.standing().asOf()));
    add(LAST);
  }

  private void add(EpisodeRecord record) {
    int number = chain.size() + 1;
    Link link =
        number == 1
            ? Link.FIRST
            : new Link(number, chain.get(number - 2).sha256(), names.get(number - 2));
    String name = ReportName.ofRecord("erp", record.id());
    names.add(name);
    chain.add(SealedReport.of(name, link, record));
  }

  private ChainVerifier.Head head(int number) {
    return new ChainVerifier.Head(names.get(number - 1), number, chain.get(number - 1).sha256());
  }

  private ChainVerifier.Finding verify(Optional<ChainVerifier.Head> anchor) {
    List<ChainVerifier.Stored> stored = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      if (chain.get(i) != null) {
        stored.add(ChainVerifier.Stored.of("prod", "erp", names.get(i), immutable, chain.get(i)));
      }
    }
    return ChainVerifier.verify(stored, anchor);
  }

  private SealedReport edited(int number, String from, String to) {
    SealedReport was = chain.get(number - 1);
    assertThat(was.json()).contains(from);
    return new SealedReport(was.json().replace(from, to), was.markdown(), was.html());
  }

  @Test
  void aWholeChainHasAHead() {
    ChainVerifier.Finding found = verify(Optional.of(head(3)));

    assertThat(found.problems()).isEmpty();
    assertThat(found.head()).contains(head(3));
    assertThat(found.records()).isEqualTo(3);
  }

  @Test
  void noRecordIsAWholeChain() {
    assertThat(ChainVerifier.verify(List.of(), Optional.empty()).isWhole()).isTrue();
  }

  @Test
  void aChangeInTheMiddleIsFoundWithoutAnyAnchor() {
    chain.set(1, edited(2, "\"alice\"", "\"mallory\""));

    assertThat(verify(Optional.empty()).problems())
        .containsExactly(
            "erp-episode-1-rollback-2 is not what it was when erp-episode-1 was written");
  }

  @Test
  void aChangeOfTheNewestIsFoundByTheAnchor() {
    chain.set(2, edited(3, "\"alice\"", "\"mallory\""));

    assertThat(verify(Optional.empty()).isWhole()).isTrue();
    ChainVerifier.Head known = new ChainVerifier.Head("erp-episode-1", 3, "0".repeat(64));
    assertThat(verify(Optional.of(known)).problems())
        .hasSize(1)
        .first()
        .asString()
        .contains("SHA-256");
  }

  @Test
  void aRecordThatIsMissingIsNamed() {
    chain.set(1, null);

    assertThat(verify(Optional.empty()).problems())
        .containsExactly("number 2 (erp-episode-1-rollback-2) is missing");
  }

  @Test
  void theNewestThatIsMissingIsFoundByTheAnchor() {
    ChainVerifier.Head known = head(3);
    chain.set(2, null);

    assertThat(verify(Optional.empty()).isWhole()).isTrue();
    assertThat(verify(Optional.of(known)).problems())
        .containsExactly("number 3 (erp-episode-1) is missing");
  }

  @Test
  void aChangedRenderingIsFound() {
    SealedReport was = chain.get(2);
    chain.set(2, new SealedReport(was.json(), was.markdown(), was.html() + "<!-- -->"));

    assertThat(verify(Optional.empty()).problems())
        .containsExactly("erp-episode-1: report.html is not what was written");
  }

  @Test
  void aChangedTextForATicketIsFound() {
    SealedReport was = chain.get(2);
    chain.set(2, new SealedReport(was.json(), was.markdown() + "all was well", was.html()));

    assertThat(verify(Optional.empty()).problems())
        .containsExactly("erp-episode-1: report.md is not what was written");
  }

  /** Whoever removes the oldest records and renumbers the rest has to begin somewhere. */
  @Test
  void aFirstOneThatNamesARecordBeforeItIsFound() {
    chain.clear();
    names.clear();
    names.add("erp-episode-1");
    chain.add(SealedReport.of("erp-episode-1", new Link(1, "0".repeat(64), "erp-episode-0"), LAST));

    assertThat(verify(Optional.empty()).problems())
        .containsExactly("erp-episode-1: number 1 names a record before it");
  }

  @Test
  void aRecordOfAnotherPlanOrNamespaceIsFound() {
    ChainVerifier.Stored crm =
        ChainVerifier.Stored.of("prod", "crm", names.get(0), true, chain.get(0));
    ChainVerifier.Stored test =
        ChainVerifier.Stored.of("test", "erp", names.get(0), true, chain.get(0));

    assertThat(ChainVerifier.verify(List.of(crm), Optional.empty()).problems())
        .containsExactly(names.get(0) + ": it is about plan prod/erp");
    assertThat(ChainVerifier.verify(List.of(test), Optional.empty()).problems())
        .containsExactly(names.get(0) + ": it is about plan prod/erp");
  }

  @Test
  void oneThatIsPutInOrPutElsewhereIsFound() {
    names.add("erp-episode-9");
    chain.add(chain.get(2));

    assertThat(verify(Optional.empty()).problems())
        .containsExactlyInAnyOrder(
            "erp-episode-9: it was written as erp-episode-1",
            "erp-episode-1 and erp-episode-9 are both number 3");
  }

  @Test
  void oneThatCanBeChangedWasMadeAnew() {
    immutable = false;

    assertThat(verify(Optional.empty()).problems())
        .hasSize(3)
        .allMatch(one -> one.contains("immutable"));
  }

  @Test
  void whatIsNoRecordIsSaidToBeNone() {
    names.add("erp-episode-7");
    chain.add(new SealedReport("{\"schema\":\"x\"}", "", ""));

    assertThat(verify(Optional.of(head(3))).problems())
        .containsExactly("erp-episode-7: it is no record that can be read");
  }

  @Test
  void theHashIsThatOfTheTextAsItIsKept() throws Exception {
    byte[] sum =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(chain.get(0).json().getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(chain.get(1).json())
        .contains("\"previous\":\"" + java.util.HexFormat.of().formatHex(sum) + "\"");
  }
}
