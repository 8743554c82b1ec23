/** A real server for tests and examples, started without Docker. */
export interface Service {
  readonly name: string;
  /** Whether it is left out when all are started: a program that most have no use for. */
  readonly onlyWhenNamed?: boolean;
  /** Fetches, configures and starts it, or finds it running; gives what a client must be told. */
  start(folder: string): Promise<Record<string, string>>;
  /** Ends it where it runs; its data and downloads stay. */
  stop(folder: string): Promise<void>;
}
