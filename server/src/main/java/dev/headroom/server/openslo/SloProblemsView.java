package dev.headroom.server.openslo;

import java.util.List;

/// What is wrong with the documents in force and with the files watched.
public record SloProblemsView(List<SloProblem> problems) {
  public SloProblemsView {
    problems = List.copyOf(problems);
  }
}
