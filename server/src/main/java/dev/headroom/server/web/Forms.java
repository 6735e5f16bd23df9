package dev.headroom.server.web;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Takes what a form of a page posts, does it, and leads on to a page, so that pages work without
/// script. Only forms of these very pages are listened to: a browser tells where a request comes
/// from, and one from elsewhere is refused.
final class Forms {
  private final Executor executor;
  private final BiFunction<ServiceRequestContext, HeadroomException, HttpResponse> failed;

  /// Does what a form asks for.
  interface Action {
    /// @return the address of the page to go on with
    String take(Form form);
  }

  /// The fields of a form.
  record Form(QueryParams fields) {

    /// @throws HeadroomException with `INVALID` when it is missing
    String required(String name) {
      String value = text(name);
      if (value.isEmpty()) {
        throw new HeadroomException(
            ErrorCode.INVALID, name + " is missing; expected it to be filled in");
      }
      return value;
    }

    String text(String name) {
      return fields.get(name, "").strip();
    }

    @Nullable String given(String name) {
      String value = text(name);
      return value.isEmpty() ? null : value;
    }
  }

  /// @param failed makes the page that tells of a failure
  Forms(
      Executor executor,
      BiFunction<ServiceRequestContext, HeadroomException, HttpResponse> failed) {
    this.executor = executor;
    this.failed = failed;
  }

  HttpService serving(Action action) {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .thenApplyAsync(whole -> answer(context, request, whole, action), executor));
  }

  private HttpResponse answer(
      ServiceRequestContext context,
      HttpRequest request,
      AggregatedHttpRequest whole,
      Action action) {
    try {
      check(request);
      String next = action.take(new Form(QueryParams.fromQueryString(whole.contentUtf8())));
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.SEE_OTHER, HttpHeaderNames.LOCATION, next));
    } catch (HeadroomException e) {
      return failed.apply(context, e);
    }
  }

  private static void check(HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      throw new HeadroomException(
          ErrorCode.INVALID, "method is " + request.method() + "; expected POST");
    }
    MediaType type = request.contentType();
    if (type == null || !type.is(MediaType.FORM_DATA)) {
      throw new HeadroomException(
          ErrorCode.UNSUPPORTED, "Content-Type is " + type + "; expected that of a form");
    }
    if (!ownPage(request.headers())) {
      throw new HeadroomException(
          ErrorCode.FORBIDDEN, "the form is of another site; expected one of these pages");
    }
  }

  private static boolean ownPage(RequestHeaders headers) {
    String site = headers.get("sec-fetch-site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    String authority = headers.authority();
    return origin != null
        && authority != null
        && origin.substring(origin.indexOf("://") + 3).equals(authority);
  }
}
