package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private static final Instant THEN = Instant.parse("2026-11-23T06:00:00Z");
  private static final Instant LATER = THEN.plusSeconds(5);

  private final AtomicInteger names = new AtomicInteger();
  private final EventQueue queue =
      new EventQueue(3, notice -> notice.name() + "." + names.incrementAndGet());

  private static Notice notice(String message) {
    return new Notice("v1", "FailbackPlan", "prod", "erp", "u", "Normal", "Suspended", message, "");
  }

  @Test
  void whatHappensAgainIsCountedInItsPlace() throws Exception {
    queue.add(notice("a"), THEN);
    queue.add(notice("b"), THEN);
    queue.add(notice("a"), LATER);

    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.oldest())
        .contains(new PendingEvent(notice("a"), "erp.1", 2, THEN, LATER, PendingEvent.NOTHING));
  }

  @Test
  void whatIsToldOnceIsNotCounted() throws Exception {
    Notice once =
        new Notice("v1", "FailbackPlan", "prod", "erp", "u", "Normal", "Suspended", "a", "id-1");
    queue.add(once, THEN);
    queue.add(once, LATER);

    assertThat(queue.oldest().orElseThrow().count()).isEqualTo(1);
  }

  @Test
  void theNewestStayWhenThereIsNoRoom() throws Exception {
    for (String message : new String[] {"a", "b", "c", "d", "e"}) {
      queue.add(notice(message), THEN);
    }

    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.oldest().orElseThrow().notice().message()).isEqualTo("c");
    assertThat(queue.takeDropped()).isEqualTo(2);
    assertThat(queue.takeDropped()).isZero();
  }

  @Test
  void whatHappensWhileItIsBeingToldIsToldAfterwards() throws Exception {
    queue.add(notice("a"), THEN);
    PendingEvent told = queue.oldest().orElseThrow();
    queue.add(notice("a"), LATER);

    queue.remove(told);

    assertThat(queue.oldest())
        .contains(new PendingEvent(notice("a"), "erp.2", 1, LATER, LATER, PendingEvent.NOTHING));
    queue.remove(queue.oldest().orElseThrow());
    assertThat(queue.size()).isZero();
  }

  @Test
  void whenFinishedWhatIsLeftIsStillHandedOut() throws Exception {
    queue.add(notice("a"), THEN);
    queue.finish();

    assertThat(queue.oldest()).isPresent();
    queue.remove(queue.oldest().orElseThrow());
    assertThat(queue.oldest()).isEmpty();
  }

  @Test
  void removingWhatWasDroppedInTheMeantimeIsHarmless() throws Exception {
    queue.add(notice("a"), THEN);
    PendingEvent told = queue.oldest().orElseThrow();
    for (String message : new String[] {"b", "c", "d"}) {
      queue.add(notice(message), THEN);
    }

    queue.remove(told);

    assertThat(queue.size()).isEqualTo(3);
  }
}
