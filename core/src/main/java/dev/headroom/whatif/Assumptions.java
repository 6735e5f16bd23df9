package dev.headroom.whatif;

/// What a retiming takes for granted where the traces cannot tell.
///
/// @param unknownOrderHolds whether a child waits for those that had ended before it began, where
///   it is not known if it needs them; else it keeps its offset
/// @param overheadStays whether the caller's own time between calls that are batched or made
///   parallel stays; else it goes with them
/// @param holdsToTheEnd whether a slot of a pool is held until the last call of the caller ends;
///   else only during the call itself
record Assumptions(boolean unknownOrderHolds, boolean overheadStays, boolean holdsToTheEnd) {
  static final Assumptions USUAL = new Assumptions(true, true, true);
  static final Assumptions LOOSE_ORDER = new Assumptions(false, true, true);
  static final Assumptions FREE_OVERHEAD = new Assumptions(true, false, true);
  static final Assumptions SHORT_HOLD = new Assumptions(true, true, false);
}
