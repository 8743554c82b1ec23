/** The rows of a COPY, as the one parameter of its statement. */
export class CopySource {
  constructor(
    readonly text: string,
    /** What to ask right behind it where all rows are in; its rows are the answer then. */
    readonly question: string | null = null,
  ) {}
}
