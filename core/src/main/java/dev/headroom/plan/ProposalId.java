package dev.headroom.plan;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.finding.Fingerprint;
import java.util.regex.Pattern;

/// The lasting name of a proposal: the fingerprint of the finding it comes from, and which of its
/// remedies it is. The same after restarts and deploys.
public record ProposalId(String value) implements Comparable<ProposalId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}-[0-9]{1,2}");

  public ProposalId {
    if (!FORM.matcher(value).matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "proposal '"
              + value
              + "' is no id; expected the 16 hexadecimal digits of a finding, '-' and a number");
    }
  }

  /// @param remedy its index in the finding's list, from 0
  public static ProposalId of(Fingerprint finding, int remedy) {
    return new ProposalId(finding.value() + "-" + remedy);
  }

  @Override
  public int compareTo(ProposalId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
