package dev.headroom.testkit.store;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Findings for tests.
public final class FindingSamples {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ServiceName CART = new ServiceName("cart");
  private static final OperationName SHOW = new OperationName("GET /cart/{id}");
  private static final Edit.Target QUERY =
      new Edit.Target(
          CART, new OperationName("SELECT prices"), SHOW, "select price from prices where id = ?");

  private FindingSamples() {}

  /// One that every kind of evidence speaks for.
  ///
  /// @param detail tells its fingerprint from that of others
  /// @param trace an exemplar
  public static Finding finding(String detail, TraceId trace, SpanId... spans) {
    return new Finding(
        "n-plus-one",
        new Subject(CART, SHOW, detail),
        "GET /cart/{id} runs select price from prices where id = ? 24 times per request.",
        Severity.MAJOR,
        0.97,
        new Impact(
            List.of(
                new Impact.OnRoute(
                    new ServiceName("gateway"), new OperationName("GET /cart"), 31_000_000, 0.62),
                new Impact.OnRoute(CART, SHOW, Double.NaN, Double.NaN)),
            12.5),
        List.of(
            new Evidence.Figure(
                "queries per request",
                24.2,
                22.1,
                26.4,
                "{query}",
                "queries ÷ requests = 2420/100"),
            new Evidence.Series(
                "time in the query", "s", 1_772_362_800L, 60, values(0.031, null, 0.029, 0.033)),
            new Evidence.Table(
                "statements",
                List.of("statement", "calls"),
                List.of(List.of("select price from prices where id = ?", "2420"))),
            new Evidence.Comparison("p95", "s", "few items", 0.02, "many items", 0.08, 0.0004),
            new Evidence.TraceRef("the trace with most of them", trace, List.of(spans))),
        List.of(
            new Remedy(
                "Ask for all prices of a cart at once.",
                Remedy.Level.LOW,
                Remedy.Level.MEDIUM,
                List.of(new Edit.Batched(QUERY))),
            new Remedy(
                "Keep prices in a cache.", Remedy.Level.MEDIUM, Remedy.Level.LOW, List.of())),
        "at least 5 of the same statement below one span in at least 30 % of traces; saw 24 in 98"
            + " %",
        "If the calls ask for different things, they are no repetition.",
        new Coverage(TimeWindow.endingAt(NOON, Duration.ofDays(1)), 180, "traces", 0.4));
  }

  /// The same with a usual trace.
  public static Finding finding(String detail) {
    return finding(detail, new TraceId(7, 8), new SpanId(9), new SpanId(10));
  }

  // Annotations within type arguments are not seen across modules.
  @SuppressWarnings("NullAway")
  private static List<Double> values(@Nullable Double... values) {
    List<Double> all = new ArrayList<>();
    for (Double value : values) {
      all.add(value);
    }
    return all;
  }

  /// Any record at all, with every sort of evidence and edit and odd numbers among them.
  public static FindingRecord any(RandomGenerator random) {
    FindingRecord record = FindingRecord.first(anyFinding(random, random.nextInt()), NOON);
    for (int step = random.nextInt(6); step > 0; step--) {
      Instant at = record.lastSeen().plusSeconds(1 + random.nextLong(9_000));
      record =
          random.nextInt(3) == 0
              ? record.missed(at).missed(at).missed(at)
              : record.seen(record.finding(), at);
    }
    return record;
  }

  private static Finding anyFinding(RandomGenerator random, int number) {
    return new Finding(
        "a-" + Integer.toUnsignedString(number),
        new Subject(
            new ServiceName("s" + text(random)),
            random.nextBoolean() ? null : new OperationName("o" + text(random)),
            text(random)),
        "c" + text(random),
        Severity.values()[random.nextInt(Severity.values().length)],
        1 - random.nextDouble(),
        new Impact(
            some(
                random,
                () ->
                    new Impact.OnRoute(
                        new ServiceName("r" + text(random)),
                        new OperationName("o" + text(random)),
                        number(random),
                        number(random))),
            number(random)),
        some(random, () -> anyEvidence(random)),
        some(
            random,
            () ->
                new Remedy(
                    text(random),
                    Remedy.Level.values()[random.nextInt(3)],
                    Remedy.Level.values()[random.nextInt(3)],
                    some(random, () -> anyEdit(random)))),
        "r" + text(random),
        "f" + text(random),
        new Coverage(
            TimeWindow.endingAt(NOON, Duration.ofSeconds(random.nextInt(99_999))),
            random.nextLong(1_000_000),
            text(random),
            number(random)));
  }

  private static Evidence anyEvidence(RandomGenerator random) {
    String title = text(random);
    return switch (random.nextInt(5)) {
      case 0 ->
          new Evidence.Figure(
              title, number(random), number(random), number(random), text(random), text(random));
      case 1 ->
          new Evidence.Series(
              title,
              text(random),
              random.nextLong(),
              1 + random.nextInt(3_600),
              values(number(random), null, number(random)));
      case 2 ->
          new Evidence.Table(
              title,
              some(random, () -> text(random)),
              some(random, () -> some(random, () -> text(random))));
      case 3 ->
          new Evidence.Comparison(
              title,
              text(random),
              text(random),
              number(random),
              text(random),
              number(random),
              number(random));
      default ->
          new Evidence.TraceRef(
              title,
              new TraceId(random.nextLong(), 1 + random.nextLong(1 << 30)),
              some(random, () -> new SpanId(1 + random.nextLong(1 << 30))));
    };
  }

  private static Edit anyEdit(RandomGenerator random) {
    Edit.Target target =
        new Edit.Target(
            new ServiceName("s" + text(random)),
            new OperationName("o" + text(random)),
            random.nextBoolean() ? null : new OperationName("u" + text(random)),
            text(random));
    return switch (random.nextInt(9)) {
      case 0 -> new Edit.Faster(target, 0.1 + random.nextDouble(9));
      case 1 -> new Edit.Batched(target);
      case 2 -> new Edit.Cached(target, random.nextDouble());
      case 3 -> new Edit.Parallel(target);
      case 4 -> new Edit.Asynchronous(target);
      case 5 -> new Edit.Removed(target);
      case 6 -> new Edit.Retries(target, random.nextDouble());
      case 7 -> new Edit.Capped(target, 1 + random.nextLong(1 << 30));
      default ->
          new Edit.PoolSize(target, text(random), 1 + random.nextInt(99), 1 + random.nextInt(99));
    };
  }

  private static <T> List<T> some(RandomGenerator random, Supplier<T> each) {
    List<T> all = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      all.add(each.get());
    }
    return all;
  }

  private static double number(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> Double.NaN;
      case 1 -> -0.0;
      case 2 -> Double.POSITIVE_INFINITY;
      default -> random.nextGaussian() * 1e9;
    };
  }

  private static String text(RandomGenerator random) {
    String[] parts = {"", "ü", "select ?", "\n", "\0", "😀", "plain"};
    return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
  }
}
