/** The source cannot be set up here; the message says what is missing. */
export class SetupAbsentError extends Error {
  override readonly name = 'SetupAbsentError';
}
