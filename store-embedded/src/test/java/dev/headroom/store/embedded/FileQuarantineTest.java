package dev.headroom.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.SignalType;
import dev.headroom.store.Quarantined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileQuarantineTest {
  @TempDir private Path data;

  private static Quarantined entry(long position, String place) {
    return new Quarantined(
        SignalType.LOGS, "logs", position, 3, 1, "record 3", "boom", place, Instant.EPOCH);
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("quarantine"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theBytesAndTheReasonAreKept() throws IOException {
    FileQuarantine quarantine = FileQuarantine.in(data);

    quarantine.keep(entry(17, "NullPointerException at X"), () -> new byte[] {1, 2});

    assertThat(kept()).containsExactly("logs-17-3-logs.otlp", "logs-17-3-logs.txt");
    assertThat(data.resolve("quarantine/logs-17-3-logs.otlp")).hasBinaryContent(new byte[] {1, 2});
    assertThat(data.resolve("quarantine/logs-17-3-logs.txt"))
        .content()
        .contains("reason: boom", "place: NullPointerException at X", "subject: record 3");
  }

  @Test
  void aFloodOfOneSortDoesNotFillIt() throws IOException {
    FileQuarantine quarantine = FileQuarantine.in(data);
    for (int i = 0; i < 1_000; i++) {
      quarantine.keep(entry(i, "here"), () -> new byte[1]);
    }
    quarantine.keep(entry(5_000, "there"), () -> new byte[1]);

    assertThat(kept())
        .hasSize(2 * (FileQuarantine.MOST_ALIKE + 1))
        .contains("logs-5000-3-logs.otlp");
  }

  @Test
  void itsFilesAndBytesAreBounded() throws IOException {
    FileQuarantine quarantine = FileQuarantine.in(data);
    quarantine.keep(entry(1, "large"), () -> new byte[(int) FileQuarantine.MOST_BYTES]);
    quarantine.keep(entry(2, "one too many"), () -> new byte[1]);
    assertThat(kept()).containsExactly("logs-1-3-logs.otlp", "logs-1-3-logs.txt");

    Files.delete(data.resolve("quarantine/logs-1-3-logs.otlp"));
    for (int i = 0; i < FileQuarantine.MOST_FILES + 50; i++) {
      quarantine.keep(entry(10 + i, "place " + i), () -> new byte[1]);
    }
    assertThat(kept().stream().filter(name -> name.endsWith(".otlp")))
        .hasSize(FileQuarantine.MOST_FILES);
  }

  @Test
  void aDirectoryThatCannotBeWrittenDoesNotMatter() throws IOException {
    Files.writeString(data.resolve("quarantine"), "a file where the directory should be");

    FileQuarantine.in(data).keep(entry(1, "here"), () -> new byte[1]);

    assertThat(data.resolve("quarantine")).isRegularFile();
  }
}
