/** One thing that is wrong in a configuration file, and how to mend it. */
export interface ConfigurationProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** For example `sources[0].connector`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A configuration file cannot be used. The message lists every problem, one a line, and no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    /** The file's name as shown. */
    readonly file: string,
    readonly problems: readonly ConfigurationProblem[],
  ) {
    super(
      problems
        .map(
          ({ line, column, path, message }) =>
            `${file}:${line}:${column} ${path === '' ? message : `${path}: ${message}`}`,
        )
        .join('\n'),
    );
  }
}

/** Writes a path as people read it: `sources[0].streams[1].map`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`,
    )
    .join('');
}
