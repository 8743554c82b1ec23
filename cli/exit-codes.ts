/** What the program's exit code says. `portrait --help` lists them. */
export const EXIT_CODES = {
  /** All went well. */
  ok: 0,
  /** Something that should not happen; the message says more with `--verbose`. */
  unexpected: 1,
  /** The command line, `portrait.yaml`, a rule or a mapping is wrong; a person has to mend it. */
  usage: 2,
  /** Something that was asked for is not there: a service, a data set, a model, a user, a segment, an audience. */
  absent: 3,
  /** The command ran and found problems: `doctor`, `source check`, or a source that failed in a sync. */
  problems: 4,
  /** Somebody else holds what is needed: the store's folder, a source in sync, a port. */
  busy: 5,
  /** Ended by Ctrl+C or a signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
