package dev.headroom.app.serve;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.query.SloModelQueries;
import dev.headroom.query.view.SlosView;
import dev.headroom.server.openslo.OpenSlo;
import dev.headroom.server.openslo.SloProblem;
import dev.headroom.server.openslo.SloRegistry;
import dev.headroom.server.openslo.StandardRules;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.SloDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the questions about objectives want to know of documents.
final class SloDeclarations implements SloModelQueries.Documents {
  private static final String KIND = "SLO";

  private final SloRegistry registry;
  private final SloDocuments documents;

  SloDeclarations(SloRegistry registry, SloDocuments documents) {
    this.registry = registry;
    this.documents = documents;
  }

  @Override
  public String origin(SloName slo) {
    return documents.current().stream()
        .filter(each -> each.key().kind().equals(KIND) && each.key().name().equals(slo.value()))
        .findFirst()
        .map(each -> each.origin().replaceFirst("^file:", ""))
        .orElse("api");
  }

  @Override
  public String yaml(SloName slo) {
    return registry.export(KIND, slo.value());
  }

  @Override
  public List<SlosView.Problem> problems() {
    return registry.problems().problems().stream()
        .filter(problem -> problem.level() == SloProblem.Level.ERROR)
        .map(problem ->
            new SlosView.Problem(
                problem.line() > 0
                    ? problem.file() + ":" + problem.line() + ":" + problem.column()
                    : problem.file(),
                problem.field(),
                problem.message()))
        .toList();
  }

  @Override
  public @Nullable Instant countedSince(SloName slo, String objective) {
    return documents.epochs().stream()
        .filter(epoch -> epoch.slo().equals(slo) && epoch.objective().equals(objective))
        .reduce((_, later) -> later)
        .map(SloDocuments.Epoch::since)
        .orElse(null);
  }

  @Override
  public List<Slo> compile(String yaml) {
    OpenSlo.Checked checked =
        OpenSlo.check(
            List.of(new OpenSlo.Text("body", yaml.getBytes(StandardCharsets.UTF_8))),
            StandardRules.WORKBOOK);
    if (!checked.isValid()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          checked.problems().stream().map(SloProblem::toString).collect(Collectors.joining("\n")));
    }
    return checked.slos();
  }

  @Override
  public String write(Slo slo) {
    return OpenSlo.yaml(slo, StandardRules.WORKBOOK);
  }
}
