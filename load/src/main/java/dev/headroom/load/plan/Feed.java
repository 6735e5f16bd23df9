package dev.headroom.load.plan;

import java.util.List;

/// Rows of values; each run of a scenario takes one of every feed.
///
/// @param firstVariable the place of the first column among the variables of the plan; the others
///   follow
/// @param random whether rows are drawn; else they come in order, from the start again at the end
public record Feed(
    String name, int firstVariable, List<String> columns, List<List<String>> rows, boolean random) {
  public Feed {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw Amounts.wrong("feed " + name, "without rows", "at least one row after the header");
    }
  }
}
