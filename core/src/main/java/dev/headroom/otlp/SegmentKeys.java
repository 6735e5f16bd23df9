package dev.headroom.otlp;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.List;

/// The attributes that tell for whom a span worked; of each list the first one present counts, on
/// the span before on its resource.
///
/// @param tenant names of the tenant attribute
/// @param segment names of the customer segment attribute
/// @param feature names of the feature attribute
public record SegmentKeys(List<String> tenant, List<String> segment, List<String> feature) {

  /// Headroom's own names.
  public static final SegmentKeys DEFAULT =
      new SegmentKeys(
          List.of("headroom.tenant"), List.of("headroom.segment"), List.of("headroom.feature"));

  /// How many names there may be in all.
  static final int NAMES_MAX = 16;

  public SegmentKeys {
    tenant = List.copyOf(tenant);
    segment = List.copyOf(segment);
    feature = List.copyOf(feature);
    int names = tenant.size() + segment.size() + feature.size();
    if (names > NAMES_MAX) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "segment attributes are " + names + " names; expected at most " + NAMES_MAX);
    }
  }
}
