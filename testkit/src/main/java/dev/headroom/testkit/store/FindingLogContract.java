package dev.headroom.testkit.store;

import static dev.headroom.testkit.store.FindingSamples.NOON;
import static dev.headroom.testkit.store.FindingSamples.finding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import dev.headroom.store.FindingLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [FindingLog] does; a test class implements it to run it for one engine.
public interface FindingLogContract {

  /// Opens the log of a directory, which may have been used before.
  FindingLog openFindings(Path directory);

  private static FindingRecord gone(FindingRecord record, long atSecond) {
    return record
        .missed(NOON.plusSeconds(1))
        .missed(NOON.plusSeconds(2))
        .missed(NOON.plusSeconds(atSecond));
  }

  private static List<FindingRecord> ordered(FindingRecord... records) {
    return List.of(records).stream()
        .sorted(Comparator.comparing(FindingRecord::fingerprint))
        .toList();
  }

  @Test
  default void keepsAllOfARecord(@TempDir Path directory) {
    FindingLog log = openFindings(directory);
    SplittableRandom random = new SplittableRandom(20_260_401);
    List<FindingRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(FindingSamples.any(random));
    }
    log.keep(records);

    records.sort(Comparator.comparing(FindingRecord::fingerprint));
    assertThat(log.all()).as("seed 20260401").isEqualTo(records);
    assertThat(log.open())
        .isEqualTo(records.stream().filter(FindingRecord::open).toList())
        .isNotEmpty()
        .hasSizeLessThan(records.size());
    FindingRecord one = records.get(17);
    assertThat(log.finding(one.fingerprint())).contains(one);
    assertThat(log.finding(new Fingerprint("0123456789abcdef"))).isEmpty();
  }

  @Test
  default void aNewRecordTakesThePlaceOfTheOld(@TempDir Path directory) {
    FindingLog log = openFindings(directory);
    FindingRecord first = FindingRecord.first(finding("a"), NOON);
    FindingRecord other = FindingRecord.first(finding("b"), NOON);
    log.keep(List.of(first, other));
    FindingRecord later = gone(first, 60);
    log.keep(List.of(later));
    log.keep(List.of());

    assertThat(log.all()).isEqualTo(ordered(later, other));
    assertThat(log.open()).containsExactly(other);
    FindingRecord back = later.seen(finding("a"), NOON.plusSeconds(70));
    log.keep(List.of(back));
    assertThat(log.open()).isEqualTo(ordered(back, other));
  }

  @Test
  default void findsByTheStartOfTheFingerprint(@TempDir Path directory) {
    FindingLog log = openFindings(directory);
    FindingRecord a = FindingRecord.first(finding("a"), NOON);
    FindingRecord b = FindingRecord.first(finding("b"), NOON);
    log.keep(List.of(a, b));
    String whole = a.fingerprint().value();

    assertThat(log.startingWith(whole, 9)).containsExactly(a);
    assertThat(log.startingWith(whole.substring(0, 6), 9)).containsExactly(a);
    assertThat(log.startingWith("", 9)).isEqualTo(ordered(a, b));
    assertThat(log.startingWith("", 1)).isEqualTo(ordered(a, b).subList(0, 1));
    assertThat(log.startingWith("%", 9)).isEmpty();
  }

  @Test
  default void forgetsWhatHasLongBeenGone(@TempDir Path directory) {
    FindingLog log = openFindings(directory);
    FindingRecord open = FindingRecord.first(finding("a"), NOON);
    FindingRecord early = gone(FindingRecord.first(finding("b"), NOON), 60);
    FindingRecord late = gone(FindingRecord.first(finding("c"), NOON), 120);
    log.keep(List.of(open, early, late));

    assertThat(log.forget(NOON.plusSeconds(60))).isZero();
    assertThat(log.forget(NOON.plusSeconds(61))).isEqualTo(1);
    assertThat(log.all()).isEqualTo(ordered(open, late));
  }
}
