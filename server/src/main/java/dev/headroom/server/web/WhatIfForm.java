package dev.headroom.server.web;

import dev.headroom.finding.Edit;
import dev.headroom.query.view.PathShare;
import dev.headroom.query.view.RouteView;
import dev.headroom.whatif.EditText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("faster", "gets faster, times");
    kinds.put("cached", "is cached, % hits");
    kinds.put("batched", "is batched");
    kinds.put("parallel", "is called in parallel");
    kinds.put("async", "is not waited for");
    kinds.put("removed", "is not called");
    kinds.put("pool", "gets a pool of, now..then");
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
      targets.putIfAbsent(target, target.replace(Character.toString(SEPARATOR), " · "));
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
      targets.put(value(target), target.operation() + " · " + target.service());
    }
    Edit first = edits.getFirst();
    return new WhatIfForm(
        service, operation, targets, value(first.target()), EditText.kind(first), size(first));
  }

  private static String value(Edit.Target target) {
    return target.service().value() + SEPARATOR + target.operation().value();
  }

  private static String size(Edit edit) {
    return switch (edit) {
      case Edit.Faster faster -> Format.number(faster.factor());
      case Edit.Cached cached -> Format.number(100 * cached.hitRate());
      case Edit.PoolSize pool -> pool.from() + ".." + pool.to();
      case Edit.Batched _, Edit.Parallel _, Edit.Asynchronous _, Edit.Removed _ -> "";
    };
  }

  /// Whether anything was asked.
  boolean asked() {
    return !target.isEmpty();
  }

  /// What is asked for.
  Edit edit() {
    int separator = target.indexOf(SEPARATOR);
    return separator < 0
        ? EditText.of(kind, value(), target, "")
        : EditText.of(
            kind, value(), target.substring(0, separator), target.substring(separator + 1));
  }

  private String value() {
    return switch (kind) {
      case "faster", "pool" -> shownSize();
      case "cached" -> shownSize() + "%";
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
          default -> "";
        };
  }
}
