/** The rows of a COPY, as the one parameter of its statement. */
export class CopySource {
  constructor(readonly text: string) {}
}
