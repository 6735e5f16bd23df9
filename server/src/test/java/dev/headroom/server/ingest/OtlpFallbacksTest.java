package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OtlpFallbacksTest {
  private final ServiceRequestContext context =
      ServiceRequestContext.of(HttpRequest.of(HttpMethod.POST, "/v1/traces"));

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(ShuttingDownException.get(), 503, "14", "1"),
        Arguments.of(RequestTimeoutException.get(), 503, "4", "1"),
        Arguments.of(new RefusedException(RefusalReason.TOO_LARGE, "too large"), 413, "8", "none"),
        Arguments.of(new IllegalStateException("a defect"), 500, "13", "none"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failuresOutsideTheServicesAreToldInOtlpsWords(
      Throwable failure, int httpStatus, String grpcStatus, String retryAfter) {
    AggregatedHttpResponse http = OtlpFallbacks.httpError(context, failure).aggregate().join();
    assertThat(http.status().code()).isEqualTo(httpStatus);
    assertThat(http.headers().get("retry-after", "none")).isEqualTo(retryAfter);
    assertThat(http.contentUtf8()).startsWith("{\"code\":" + grpcStatus + ",");

    AggregatedHttpResponse grpc = OtlpFallbacks.grpcError(context, failure).aggregate().join();
    assertThat(grpc.status().code()).isEqualTo(200);
    assertThat(grpc.headers().get("grpc-status")).isEqualTo(grpcStatus);
    assertThat(grpc.headers().contains("grpc-status-details-bin"))
        .isEqualTo(!retryAfter.equals("none"));
  }
}
