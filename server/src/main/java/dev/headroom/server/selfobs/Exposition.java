package dev.headroom.server.selfobs;

import dev.headroom.query.view.SystemView;
import dev.headroom.query.view.SystemView.SignalIngest;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Writes Headroom's own state in the Prometheus text format 0.0.4.
final class Exposition {
  private static final double NANOS_PER_SECOND = 1e9;

  private final StringBuilder out = new StringBuilder(8_192);

  private Exposition() {}

  static String of(SystemView system) {
    Exposition exposition = new Exposition();
    exposition.process(system);
    exposition.ingest(system);
    exposition.engine(system);
    return exposition.out.toString();
  }

  private void process(SystemView system) {
    family("headroom_build_info", "gauge", "Which version runs; always 1");
    sample("headroom_build_info", "version", system.version(), 1);
    family("headroom_up_state", "gauge", "1 for the state the process is in");
    for (SystemView.State state : SystemView.State.values()) {
      sample(
          "headroom_up_state",
          "state",
          state.name().toLowerCase(Locale.ROOT),
          state == system.state() ? 1 : 0);
    }
    single("headroom_uptime_seconds", "gauge", "Time since the start", system.uptimeSeconds());
    SystemView.ProcessState process = system.process();
    single("process_cpu_seconds_total", "counter", "CPU time used", process.cpuSeconds());
    single("headroom_heap_used_bytes", "gauge", "Heap in use", process.heapUsedBytes());
    single("headroom_heap_max_bytes", "gauge", "Heap at most", process.heapMaxBytes());
    single("headroom_threads", "gauge", "Platform threads", process.threads());
    optional(
        "headroom_disk_free_bytes", "Free space under the data directory", process.diskFreeBytes());
  }

  private void ingest(SystemView system) {
    perSignal(system, "requests", "Export requests received", SignalIngest::requests);
    perSignal(system, "items", "Spans, points and records accepted", SignalIngest::items);
    perSignal(system, "bytes", "Uncompressed bytes accepted", SignalIngest::bytes);
    perSignal(system, "rejected", "Items refused for good", SignalIngest::rejected);
    perSignal(
        system,
        "future",
        "Rejected items more than a day ahead of the clock",
        SignalIngest::future);
    perSignal(system, "malformed", "Requests that could not be decoded", SignalIngest::malformed);
    perSignal(system, "overloaded", "Requests sent back to retry", SignalIngest::overloaded);
    perSignal(system, "duplicates", "Items recognised as sent twice", SignalIngest::duplicates);
  }

  private void perSignal(
      SystemView system, String what, String help, ToLongFunction<SignalIngest> count) {
    String name = "headroom_ingest_" + what + "_total";
    family(name, "counter", help);
    for (SignalIngest signal : system.ingest()) {
      sample(name, "signal", signal.signal(), count.applyAsLong(signal));
    }
  }

  private void engine(SystemView system) {
    family("headroom_queue_depth", "gauge", "What waits in a queue");
    system.queues().forEach(q -> sample("headroom_queue_depth", "queue", q.name(), q.depth()));
    family("headroom_queue_capacity", "gauge", "When the queue is full");
    system
        .queues()
        .forEach(q -> sample("headroom_queue_capacity", "queue", q.name(), q.capacity()));
    SystemView.JournalState journal = system.journal();
    single("headroom_journal_bytes", "gauge", "Journal on disk", journal.bytes());
    single("headroom_journal_waiting_bytes", "gauge", "Not yet durable", journal.waitingBytes());
    single(
        "headroom_journal_unfolded_bytes", "gauge", "Not yet committed", journal.unfoldedBytes());
    SystemView.CommitState commit = system.commit();
    single("headroom_commits_total", "counter", "Commits of the model", commit.commits());
    single("headroom_commit_failures_total", "counter", "Failed commits", commit.failures());
    optional(
        "headroom_commit_lag_seconds", "Age of the oldest uncommitted data", commit.lagSeconds());
    Long lastNanos = commit.lastDurationNanos();
    optional(
        "headroom_commit_last_duration_seconds",
        "How long the last commit took",
        lastNanos == null ? null : lastNanos / NANOS_PER_SECOND);
    SystemView.Replay replay = system.replay();
    optional(
        "headroom_replay_done_share",
        "How much of the journal has been replayed",
        replay == null ? null : replay.doneShare());
    traces(system.traces());
    family("headroom_quarantined_items_total", "counter", "Items that a fold could not take");
    system
        .quarantine()
        .items()
        .forEach(q -> sample("headroom_quarantined_items_total", "signal", q.signal(), q.items()));
    family("headroom_cap_overflow_total", "counter", "Look-ups that a full cap sent to other");
    system
        .capsHit()
        .forEach(c -> sample("headroom_cap_overflow_total", "cap", c.cap(), c.overflowed()));
    family("headroom_storage_bytes", "gauge", "Storage in use");
    system.storage().forEach(p -> sample("headroom_storage_bytes", "part", p.part(), p.bytes()));
  }

  private void traces(SystemView.TraceState traces) {
    single("headroom_traces_open", "gauge", "Traces that may still grow", traces.open());
    single("headroom_spans_open", "gauge", "Spans in open traces", traces.openSpans());
    single("headroom_traces_completed_total", "counter", "Traces folded", traces.completed());
    single("headroom_traces_kept_total", "counter", "Traces kept raw", traces.kept());
    single(
        "headroom_traces_closed_early_total",
        "counter",
        "Traces closed by the cap on spans",
        traces.closedEarly());
    single(
        "headroom_spans_late_total",
        "counter",
        "Spans after their trace was folded",
        traces.lateSpans());
  }

  private void family(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void single(String name, String type, String help, double value) {
    family(name, type, help);
    out.append(name).append(' ').append(number(value)).append('\n');
  }

  // What is not known has no sample, which Prometheus tells from 0.
  private void optional(String name, String help, @Nullable Number value) {
    if (value != null) {
      single(name, "gauge", help, value.doubleValue());
    }
  }

  private void sample(String name, String label, String value, double number) {
    out.append(name).append('{').append(label).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(value.charAt(i));
      }
    }
    out.append("\"} ").append(number(number)).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
