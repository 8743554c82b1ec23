/** What is asked about does not exist, or did not at that instant. */
export class ExplainError extends Error {
  override readonly name = 'ExplainError';
  readonly missing: 'user' | 'segment' | 'read-out' | 'profile';

  constructor(missing: ExplainError['missing'], message: string) {
    super(message);
    this.missing = missing;
  }
}
