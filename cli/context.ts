import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PortraitConfiguration } from '../config/index.ts';
import { UsageError } from './errors.ts';
import type { CommonOptions } from './options.ts';
import { Output } from './terminal/output.ts';
import { createProgress, type Progress } from './terminal/progress.ts';

export const CONFIGURATION_FILE = 'portrait.yaml';
/** Where `portrait start` makes the demo shop, and where it is looked for without a configuration. */
export const DEMO_FOLDER = path.join('.portrait', 'demo');

/** What a command works with. */
export class CommandContext {
  readonly output: Output;
  readonly progress: Progress;
  /** Where the command works: relative paths on the command line start here. */
  readonly folder: string;
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;

  constructor(
    readonly options: CommonOptions,
    signal: AbortSignal,
  ) {
    const { json = false, verbose = false } = options;
    this.output = new Output({ json, verbose });
    this.progress = createProgress();
    this.folder = path.resolve(options.folder ?? '.');
    this.signal = signal;
  }

  /** The configuration file that counts here; null where there is none. */
  configurationFile(): string | null {
    if (this.options.config !== undefined) return path.resolve(this.folder, this.options.config);
    const own = path.join(this.folder, CONFIGURATION_FILE);
    if (existsSync(own)) return own;
    const demo = path.join(this.folder, DEMO_FOLDER, CONFIGURATION_FILE);
    return existsSync(demo) ? demo : null;
  }

  /**
   * Reads the configuration, with secrets from the environment and from `.env` beside it.
   * @throws {ConfigurationError} where it is wrong
   * @throws {UsageError} where there is none
   */
  async configuration(
    file: string | null = this.configurationFile(),
  ): Promise<PortraitConfiguration> {
    if (file === null) {
      throw new UsageError(
        `There is no ${CONFIGURATION_FILE} in ${this.folder}. Run \`portrait init\` to write one for your shop, or \`portrait start\` to see the demo shop.`,
      );
    }
    const environment = path.join(path.dirname(file), '.env');
    if (existsSync(environment)) process.loadEnvFile(environment);
    const { readConfiguration } = await import('./read-configuration.ts');
    return readConfiguration(file);
  }
}
