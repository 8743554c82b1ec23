/** A connector does not keep a promise of the contract. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
}

/** Ends a check where a promise is not kept; the message says what was seen instead. */
export function expect(isKept: unknown, message: string): asserts isKept {
  if (!isKept) throw new ConformanceFailure(message);
}

/** A check that does not apply to what is checked; the reason is reported. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}
