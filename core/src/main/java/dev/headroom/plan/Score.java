package dev.headroom.plan;

import java.util.ArrayList;
import java.util.List;

/// How a proposal is ranked, with all terms: `value = 100 × (headroom + relief + budget + severity)
/// × confidence ÷ (effort × risk)`. Each of the four lies between 0 and 1.
///
/// @param terms in the order of the formula
public record Score(double value, List<Term> terms) {

  public Score {
    terms = List.copyOf(terms);
  }

  /// One term.
  ///
  /// @param formula how it was worked out, with its inputs
  public record Term(String name, double value, String formula) {}

  static Score of(List<Term> benefits, Term confidence, Term effort, Term risk) {
    double benefit = benefits.stream().mapToDouble(Term::value).sum();
    List<Term> all = new ArrayList<>(benefits);
    all.add(confidence);
    all.add(effort);
    all.add(risk);
    return new Score(100 * benefit * confidence.value() / (effort.value() * risk.value()), all);
  }
}
