package dev.headroom.server.web;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.query.view.PathShare;
import dev.headroom.query.view.RouteView;
import dev.headroom.whatif.EditText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The form that asks how a route would behave, as it is filled in.
///
/// @param service of the route
/// @param operation the route
/// @param targets whose spans may be changed, by the value that the form sends; those with the
///   largest share of the route's time first
/// @param target the value chosen
/// @param kind the word that says what is changed
/// @param size how much, in the unit of the kind
public record WhatIfForm(
    String service,
    String operation,
    Map<String, String> targets,
    String target,
    String kind,
    String size) {
  /// What can be changed: the word of [EditText], and how it reads.
  public static final Map<String, String> KINDS = kinds();

  private static final char SEPARATOR = '|';

  /// Of a narrowed target: service, operation, the entry operation it works for, statement.
  private static final int PARTS = 4;

  private static final int STATEMENT_SHOWN = 60;
  private static final int SIZE_DIGITS = 3;

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("faster", "gets faster, times");
    kinds.put("cached", "is cached, % hits");
    kinds.put("batched", "is batched");
    kinds.put("parallel", "is called in parallel");
    kinds.put("async", "is not waited for");
    kinds.put("removed", "is not called");
    kinds.put("pool", "gets a pool of, now..then");
    kinds.put("retries", "is tried again, % as often");
    kinds.put("capped", "is waited for, ms at most");
    return kinds;
  }

  /// @param route tells what lies on the critical path
  static WhatIfForm of(PageRequest request, RouteView route) {
    Map<String, String> targets = new LinkedHashMap<>();
    for (PathShare share : route.whereTimeGoes()) {
      targets.put(
          share.service() + SEPARATOR + share.operation(),
          share.operation() + " · " + share.service() + " · " + Format.share(share.share()));
    }
    String target = request.param("target");
    if (!target.isEmpty()) {
      Edit.Target narrowed = narrowed(target);
      targets.putIfAbsent(
          target,
          narrowed == null
              ? target.replace(Character.toString(SEPARATOR), " · ")
              : label(narrowed));
    }
    return new WhatIfForm(
        route.service(),
        route.operation(),
        targets,
        target,
        request.param("kind").isEmpty() ? "faster" : request.param("kind"),
        request.param("size"));
  }

  /// The form filled in with what a remedy changes.
  ///
  /// @param edits of all remedies that may be asked about; one at least
  static WhatIfForm of(String service, String operation, List<Edit> edits) {
    Map<String, String> targets = new LinkedHashMap<>();
    for (Edit edit : edits) {
      Edit.Target target = edit.target();
      targets.put(value(target), label(target));
    }
    Edit first = edits.getFirst();
    return new WhatIfForm(
        service, operation, targets, value(first.target()), EditText.kind(first), size(first));
  }

  /// Service and operation, and what narrows them, where something does.
  private static String value(Edit.Target target) {
    OperationName under = target.under();
    String named = target.service().value() + SEPARATOR + target.operation().value();
    return under == null && target.statement().isEmpty()
        ? named
        : SEPARATOR
            + named
            + SEPARATOR
            + (under == null ? "" : under.value())
            + SEPARATOR
            + target.statement();
  }

  private static String label(Edit.Target target) {
    String what =
        target.statement().isEmpty()
            ? target.operation().value()
            : target.statement().length() <= STATEMENT_SHOWN
                ? target.statement()
                : target.statement().substring(0, STATEMENT_SHOWN - 1) + "…";
    return what
        + " · "
        + target.service()
        + (target.under() == null ? "" : " · for " + target.under());
  }

  private static String size(Edit edit) {
    return switch (edit) {
      case Edit.Faster faster -> plain(faster.factor());
      case Edit.Cached cached -> plain(100 * cached.hitRate());
      case Edit.PoolSize pool -> pool.from() + ".." + pool.to();
      case Edit.Retries retries -> plain(100 * retries.kept());
      case Edit.Capped capped -> plain(capped.nanos() / 1e6);
      case Edit.Batched _, Edit.Parallel _, Edit.Asynchronous _, Edit.Removed _ -> "";
    };
  }

  /// A number that can be read back.
  private static String plain(double value) {
    return new BigDecimal(value)
        .round(new MathContext(SIZE_DIGITS, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toPlainString();
  }

  /// Whether anything was asked.
  boolean asked() {
    return !target.isEmpty();
  }

  /// What is asked for.
  Edit edit() {
    Edit.Target narrowed = narrowed(target);
    if (narrowed != null) {
      return EditText.of(kind, value(), narrowed);
    }
    int separator = target.indexOf(SEPARATOR);
    return separator < 0
        ? EditText.of(kind, value(), target, "")
        : EditText.of(
            kind, value(), target.substring(0, separator), target.substring(separator + 1));
  }

  /// The target that a value of [#value(Edit.Target)] means; null when nothing narrows it, or it
  /// cannot be read.
  private static Edit.@Nullable Target narrowed(String value) {
    if (value.indexOf(SEPARATOR) != 0) {
      return null;
    }
    // A statement may have bars of its own: it is the last part.
    String[] parts = value.substring(1).split("\\|", PARTS);
    return parts.length < PARTS || parts[0].isBlank() || parts[1].isBlank()
        ? null
        : new Edit.Target(
            new ServiceName(parts[0]),
            new OperationName(parts[1]),
            parts[2].isBlank() ? null : new OperationName(parts[2]),
            parts[3]);
  }

  private String value() {
    return switch (kind) {
      case "faster", "pool" -> shownSize();
      case "cached", "retries" -> shownSize() + "%";
      case "capped" -> shownSize() + "ms";
      default -> "";
    };
  }

  /// The size, or a usual one when none is filled in.
  public String shownSize() {
    return !size.isEmpty()
        ? size
        : switch (kind) {
          case "faster" -> "2";
          case "cached" -> "80";
          case "pool" -> "2..12";
          case "retries" -> "10";
          case "capped" -> "100";
          default -> "";
        };
  }
}
