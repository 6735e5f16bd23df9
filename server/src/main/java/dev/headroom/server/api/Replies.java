package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

/// Answers in problem details.
final class Replies {
  private static final MediaType PROBLEM = MediaType.create("application", "problem+json");

  private final Json json;

  Replies(Json json) {
    this.json = json;
  }

  HttpResponse problem(Problem problem) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(problem.status()))
            .contentType(PROBLEM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (problem.retryable()) {
      headers.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(json.write(problem)));
  }
}
