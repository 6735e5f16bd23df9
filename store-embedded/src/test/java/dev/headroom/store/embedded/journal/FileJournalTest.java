package dev.headroom.store.embedded.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import dev.headroom.store.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileJournalTest {
  private static final JournalSettings SMALL =
      new JournalSettings(300, new SyncPolicy.Always(), 1 << 20, 1 << 20, 0);

  @TempDir Path directory;
  private final AtomicLong wallNanos = new AtomicLong(1_000);
  private final InstantSource clock = () -> Instant.ofEpochSecond(0, wallNanos.get());

  private FileJournal open(JournalSettings settings, long from, RecordingReader reader) {
    return FileJournal.open(directory, settings, clock, from, 0, reader);
  }

  private FileJournal open(RecordingReader reader) {
    return open(SMALL, 0, reader);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long put(Journal journal, String text) {
    return journal.append(SignalType.LOGS, bytes(text), null).join();
  }

  /// Waits until everything that the journal holds was handed over.
  private static long settled(Journal journal) {
    while (true) {
      CompletableFuture<Long> reached = new CompletableFuture<>();
      journal.atBarrier((position, clockNanos) -> reached.complete(position));
      long position = reached.join();
      Journal.Stats stats = journal.stats();
      if (stats.replayedBytes() == stats.replayBytes() && position >= stats.head()) {
        return position;
      }
      Thread.onSpinWait();
    }
  }

  private Path onlyFile() throws IOException {
    List<Path> files = files();
    assertThat(files).hasSize(1);
    return files.getFirst();
  }

  private List<Path> files() throws IOException {
    try (var paths = Files.list(directory)) {
      return paths.filter(path -> Segment.base(path) >= 0).sorted().toList();
    }
  }

  @Test
  void handsRecordsOverInOrderBeforeTheyAreAcknowledged() {
    RecordingReader reader = new RecordingReader();
    Object decoded = new Object();
    try (FileJournal journal = open(reader)) {
      settled(journal);
      long first = journal.append(SignalType.TRACES, bytes("one"), decoded).join();
      assertThat(reader.taken())
          .containsExactly(
              new RecordingReader.Taken(
                  first, first + 3, 1_000, SignalType.TRACES, "one", decoded));
      long second = put(journal, "two");
      assertThat(second).isEqualTo(first + 3 + RecordHeader.BYTES);
      assertThat(reader.payloads()).containsExactly("one", "two");
    }
  }

  @Test
  void aReaderThatThrowsEvenAnErrorIsHandedWhatFollows() {
    List<String> taken = new ArrayList<>();
    Journal.Reader reader =
        (position, next, clockNanos, signal, payload, decoded) -> {
          String text = new String(payload, StandardCharsets.UTF_8);
          taken.add(text);
          if (text.equals("poison")) {
            throw new LinkageError("as told");
          }
        };
    try (FileJournal journal = FileJournal.open(directory, SMALL, clock, 0, 0, reader)) {
      settled(journal);
      CompletableFuture<Long> poison = journal.append(SignalType.LOGS, bytes("poison"), null);
      assertThat(poison)
          .failsWithin(Duration.ofMinutes(1))
          .withThrowableThat()
          .withMessageContaining("durable but could not be taken in");
      put(journal, "after");
      settled(journal);
    }
    assertThat(taken).containsExactly("poison", "after");
    taken.clear();
    try (FileJournal journal = FileJournal.open(directory, SMALL, clock, 0, 0, reader)) {
      settled(journal);
    }
    assertThat(taken).containsExactly("poison", "after");
  }

  @Test
  void manyThreadsGetOneOrderAndPositionsThatRead() throws Exception {
    RecordingReader reader = new RecordingReader();
    List<CompletableFuture<Long>> futures = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    try (FileJournal journal = open(reader)) {
      settled(journal);
      List<Thread> threads =
          IntStream.range(0, 8)
              .mapToObj(t ->
                  Thread.ofVirtual()
                      .start(() -> {
                        for (int i = 0; i < 100; i++) {
                          String text = "thread " + t + " record " + i;
                          CompletableFuture<Long> done =
                              journal.append(SignalType.METRICS, bytes(text), null);
                          synchronized (futures) {
                            futures.add(done);
                            texts.add(text);
                          }
                        }
                      }))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
      for (int i = 0; i < futures.size(); i++) {
        byte[] read = new byte[texts.get(i).length()];
        journal.read(futures.get(i).join(), ByteBuffer.wrap(read));
        assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(texts.get(i));
      }
    }
    List<Long> positions = reader.taken().stream().map(RecordingReader.Taken::position).toList();
    assertThat(positions).hasSize(800).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void everythingAcknowledgedIsThereAgainAfterReopening() {
    List<String> sent = IntStream.range(0, 50).mapToObj(i -> "record " + i).toList();
    List<Long> positions = new ArrayList<>();
    try (FileJournal journal = open(new RecordingReader())) {
      sent.forEach(text -> positions.add(put(journal, text)));
    }
    for (int from : new int[] {0, 1, 17, 49}) {
      RecordingReader reader = new RecordingReader();
      try (FileJournal journal = open(SMALL, positions.get(from), reader)) {
        settled(journal);
        assertThat(reader.payloads()).isEqualTo(sent.subList(from, 50));
        assertThat(reader.taken().getFirst().decoded()).isNull();
        assertThat(journal.stats().damages()).isZero();
      }
    }
  }

  @Test
  void newRecordsFollowTheReplay() {
    try (FileJournal journal = open(new RecordingReader())) {
      put(journal, "old 1");
      put(journal, "old 2");
    }
    RecordingReader reader = new RecordingReader();
    CountDownLatch gate = new CountDownLatch(1);
    reader.waitFor(gate);
    try (FileJournal journal = open(reader)) {
      // Acknowledged although the replay has not even begun.
      long position = put(journal, "new");
      assertThat(reader.payloads()).isEmpty();
      assertThat(journal.stats().replayedBytes()).isLessThan(journal.stats().replayBytes());
      gate.countDown();
      assertThat(settled(journal)).isEqualTo(position + 3);
      assertThat(reader.payloads()).containsExactly("old 1", "old 2", "new");
      put(journal, "newer");
      assertThat(reader.payloads()).containsExactly("old 1", "old 2", "new", "newer");
    }
  }

  @Test
  void cutsTheLastRecordWhereverItWasTorn() throws IOException {
    JournalSettings one = new JournalSettings(1 << 20, new SyncPolicy.Always(), 1 << 20, 1, 0);
    try (FileJournal journal = open(one, 0, new RecordingReader())) {
      put(journal, "first");
      put(journal, "the last one");
    }
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    int lastStart = RecordHeader.BYTES + 5;
    assertThat(whole).hasSize(lastStart + RecordHeader.BYTES + 12);
    for (int cut = lastStart; cut < whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      RecordingReader reader = new RecordingReader();
      try (FileJournal journal = open(one, 0, reader)) {
        assertThat(settled(journal)).isEqualTo(lastStart);
        assertThat(reader.payloads()).as("cut at %d", cut).containsExactly("first");
        assertThat(journal.stats().damages()).isZero();
        put(journal, "next");
      }
      RecordingReader again = new RecordingReader();
      try (FileJournal journal = open(one, 0, again)) {
        settled(journal);
        assertThat(again.payloads()).as("cut at %d", cut).containsExactly("first", "next");
      }
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void neverHandsOverAFlippedBit() throws IOException {
    JournalSettings one = new JournalSettings(1 << 20, new SyncPolicy.Always(), 1 << 20, 1, 0);
    try (FileJournal journal = open(one, 0, new RecordingReader())) {
      put(journal, "first");
      put(journal, "second");
      put(journal, "third");
    }
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    long seed = 42;
    Random random = new Random(seed);
    List<String> all = List.of("first", "second", "third");
    int[] starts = {0, 37, 75, whole.length};
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      for (Path old : files()) {
        Files.delete(old);
      }
      Files.write(file, flipped);
      RecordingReader reader = new RecordingReader();
      try (FileJournal journal = open(one, 0, reader)) {
        settled(journal);
        int hit = at < starts[1] ? 0 : at < starts[2] ? 1 : 2;
        List<String> left = new ArrayList<>(all);
        left.remove(hit);
        assertThat(reader.payloads()).as("byte %d, seed %d", at, seed).isEqualTo(left);
        assertThat(journal.stats().damages()).as("byte %d", at).isEqualTo(hit < 2 ? 1 : 0);
        put(journal, "next");
      }
      RecordingReader again = new RecordingReader();
      try (FileJournal journal = open(one, 0, again)) {
        settled(journal);
        assertThat(again.payloads()).hasSize(3).endsWith("next");
      }
    }
  }

  @Test
  void aDamagedOldFileIsKeptAsideAndTheRestReplayed() throws IOException {
    List<Long> positions = new ArrayList<>();
    try (FileJournal journal = open(new RecordingReader())) {
      for (int i = 0; i < 40; i++) {
        positions.add(put(journal, "record " + (10 + i)));
      }
    }
    Path first = files().getFirst();
    try (var channel = java.nio.channels.FileChannel.open(first, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {0, 0, 0}), positions.get(2));
    }
    RecordingReader reader = new RecordingReader();
    try (FileJournal journal = open(reader)) {
      settled(journal);
      assertThat(reader.payloads()).hasSize(39).doesNotContain("record 12");
      assertThat(journal.stats().damages()).isEqualTo(1);
      journal.truncateBefore(journal.stats().head());
      assertThat(files()).hasSize(1);
      assertThat(first.resolveSibling(first.getFileName() + ".damaged")).exists();
    }
  }

  @Test
  void truncatingForgetsWholeFilesOnly() throws IOException {
    List<Long> positions = new ArrayList<>();
    try (FileJournal journal = open(new RecordingReader())) {
      for (int i = 0; i < 40; i++) {
        positions.add(put(journal, "record " + (10 + i)));
      }
      journal.truncateBefore(positions.get(20));
      assertThat(journal.stats().tail())
          .isPositive()
          .isLessThanOrEqualTo(positions.get(20) - RecordHeader.BYTES);
      journal.read(positions.get(20), ByteBuffer.allocate(9));
      assertThatThrownBy(() -> journal.read(positions.get(0), ByteBuffer.allocate(9)))
          .isInstanceOfSatisfying(
              HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
    RecordingReader reader = new RecordingReader();
    try (FileJournal journal = open(SMALL, positions.get(20), reader)) {
      settled(journal);
      assertThat(reader.payloads()).hasSize(20).startsWith("record 30");
    }
  }

  @Test
  void refusesAtOnceWhenTooMuchWaits() {
    RecordingReader reader = new RecordingReader();
    JournalSettings tight = new JournalSettings(1 << 20, new SyncPolicy.Always(), 1_000, 1, 0);
    try (FileJournal journal = open(tight, 0, reader)) {
      settled(journal);
      CountDownLatch gate = new CountDownLatch(1);
      reader.waitFor(gate);
      var first = journal.append(SignalType.LOGS, new byte[500], null);
      var second = journal.append(SignalType.LOGS, new byte[500], null);
      assertThat(failure(second)).isEqualTo(ErrorCode.OVERLOADED);
      assertThat(first).isNotDone();
      gate.countDown();
      first.join();
      journal.append(SignalType.LOGS, new byte[5_000], null).join();
    }
  }

  private static ErrorCode failure(CompletableFuture<?> future) {
    try {
      future.get(30, TimeUnit.SECONDS);
      throw new AssertionError("it did not fail");
    } catch (ExecutionException e) {
      return ((HeadroomException) e.getCause()).code();
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFullDiskRefusesAndLosesNothingElse() throws IOException {
    FaultyFiles files = new FaultyFiles(directory);
    RecordingReader reader = new RecordingReader();
    List<String> kept = new ArrayList<>();
    long seed = 7;
    Random random = new Random(seed);
    try (FileJournal journal = FileJournal.open(directory, files, SMALL, clock, 0, 0, reader)) {
      settled(journal);
      for (int i = 0; i < 300; i++) {
        files.room.set(random.nextInt(3) == 0 ? random.nextInt(60) : Long.MAX_VALUE);
        String text = "record " + i;
        try {
          put(journal, text);
          kept.add(text);
        } catch (CompletionException e) {
          assertThat(((HeadroomException) e.getCause()).code()).isEqualTo(ErrorCode.STORAGE_FULL);
        }
      }
      files.room.set(Long.MAX_VALUE);
    }
    assertThat(kept).hasSizeBetween(150, 299);
    assertThat(reader.payloads()).isEqualTo(kept);
    RecordingReader again = new RecordingReader();
    try (FileJournal journal = open(again)) {
      settled(journal);
      assertThat(again.payloads()).as("seed %d", seed).isEqualTo(kept);
      assertThat(journal.stats().damages()).isZero();
    }
  }

  @Test
  void aBrokenDiskRefusesAndLosesNothingElse() throws IOException {
    FaultyFiles files = new FaultyFiles(directory);
    RecordingReader reader = new RecordingReader();
    List<String> kept = new ArrayList<>();
    long seed = 11;
    Random random = new Random(seed);
    try (FileJournal journal = FileJournal.open(directory, files, SMALL, clock, 0, 0, reader)) {
      settled(journal);
      for (int i = 0; i < 300; i++) {
        files.failingForces.set(random.nextInt(4) == 0 ? 1 : 0);
        files.failingTruncates.set(random.nextInt(2));
        String text = "record " + i;
        try {
          put(journal, text);
          kept.add(text);
        } catch (CompletionException e) {
          assertThat(((HeadroomException) e.getCause()).code()).isEqualTo(ErrorCode.INTERNAL);
        }
      }
      files.failingForces.set(0);
      // What a failed truncation left in the last file may only lie behind the next record.
      put(journal, "last");
      kept.add("last");
    }
    assertThat(kept.size()).isBetween(150, 290);
    assertThat(reader.payloads()).isEqualTo(kept);
    RecordingReader again = new RecordingReader();
    try (FileJournal journal = open(again)) {
      settled(journal);
      assertThat(again.payloads()).as("seed %d", seed).isEqualTo(kept);
    }
  }

  @Test
  void leavesTheReservedSpaceFree() throws IOException {
    SegmentFiles real = SegmentFiles.of(directory);
    AtomicLong usable = new AtomicLong(100);
    SegmentFiles nearlyFull =
        new SegmentFiles() {
          @Override
          public SegmentFile create(Path path) throws IOException {
            return real.create(path);
          }

          @Override
          public SegmentFile openToRead(Path path) throws IOException {
            return real.openToRead(path);
          }

          @Override
          public SegmentFile openToWrite(Path path) throws IOException {
            return real.openToWrite(path);
          }

          @Override
          public long usableBytes() {
            return usable.get();
          }

          @Override
          public long totalBytes() {
            return 10_000;
          }

          @Override
          public void forceNames() throws IOException {
            real.forceNames();
          }
        };
    JournalSettings reserving =
        new JournalSettings(300, new SyncPolicy.Always(), 1 << 20, 1 << 20, 1 << 20);
    try (FileJournal journal =
        FileJournal.open(directory, nearlyFull, reserving, clock, 0, 0, new RecordingReader())) {
      assertThat(failure(journal.append(SignalType.LOGS, bytes("no"), null)))
          .isEqualTo(ErrorCode.STORAGE_FULL);
      usable.set(700);
      put(journal, "yes");
    }
  }

  @Test
  void positionsAreNotUsedTwiceWhenTheLogIsGone() throws IOException {
    try (FileJournal journal = open(new RecordingReader())) {
      put(journal, "lost");
    }
    for (Path file : files()) {
      Files.delete(file);
    }
    RecordingReader reader = new RecordingReader();
    try (FileJournal journal = FileJournal.open(directory, SMALL, clock, 500, 1_000, reader)) {
      assertThat(settled(journal)).isEqualTo(1_000);
      assertThat(put(journal, "new")).isEqualTo(1_000 + RecordHeader.BYTES);
    }
    RecordingReader again = new RecordingReader();
    try (FileJournal journal = FileJournal.open(directory, SMALL, clock, 1_000, 0, again)) {
      settled(journal);
      assertThat(again.payloads()).containsExactly("new");
    }
  }

  @Test
  void theClockStandsStillWhileClosed() {
    RecordingReader reader = new RecordingReader();
    try (FileJournal journal = open(reader)) {
      settled(journal);
      put(journal, "one");
      wallNanos.set(3_000);
      put(journal, "two");
    }
    wallNanos.set(1_000_000);
    RecordingReader again = new RecordingReader();
    try (FileJournal journal = open(again)) {
      settled(journal);
      wallNanos.set(1_000_500);
      put(journal, "three");
      wallNanos.set(0);
      put(journal, "four");
    }
    assertThat(again.taken().stream().map(RecordingReader.Taken::clockNanos))
        .containsExactly(1_000L, 3_000L, 3_500L, 3_500L);
  }

  @Test
  void afterClosingNothingIsTaken() {
    RecordingReader reader = new RecordingReader();
    FileJournal journal = open(reader);
    CompletableFuture<Long> waiting = journal.append(SignalType.LOGS, bytes("waiting"), null);
    journal.close();
    waiting.join();
    assertThat(failure(journal.append(SignalType.LOGS, bytes("late"), null)))
        .isEqualTo(ErrorCode.OVERLOADED);
    journal.close();
  }

  @Test
  void syncsAsOftenAsAsked() {
    try (FileJournal journal =
        open(SMALL.withSync(new SyncPolicy.Never()), 0, new RecordingReader())) {
      put(journal, "one");
      assertThat(journal.stats().syncs()).isZero();
    }
    try (FileJournal journal =
        open(SMALL.withSync(SyncPolicy.parse("1ms")), 0, new RecordingReader())) {
      put(journal, "one");
      while (journal.stats().syncs() == 0) {
        Thread.onSpinWait();
      }
    }
    assertThat(SyncPolicy.parse("always")).isEqualTo(new SyncPolicy.Always());
    assertThatThrownBy(() -> SyncPolicy.parse("often")).hasMessageContaining("'often'");
  }
}
