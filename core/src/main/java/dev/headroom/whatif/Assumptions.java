package dev.headroom.whatif;

/// What a retiming takes for granted where the traces cannot tell.
///
/// @param unknownOrderHolds whether a child waits for those that had ended before it began, where
///   it is not known if it needs them; else it keeps its offset
/// @param batchOverheadStays whether the caller's own time between calls that are batched stays;
///   else it goes with them
/// @param parallelOverheadStays the same of calls that are made parallel
/// @param holdsToTheEnd whether a slot of a pool is held until the last call of the caller ends;
///   else only during the call itself
record Assumptions(
    boolean unknownOrderHolds,
    boolean batchOverheadStays,
    boolean parallelOverheadStays,
    boolean holdsToTheEnd) {
  static final Assumptions USUAL = new Assumptions(true, false, true, true);
  static final Assumptions LOOSE_ORDER = new Assumptions(false, false, true, true);
  static final Assumptions OTHER_OVERHEAD = new Assumptions(true, true, false, true);
  static final Assumptions SHORT_HOLD = new Assumptions(true, false, true, false);
}
