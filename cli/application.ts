import type { PortraitConfiguration } from '../config/index.ts';
import type { SyncProgress, SyncReport } from '../ingest/index.ts';
import type { Services } from '../resolvers/index.ts';
import type { CommandContext } from './context.ts';

/** What a training came to. */
export interface TrainingReport {
  readonly modelId: string;
  readonly users: number;
  readonly backend: string;
  readonly seconds: number;
  readonly metrics: unknown;
}

/** What the commands need of the application; the composition root puts it together. */
export interface Application {
  readonly services: Services;
  readonly ready: () => Promise<boolean>;
  sync(
    sourceId: string,
    options: { signal: AbortSignal; onProgress: (progress: SyncProgress) => void },
  ): Promise<SyncReport>;
  /** Brings profiles and memberships up to date with what was taken in. */
  update(onProgress: (users: number) => void): Promise<number>;
  train(hooks: {
    signal: AbortSignal;
    onProgress: (done: number, total: number, note: string) => void;
  }): Promise<TrainingReport>;
  formSegments(): Promise<readonly { readonly id: string; readonly name: string }[]>;
  preview(rule: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the application of a configuration, runs work on it and closes it again, whatever happens. */
export async function withApplication<Result>(
  context: CommandContext,
  configuration: PortraitConfiguration,
  work: (application: Application) => Promise<Result>,
): Promise<Result> {
  void context;
  void configuration;
  void work;
  throw new Error('The application is not wired yet.');
}
