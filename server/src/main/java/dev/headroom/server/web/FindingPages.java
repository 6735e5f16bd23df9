package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TraceId;
import dev.headroom.control.AnalysisTrigger;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Severity;
import dev.headroom.query.FindingQueries;
import dev.headroom.query.FindingSearch;
import dev.headroom.query.Queries;
import dev.headroom.query.view.EvidenceView;
import dev.headroom.query.view.FindingView;
import dev.headroom.query.view.TraceView;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.server.web.Forms.Form;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Findings, one of them, and the analyses that make them. Thread-safe.
final class FindingPages {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_REMEDIES = 1_000;

  private final FindingQueries findings;
  private final AnalysisTrigger trigger;
  private final Queries queries;
  private final Templates templates;

  FindingPages(
      FindingQueries findings, AnalysisTrigger trigger, Queries queries, Templates templates) {
    this.findings = findings;
    this.trigger = trigger;
    this.queries = queries;
    this.templates = templates;
  }

  JteModel findings(PageRequest request) {
    return templates.findings(
        request.context("Findings", "findings"),
        findings.findings(search(request), request.page()));
  }

  private static FindingSearch search(PageRequest request) {
    return new FindingSearch(
        request.service("service"),
        request.operation("operation"),
        given(request.param("owner")),
        given(request.param("analysis")),
        request.param("severity").isEmpty()
            ? null
            : choice("severity", request.param("severity"), Severity.values()),
        state(request.param("state")),
        request.givenWindow());
  }

  private static @Nullable String given(String value) {
    return value.isEmpty() ? null : value;
  }

  private static FindingRecord.@Nullable State state(String text) {
    return switch (text) {
      case "" -> FindingRecord.State.OPEN;
      case "any" -> null;
      default -> choice("state", text, FindingRecord.State.values());
    };
  }

  private static <E extends Enum<E>> E choice(String field, String text, E[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.INVALID,
                field
                    + " '"
                    + text
                    + "' is unknown; expected one of "
                    + Arrays.toString(values).toLowerCase(Locale.ROOT)));
  }

  JteModel finding(PageRequest request) {
    String id = request.required("id");
    if (request.fragment() && !request.param("remedy").isEmpty()) {
      return prediction(
          findings.record(id).finding(), (int) request.number("remedy", 0, 0, MOST_REMEDIES));
    }
    FindingView view = findings.finding(id);
    PageContext context = request.context(view.finding().title(), "findings");
    PageContext page =
        request.context(
            view.finding().title(), "findings", new Crumb("Findings", context.href("/findings")));
    Asked asked = asked(findings.record(id).finding());
    PageContext over = page.over(view.coverage().from(), view.coverage().to());
    for (EvidenceView evidence : view.evidence()) {
      EvidenceView.TraceLink link = evidence.trace();
      TraceView trace = link == null ? null : kept(link);
      if (link != null && trace != null) {
        return templates.finding(
            page, view, over, asked.form(), asked.remedy(), trace, Set.copyOf(link.spans()));
      }
    }
    return templates.finding(page, view, over, asked.form(), asked.remedy(), null, Set.of());
  }

  /// What is asked first.
  ///
  /// @param form null when no effect can be predicted
  /// @param remedy its number
  private record Asked(@Nullable WhatIfForm form, int remedy) {}

  private static Asked asked(Finding finding) {
    List<Edit> edits = new ArrayList<>();
    int first = -1;
    for (int i = 0; i < finding.remedies().size(); i++) {
      Remedy remedy = finding.remedies().get(i);
      edits.addAll(remedy.edits());
      first = first < 0 && !remedy.edits().isEmpty() ? i : first;
    }
    if (first < 0 || finding.impact().routes().isEmpty()) {
      return new Asked(null, 0);
    }
    Impact.OnRoute route = losing(finding);
    return new Asked(
        WhatIfForm.of(route.service().value(), route.operation().value(), edits), first);
  }

  /// The route that loses most time per request. One that merely spends a larger share of little
  /// time may never come to what the remedy changes.
  private static Impact.OnRoute losing(Finding finding) {
    return Collections.max(
        finding.impact().routes(), Comparator.comparingDouble(Impact.OnRoute::nanosPerRequest));
  }

  /// How that route would behave with a remedy; what is asked for after the page.
  private JteModel prediction(Finding finding, int number) {
    if (number >= finding.remedies().size() || finding.impact().routes().isEmpty()) {
      throw new HeadroomException(
          ErrorCode.NOT_FOUND, "finding " + finding.fingerprint() + " has no remedy " + number);
    }
    Impact.OnRoute route = losing(finding);
    try {
      return templates.partWhatIf(
          queries.whatIf(
              finding.coverage().window(),
              new ServiceOperation(route.service(), route.operation()),
              finding.remedies().get(number).edits()));
    } catch (HeadroomException e) {
      if (e.code() == ErrorCode.INTERNAL) {
        throw e;
      }
      return templates.partNote(String.valueOf(e.getMessage()));
    }
  }

  /// The trace, unless it was forgotten meanwhile.
  private @Nullable TraceView kept(EvidenceView.TraceLink link) {
    try {
      return queries.trace(TraceId.parse(link.traceId()));
    } catch (HeadroomException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  JteModel analyses(PageRequest request) {
    PageContext context = request.context("Analyses", "findings");
    return templates.analyses(
        request.context("Analyses", "findings", new Crumb("Findings", context.href("/findings"))),
        findings.analyses());
  }

  String run(Form form) {
    var _ = form;
    var _ = trigger.runNow(PATIENCE);
    return "/analyses";
  }
}
