/** What is there does not suffice for a predictive or lookalike segment; the message says what is missing. */
export class NotLearnableError extends Error {
  override readonly name = 'NotLearnableError';
}
