/** A segment cannot be made or archived as asked. */
export class SegmentError extends Error {
  override readonly name = 'SegmentError';
}

/**
 * Nothing can be learned on a model, because another version of the program stored it: what was learned before stays.
 * Called like any other by whoever asks for a segment.
 */
export class UnreadableModelError extends SegmentError {}

/** Letters that a segment's id is made of: it stands in addresses and in other rules. */
export function checkSegmentId(id: string): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new SegmentError(
      "A segment's id is 1 to 63 lower-case letters, digits and hyphens, the first no hyphen: garden-lovers.",
    );
  }
}
