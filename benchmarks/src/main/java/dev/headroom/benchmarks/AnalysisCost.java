package dev.headroom.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.Limits;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.capacity.CeilingModel;
import dev.headroom.catalog.Catalog;
import dev.headroom.engine.analysis.Analyses;
import dev.headroom.finding.Finding;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.query.ModelViews;
import dev.headroom.query.PayloadReader;
import dev.headroom.query.RecentCeilings;
import dev.headroom.query.Sources;
import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.DuckDbSettings;
import dev.headroom.store.embedded.DuckDbStore;
import dev.headroom.store.layered.LayeredStore;
import dev.headroom.store.memory.MemoryChangeLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Measures a whole run of the analyses as a server does it, and then all ceilings, over a day that
/// is in the embedded store: how much of it is reading rollups, reading traces, decoding their
/// spans, and the work of each analysis.
///
/// `AnalysisCost DIRECTORY [services] [traces] [rounds] [threads] [queries] [FILE]`: 52 services
/// (1,040 operations) with 48,000 kept traces, 3 rounds, and a database that uses one thread,
/// unless told otherwise. The directory keeps the data, so a second run only measures. With
/// `queries` every question to the store is told, and findings are written to FILE, so that trees
/// can be compared. CPU time is that of the thread for parts, that of the whole process for rounds;
/// for one core run it with `-XX:ActiveProcessorCount=1`.
public final class AnalysisCost {
  private static final Instant END = Instant.parse("2026-03-02T00:00:00Z");
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Sources sources;
  private final boolean telling;
  private final @Nullable Path into;
  private final TreeMap<String, Cost> parts = new TreeMap<>();

  /// Where this thread's time went, so far.
  private static final class Cost {
    long times;
    long nanos;
  }

  private interface Question<T> {
    T answer();
  }

