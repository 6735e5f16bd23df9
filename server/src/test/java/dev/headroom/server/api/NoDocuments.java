package dev.headroom.server.api;

import dev.headroom.query.SloModelQueries;
import dev.headroom.query.view.SlosView;
import dev.headroom.server.openslo.OpenSlo;
import dev.headroom.server.openslo.SloRegistry;
import dev.headroom.server.openslo.StandardRules;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Documents of a registry, without problems or history.
record NoDocuments(SloRegistry slos) implements SloModelQueries.Documents {
  @Override
  public String origin(SloName slo) {
    return "api";
  }

  @Override
  public String yaml(SloName slo) {
    return slos.export("SLO", slo.value());
  }

  @Override
  public List<SlosView.Problem> problems() {
    return List.of();
  }

  @Override
  public @Nullable Instant countedSince(SloName slo, String objective) {
    return null;
  }

  @Override
  public List<Slo> compile(String yaml) {
    return OpenSlo.check(
            List.of(new OpenSlo.Text("body", yaml.getBytes(StandardCharsets.UTF_8))),
            StandardRules.WORKBOOK)
        .slos();
  }

  @Override
  public String write(Slo slo) {
    return OpenSlo.yaml(slo, StandardRules.WORKBOOK);
  }
}
