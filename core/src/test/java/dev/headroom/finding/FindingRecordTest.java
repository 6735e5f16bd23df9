package dev.headroom.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How findings come, stay, go and come back.
final class FindingRecordTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration RUN = Duration.ofMinutes(5);

  private static Finding finding(Severity severity, double perSecond) {
    return new Finding(
        "n-plus-one",
        Subject.of(new ServiceName("cart")),
        "It repeats itself.",
        severity,
        0.9,
        new Impact(List.of(), perSecond),
        List.of(),
        List.of(),
        "rule",
        "refutation",
        new Coverage(TimeWindow.endingAt(NOON, RUN), 1, "traces", 1));
  }

  @Test
  void aFindingThatIsMissedOnceIsStillOpen() {
    FindingRecord record = FindingRecord.first(finding(Severity.MINOR, 1), NOON);
    FindingRecord missed = record.missed(NOON.plus(RUN)).missed(NOON.plus(RUN.multipliedBy(2)));
    assertThat(missed.open()).isTrue();
    assertThat(missed.misses()).isEqualTo(2);
    assertThat(missed.lastSeen()).isEqualTo(NOON);

    FindingRecord again = missed.seen(finding(Severity.MAJOR, 2), NOON.plus(RUN.multipliedBy(3)));
    assertThat(again.misses()).isZero();
    assertThat(again.reopened()).isZero();
    assertThat(again.firstSeen()).isEqualTo(NOON);
    assertThat(again.lastSeen()).isEqualTo(NOON.plus(RUN.multipliedBy(3)));
    assertThat(again.finding().severity()).isEqualTo(Severity.MAJOR);
  }

  @Test
  void itIsGoneSinceTheRunThatMadeItSoAndCountsComingBack() {
    FindingRecord record = FindingRecord.first(finding(Severity.MINOR, 1), NOON);
    for (int i = 1; i <= FindingRecord.MISSES + 2; i++) {
      record = record.missed(NOON.plus(RUN.multipliedBy(i)));
    }
    assertThat(record.state()).isEqualTo(FindingRecord.State.GONE);
    assertThat(record.goneSince()).isEqualTo(NOON.plus(RUN.multipliedBy(FindingRecord.MISSES)));

    Instant later = NOON.plus(RUN.multipliedBy(20));
    FindingRecord back = record.seen(finding(Severity.MINOR, 1), later);
    assertThat(back.open()).isTrue();
    assertThat(back.goneSince()).isNull();
    assertThat(back.reopened()).isEqualTo(1);
    assertThat(back.firstSeen()).isEqualTo(NOON);
  }

  @Test
  void theHistoryHoldsTheLastOfEveryHourAndAWeekAtMost() {
    FindingRecord record = FindingRecord.first(finding(Severity.MINOR, 0), NOON);
    for (int i = 1; i < 12 * 200; i++) {
      record = record.seen(finding(Severity.MINOR, i), NOON.plus(RUN.multipliedBy(i)));
    }
    assertThat(record.history()).hasSize(FindingRecord.HISTORY);
    assertThat(record.history().getLast().perSecond()).isEqualTo(12 * 200 - 1);
    assertThat(record.history().getLast().at()).isEqualTo(record.lastSeen());
    assertThat(record.history())
        .extracting(sighting -> sighting.at().getEpochSecond() / 3_600)
        .doesNotHaveDuplicates()
        .isSorted();
  }
}