  private AnalysisCost(LayeredStore store, KeyTable keys, boolean telling, @Nullable Path into) {
    this.telling = telling;
    this.into = into;
    this.sources =
        new Sources(
            rollups(store.rollups()),
            traces(store.traces()),
            store.logs(),
            ExemplarReader.NONE,
            new MemoryChangeLog(),
            keys,
            () -> Catalog.EMPTY,
            () -> {
              throw new IllegalStateException("no analysis asks how the server is");
            },
            new Timed(),
            Retention.DEFAULT,
            () -> END.plusSeconds(90));
  }

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    int services = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 52;
    int traces = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 48_000;
    int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
    int threads = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 1;
    DuckDbSettings usual = DuckDbSettings.DEFAULT;
    DuckDbStore durable =
        DuckDbStore.open(
            directory,
            new DuckDbSettings(
                usual.memoryMegabytes(), threads, usual.readers(), usual.queryTimeout()),
            Retention.DEFAULT,
            TraceInspector.blind());
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    keys.load(durable.recover().keys());
    if (keys.size() == 0) {
      new LayeredDay(durable, keys, new LayeredShop(services, 1), END).fill(traces);
    }
    System.out.printf(Locale.ROOT, "%,d keys, %s%n", keys.size(), durable.stats());
    try (LayeredStore store = new LayeredStore(durable, keys, TraceInspector.blind())) {
      List<String> more =
          List.of(arguments).subList(Math.min(5, arguments.length), arguments.length);
      Path into =
          more.stream()
              .filter(word -> !word.equals("queries"))
              .map(Path::of)
              .findFirst()
              .orElse(null);
      AnalysisCost cost = new AnalysisCost(store, keys, more.contains("queries"), into);
      for (int round = 1; round <= rounds; round++) {
        cost.round(round);
      }
    }
  }

  private void round(int round) {
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    parts.clear();
    System.out.printf(
        Locale.ROOT, "round %d%n%-20s %8s %8s %8s%n", round, "", "CPU s", "store", "decoding");
    long process = PROCESS.getProcessCpuTime();
    long clock = System.nanoTime();
    ModelView view =
        row(
            "open",
            () ->
                new ModelViews(sources, Duration.ofHours(24), Duration.ofDays(7))
                    .at(END.plusSeconds(61), () -> false));
    StringBuilder text = new StringBuilder();
    int found = 0;
    for (Analysis analysis : Analyses.all()) {
      List<Finding> findings = row(analysis.spec().id(), () -> analysis.analyze(view));
      found += findings.size();
      findings.forEach(finding -> text.append(finding).append('\n'));
    }
    tell(found + " findings", process, clock);
    if (into != null) {
      write(into, text);
    }
    process = PROCESS.getProcessCpuTime();
    clock = System.nanoTime();
    RecentCeilings ceilings =
        new RecentCeilings(new CeilingModel(sources.rollups(), List::of), sources.clock());
    int known = row("ceilings", () -> ceilings.ceilings().all()).size();
    tell(known + " ceilings", process, clock);
    parts.forEach((part, cost) ->
        System.out.printf(Locale.ROOT, "  %-60s %6d %8.3f%n", part, cost.times, cost.nanos / 1e9));
  }

  private static void write(Path into, CharSequence text) {
    try {
      Files.writeString(into, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tell(String what, long processBefore, long clockBefore) {
    long peak = heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f s CPU of the process, %.2f s by the clock, heap at most %d MB%n",
        what,
        (PROCESS.getProcessCpuTime() - processBefore) / 1e9,
        (System.nanoTime() - clockBefore) / 1e9,
        peak >> 20);
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private <T> T row(String name, Question<T> work) {
    long store = spent("store");
    long decoding = spent("decode");
    long before = cpu();
    T answer = work.answer();
    System.out.printf(
        Locale.ROOT,
        "%-20s %8.3f %8.3f %8.3f%n",
        name,
        (cpu() - before) / 1e9,
        (spent("store") - store) / 1e9,
        (spent("decode") - decoding) / 1e9);
    return answer;
  }

  private long spent(String prefix) {
    return parts.entrySet().stream()
        .filter(part -> part.getKey().startsWith(prefix))
        .mapToLong(part -> part.getValue().nanos)
        .sum();
  }

  private <T> T timed(String part, Question<T> work) {
    long before = cpu();
    T answer = work.answer();
    Cost cost = parts.computeIfAbsent(part, _ -> new Cost());
    cost.times++;
    cost.nanos += cpu() - before;
    return answer;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private RollupReader rollups(RollupReader of) {
    return new RollupReader() {
      @Override
      public List<Series> read(Query query) {
        return asked(query, query.sketches() ? "sketches" : "figures", () -> of.read(query));
      }

      @Override
      public void tally(Query query, Function<RollupKey, Tally> tallies) {
        var _ =
            asked(
                query,
                "tallies",
                () -> {
                  of.tally(query, tallies);
                  return query;
                });
      }
    };
  }

  private <T> T asked(RollupReader.Query query, String what, Question<T> question) {
    long before = cpu();
    T answer = timed("store: " + query.kind() + " " + what, question);
    if (telling) {
      System.out.printf(
          Locale.ROOT,
          "    %s of %s by %d s over %s: %.3f s%n",
          what,
          query.kind(),
          query.stepSeconds(),
          query.window().length(),
          (cpu() - before) / 1e9);
    }
    return answer;
  }

  private TraceReader traces(TraceReader of) {
    return new TraceReader() {
      @Override
      public List<StoredTrace> find(TraceId id) {
        return of.find(id);
      }

      @Override
      public List<StoredTrace> search(Search search) {
        return of.search(search);
      }

      @Override
      public List<Head> heads(Search search) {
        return timed("store: heads of traces", () -> of.heads(search));
      }

      @Override
      public Map<ServiceOperation, List<Head>> heads(
          Collection<ServiceOperation> roots, TimeWindow window, int mostOfEach) {
        return timed("store: heads of traces", () -> of.heads(roots, window, mostOfEach));
      }

      @Override
      public List<StoredTrace> read(Collection<Head> heads) {
        return timed("store: traces", () -> of.read(heads));
      }
    };
  }

  /// Reads payloads as a server does.
  private final class Timed implements PayloadReader {
    @Override
    public List<Span> spans(byte[] payload) {
      return timed("decode", () -> TraceDecoder.decode(payload));
    }

    @Override
    public SpanShape shape(Span span) {
      return SemanticConventions.shape(span);
    }

    @Override
    public long rows(Span span) {
      return SemanticConventions.rows(span);
    }
  }
}
