package dev.headroom.server.web;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.control.AnalysisTrigger;
import dev.headroom.control.CapacityTestControl;
import dev.headroom.control.CorrectionControl;
import dev.headroom.control.FixControl;
import dev.headroom.control.ProposalAcceptor;
import dev.headroom.control.SilenceControl;
import dev.headroom.query.AlertQueries;
import dev.headroom.query.CapacityQueries;
import dev.headroom.query.FindingQueries;
import dev.headroom.query.FixQueries;
import dev.headroom.query.Queries;
import dev.headroom.query.SloQueries;
import dev.headroom.server.Routes;
import gg.jte.generated.precompiled.StaticTemplates;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All pages, by path. Queries block, so they run on the executor given, one task a request.
///
/// Thread-safe.
public final class WebPages implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger(WebPages.class);
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

  private final Executor executor;
  private final InstantSource time;
  private final Assets assets;
  private final String version;
  private final Templates templates = new StaticTemplates();
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Map<String, Forms.Action> actions = new LinkedHashMap<>();
  private final TracePages traces;

  /// Makes a page of a request.
  interface Page {
    JteModel answer(PageRequest request);
  }

  /// What the pages show and what their forms do.
  ///
  /// @param acceptor applies proposals
  /// @param trigger runs the analyses
  public record Parts(
      Queries queries,
      SloQueries slos,
      AlertQueries alerts,
      SilenceControl silences,
      CorrectionControl corrections,
      ProposalAcceptor acceptor,
      FindingQueries findings,
      AnalysisTrigger trigger,
      FixQueries fixes,
      FixControl fixControl,
      CapacityQueries capacity,
      CapacityTestControl capacityTests) {}

  public WebPages(Parts parts, Executor executor, InstantSource time, String version) {
    this.executor = executor;
    this.time = time;
    this.assets = Assets.load();
    this.version = version;
    Queries queries = parts.queries();
    OverviewPages overview =
        new OverviewPages(queries, parts.slos(), parts.findings(), parts.fixes(), templates);
    SignalPages signals = new SignalPages(queries, templates);
    OrderPages order = new OrderPages(queries, templates);
    traces = new TracePages(queries, templates);
    pages.put("/", overview::limits);
    FindingPages findings = new FindingPages(parts.findings(), parts.trigger(), queries, templates);
    pages.put("/findings", findings::findings);
    pages.put("/finding", findings::finding);
    pages.put("/analyses", findings::analyses);
    actions.put("/analyses/run", findings::run);
    fixes(new FixPages(parts.fixes(), parts.fixControl(), time, templates));
    CapacityPages capacity = new CapacityPages(parts.capacity(), parts.capacityTests(), templates);
    pages.put("/capacity", capacity::capacity);
    pages.put("/capacity/test", capacity::test);
    actions.put("/capacity/delete", capacity::delete);
    pages.put("/map", overview::map);
    pages.put("/services", overview::services);
    pages.put("/service", overview::service);
    pages.put("/route", overview::route);
    pages.put("/what-if", new WhatIfPages(queries, templates)::whatIf);
    pages.put("/traces", traces::search);
    pages.put("/logs", signals::logs);
    pages.put("/logs/templates", signals::templates);
    pages.put("/metrics/browse", signals::metrics);
    pages.put("/metrics/series", signals::series);
    pages.put("/changes", order::changes);
    pages.put("/catalog", order::catalog);
    pages.put("/incident", order::incident);
    pages.put("/quality", order::quality);
    pages.put("/system", order::system);
    SloPages slos = new SloPages(parts.slos(), templates);
    pages.put("/slos", slos::slos);
    pages.put("/slo", slos::slo);
    pages.put("/slos/proposals", slos::proposals);
    pages.put("/slo/simulation", slos::simulation);
    AlertPages alerts = new AlertPages(parts.alerts(), parts.silences(), templates);
    pages.put("/alerts", alerts::alerts);
    pages.put("/alert", alerts::alert);
    SloForms forms = new SloForms(parts.corrections(), parts.acceptor(), time);
    actions.put("/slo/correct", forms::correct);
    actions.put("/slo/revoke", forms::revoke);
    actions.put("/slos/accept", forms::accept);
    actions.put("/silences/add", alerts::silence);
    actions.put("/silences/expire", alerts::expire);
  }

  private void fixes(FixPages fixes) {
    pages.put("/fixes", fixes::fixes);
    pages.put("/fix", fixes::fix);
    pages.put("/proofs", fixes::proofs);
    pages.put("/proof", fixes::proof);
    pages.put("/calibration", fixes::calibration);
    actions.put("/fixes/accept", fixes::accept);
    actions.put("/fixes/dismiss", fixes::dismiss);
    actions.put("/fixes/reopen", fixes::reopen);
    actions.put("/fixes/assign", fixes::assign);
    actions.put("/fixes/ticket", fixes::ticket);
    actions.put("/proofs/change", fixes::changed);
  }

  /// The paths of all pages that stand alone; the page of one trace is `/trace/{id}`.
  public List<String> paths() {
    return List.copyOf(pages.keySet());
  }

  @Override
  public void addTo(ServerBuilder server) {
    pages.forEach((path, page) -> server.service("exact:" + path, small(serving(page))));
    server.service(
        "/trace/{id}",
        small((context, request) ->
            serving(asked -> traces.trace(asked, String.valueOf(context.pathParam("id"))))
                .serve(context, request)));
    Forms forms = new Forms(executor, this::failed);
    actions.forEach((path, action) -> server.service("exact:" + path, forms.serving(action)));
    server.service("exact:/jump", new JumpService());
    server.service("/assets/{hash}/{name}", small((context, _) -> asset(context)));
    server.service("exact:/favicon.ico", (_, _) -> HttpResponse.ofRedirect(assets.url("icon.svg")));
    server.serviceUnder(
        "/",
        serving(asked -> {
          throw new HeadroomException(
              ErrorCode.NOT_FOUND, "there is no page at '" + asked.path() + "'");
        }));
  }

  /// Compressed for those who take it.
  private static HttpService small(HttpService service) {
    return service.decorate(EncodingService.newDecorator());
  }

  private HttpService serving(Page page) {
    return (context, request) -> {
      PageRequest asked = asked(context, request);
      return HttpResponse.of(CompletableFuture.supplyAsync(() -> answer(page, asked), executor));
    };
  }

  private PageRequest asked(ServiceRequestContext context, HttpRequest request) {
    QueryParams parameters = context.queryParams();
    Map<String, String> query = new LinkedHashMap<>();
    parameters.forEach((name, value) -> query.put(name, value));
    String theme =
        request.headers().cookies().stream()
            .filter(cookie -> cookie.name().equals("theme"))
            .map(Cookie::value)
            .filter(value -> value.equals("light") || value.equals("dark"))
            .findFirst()
            .orElse("");
    return new PageRequest(
        context.path(),
        query,
        parameters.getAll("attribute"),
        fragment(request.headers()),
        theme,
        time.instant(),
        assets,
        version);
  }

  /// htmx swaps the content of the page it is on, but going back in history needs a whole one.
  private static boolean fragment(RequestHeaders headers) {
    return headers.contains("HX-Request")
        && !headers.contains("HX-Boosted")
        && !headers.contains("HX-History-Restore-Request");
  }

  private HttpResponse answer(Page page, PageRequest asked) {
    try {
      return html(HttpStatus.OK, page.answer(asked).render());
    } catch (HeadroomException e) {
      return failed(asked, e);
    } catch (RuntimeException e) {
      LOG.error("page {} failed", asked.path(), e);
      return failed(
          asked,
          new HeadroomException(
              ErrorCode.INTERNAL, "this page could not be made; the server's log says why"));
    }
  }

  private HttpResponse failed(ServiceRequestContext context, HeadroomException e) {
    return failed(asked(context, context.request()), e);
  }

  private HttpResponse failed(PageRequest asked, HeadroomException e) {
    String title =
        switch (e.code()) {
          case NOT_FOUND -> "Not found";
          case INVALID, TOO_LARGE, UNSUPPORTED, CONFLICT -> "That cannot be shown";
          case UNAUTHENTICATED, FORBIDDEN -> "Not allowed";
          case OVERLOADED, STORAGE_FULL, UNREACHABLE -> "Not now";
          case INTERNAL -> "Something broke";
        };
    return html(
        HttpStatus.valueOf(e.code().httpStatus()),
        templates.failure(asked.context(title, ""), String.valueOf(e.getMessage())).render());
  }

  private static HttpResponse html(HttpStatus status, String page) {
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.HTML_UTF_8)
            .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .add(HttpHeaderNames.VARY, "HX-Request")
            .add(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .add(HttpHeaderNames.REFERRER_POLICY, "same-origin")
            .build(),
        HttpData.ofUtf8(page));
  }

  private HttpResponse asset(ServiceRequestContext context) {
    Assets.Asset asset = assets.find(String.valueOf(context.pathParam("name")));
    if (asset == null || !asset.url().equals(context.path())) {
      return HttpResponse.of(HttpStatus.NOT_FOUND);
    }
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.parse(asset.contentType()))
            .add(HttpHeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable")
            .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .build(),
        HttpData.wrap(asset.bytes()));
  }
}
