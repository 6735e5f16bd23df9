package dev.headroom.store.embedded.journal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import dev.headroom.store.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A journal in files of one directory.
///
/// Two threads: the writer takes all records that wait, writes them and makes them durable with one
/// sync; the reader hands them over in order and completes their futures while the writer is at the
/// next group. A record that a crash cut short at the end of the last file was never acknowledged
/// and is cut off at opening.
public final class FileJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
  private static final long GROUP_BYTES = 8 << 20;

  private final JournalSettings settings;
  private final JournalClock clock;
  private final Segments segments;
  private final GroupWriter writer;
  private final Replay replay;
  private final Handover handover;
  private final long replayStart;
  private final long openedAt;
  private final Thread thread = new Thread(this::run, "journal-writer");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long records;
  private boolean closed;
  private long syncedAt = System.nanoTime();

  private FileJournal(
      JournalSettings settings,
      Reader reader,
      JournalClock clock,
      Segments segments,
      GroupWriter writer,
      Replay replay,
      long head) {
    this.settings = settings;
    this.clock = clock;
    this.segments = segments;
    this.writer = writer;
    this.replay = replay;
    this.replayStart = replay.reached();
    this.openedAt = head;
    this.handover = new Handover(reader, clock, replay, head, this::release);
  }

  /// Opens the journal of the directory, which is made if it is missing, and starts the replay. The
  /// caller holds the [DirectoryLock].
  ///
  /// @param replayFrom records from here on are handed to the reader first
  /// @param atLeast new records lie at or behind it
  /// @throws HeadroomException with [ErrorCode#INTERNAL] when the files cannot be used
  public static FileJournal open(
      Path directory,
      JournalSettings settings,
      InstantSource clock,
      long replayFrom,
      long atLeast,
      Reader reader) {
    try {
      Files.createDirectories(directory);
      return open(
          directory, SegmentFiles.of(directory), settings, clock, replayFrom, atLeast, reader);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "cannot open the journal in " + directory + ": " + e.getMessage(), e);
    }
  }

  static FileJournal open(
      Path directory,
      SegmentFiles files,
      JournalSettings settings,
      InstantSource clock,
      long replayFrom,
      long atLeast,
      Reader reader)
      throws IOException {
    Segments segments = Segments.load(directory, files);
    JournalEnd found = JournalEnd.find(segments, files);
    long head = Math.max(found.position(), atLeast);
    GroupWriter writer = new GroupWriter(segments, files, settings, head);
    Segment last = segments.last();
    if (last != null && found.resumable() && head == found.position()) {
      writer.resume(last);
    }
    List<Segment> replayed = segments.from(replayFrom);
    long start = replayed.isEmpty() ? head : Math.min(head, replayed.getFirst().base);
    FileJournal journal =
        new FileJournal(
            settings,
            reader,
            new JournalClock(clock, found.clockNanos()),
            segments,
            writer,
            new Replay(segments, replayFrom, start),
            head);
    journal.handover.start();
    journal.thread.start();
    return journal;
  }

  @Override
  public CompletableFuture<Long> append(
      SignalType signal, byte[] payload, @Nullable Object decoded) {
    Entry entry = new Entry(signal, payload, decoded);
    boolean behind =
        handover.isReplaying()
            && handover.head() - Math.max(openedAt, replay.reached())
                > settings.replayBacklogBytes();
    lock.lock();
    try {
      String refusal = behind ? "the journal is still being replayed" : refusal(entry);
      if (refusal != null) {
        return CompletableFuture.failedFuture(new HeadroomException(ErrorCode.OVERLOADED, refusal));
      }
      waitingBytes += entry.waitingBytes();
      waiting.add(entry);
      work.signal();
    } finally {
      lock.unlock();
    }
    return entry.done;
  }

  private @Nullable String refusal(Entry entry) {
    if (closed) {
      return "the journal is closed";
    }
    // One record always fits, however large it is.
    return waitingBytes > 0 && waitingBytes + entry.waitingBytes() > settings.waitingBytes()
        ? waitingBytes + " bytes wait for the journal"
        : null;
  }

  private void release(Entry entry) {
    lock.lock();
    try {
      waitingBytes -= entry.waitingBytes();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<Entry> group = new ArrayList<>();
    while (takeGroup(group)) {
      if (!group.isEmpty()) {
        writeGroup(group);
        group.clear();
      }
      syncIfDue();
    }
  }

  /// Waits for records; the group stays empty when none came before the next sync is due.
  ///
  /// @return false when there will be no more
  private boolean takeGroup(List<Entry> group) {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return false;
        }
        if (settings.sync() instanceof SyncPolicy.Interval every && writer.dirty()) {
          if (work.awaitNanos(every.most().toNanos()) <= 0) {
            return true;
          }
        } else {
          work.awaitUninterruptibly();
        }
      }
      for (long bytes = 0; !waiting.isEmpty() && bytes < GROUP_BYTES; ) {
        Entry entry = waiting.remove();
        bytes += entry.fileBytes();
        group.add(entry);
      }
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the journal's writer", e);
    } finally {
      lock.unlock();
    }
  }

  private void writeGroup(List<Entry> group) {
    long end;
    try {
      long bytes = 0;
      for (Entry entry : group) {
        bytes += entry.fileBytes();
      }
      writer.begin(bytes);
      long now = clock.nanos();
      for (Entry entry : group) {
        entry.clockNanos = now;
        entry.position = writer.add(entry.signal, now, entry.payload);
      }
      end = writer.finish();
    } catch (IOException e) {
      refuse(group, writer.rollBack(e));
      return;
    } catch (RuntimeException e) {
      refuse(group, writer.rollBack(new IOException(e)));
      return;
    }
    lock.lock();
    try {
      records += group.size();
    } finally {
      lock.unlock();
    }
    handover.take(group, end);
  }

  private void refuse(List<Entry> group, HeadroomException why) {
    LOG.error("{} requests were refused: {}", group.size(), why.getMessage());
    for (Entry entry : group) {
      release(entry);
      entry.done.completeExceptionally(why);
    }
  }

  private void syncIfDue() {
    if (settings.sync() instanceof SyncPolicy.Interval every
        && System.nanoTime() - syncedAt >= every.most().toNanos()) {
      try {
        writer.sync();
      } catch (IOException e) {
        LOG.error("the journal cannot be made durable: {}", e.getMessage());
        writer.giveUp();
      }
      syncedAt = System.nanoTime();
    }
  }

  @Override
  public void atBarrier(Barrier action) {
    handover.atBarrier(action);
  }

  @Override
  public void read(long position, ByteBuffer into) {
    segments.read(position, into);
  }

  @Override
  public void truncateBefore(long position) {
    segments.truncateBefore(position);
  }

  @Override
  public Stats stats() {
    long head = handover.head();
    long reached = handover.isReplaying() ? Math.min(replay.reached(), openedAt) : openedAt;
    lock.lock();
    try {
      return new Stats(
          segments.bytes(),
          waitingBytes,
          head,
          segments.tail(),
          reached - replayStart,
          openedAt - replayStart,
          records,
          writer.syncs(),
          writer.syncNanos(),
          replay.damages());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    Handover.join(thread);
    handover.finish();
    try {
      writer.close();
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "the journal cannot be closed: " + e.getMessage(), e);
    } finally {
      segments.close();
    }
  }
}
