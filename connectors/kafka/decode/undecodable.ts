/** A value that is not what its stream says it is; the words hold nothing of the value. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}
