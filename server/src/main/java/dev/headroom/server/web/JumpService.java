package dev.headroom.server.web;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/// Takes a reader from what was typed into the search field to the page that it means: a trace id
/// to its trace, anything else to the list of services that contain it.
final class JumpService implements HttpService {

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String typed = context.queryParams().get("q", "").strip();
    if (typed.matches("[0-9a-fA-F]{32}|[0-9a-fA-F]{16}")) {
      return HttpResponse.ofRedirect("/trace/" + typed.toLowerCase(java.util.Locale.ROOT));
    }
    String encoded = PageContext.encoded(typed);
    return HttpResponse.ofRedirect(
        typed.contains("/") || typed.contains(" ")
            ? "/?filter=" + encoded
            : "/services?filter=" + encoded);
  }
}
