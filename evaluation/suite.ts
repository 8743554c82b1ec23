import type { DataQuality } from '../fusion/index.ts';

/** Thrown where the data of a suite are not on this machine; the command line exits with 3. */
export class SuiteDataAbsentError extends Error {
  override readonly name = 'SuiteDataAbsentError';
}

/** Thrown where a suite is asked for a modality that its data do not have, or that it does not tell apart. */
export class UnknownModalityError extends Error {
  override readonly name = 'UnknownModalityError';

  constructor(modality: string, known: readonly string[]) {
    super(
      known.length === 0
        ? `This suite does not tell modalities apart: run it without --modality.`
        : `The data of this suite have no modality '${modality}'. They have: ${known.join(', ')}.`,
    );
  }
}

export type Figures = Readonly<Record<string, number>>;

/** What a suite measured, before the surroundings are added. */
export interface SuiteResult {
  readonly figures: Figures;
  /** Standard deviation over the seeds. */
  readonly spread: Figures;
  readonly baselines: Readonly<Record<string, Figures>>;
  /** Series over epochs or other steps for the report: chart, then series, then values. */
  readonly curves?: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** What the data are like, by the gate that every training has. */
  readonly dataQuality?: DataQuality;
  readonly settings: unknown;
  readonly seeds: readonly number[];
  readonly backend: string;
}

/** What a run took, and of which state of the code it speaks. */
export interface Surroundings {
  readonly seconds: number;
  readonly peakMb: number;
  /** Null outside a Git checkout. */
  readonly commit: string | null;
}

/** The one document that an evaluation prints. */
export interface SuiteReport extends SuiteResult, Surroundings {
  readonly suite: string;
}

/** Whether a document that was read is what an evaluation printed. */
export function isSuiteReport(document: unknown): document is SuiteReport {
  if (typeof document !== 'object' || document === null) return false;
  const report = document as Partial<Record<keyof SuiteReport, unknown>>;
  const { suite, seeds, seconds, peakMb, backend, figures, spread, baselines } = report;
  return (
    typeof suite === 'string' &&
    Array.isArray(seeds) &&
    typeof seconds === 'number' &&
    typeof peakMb === 'number' &&
    typeof backend === 'string' &&
    isFigures(figures) &&
    isFigures(spread) &&
    typeof baselines === 'object' &&
    baselines !== null &&
    Object.values(baselines).every(isFigures)
  );
}

function isFigures(value: unknown): value is Figures {
  return (
    typeof value === 'object' &&
    value !== null &&
    // What JSON has no number for, NaN, comes back as null.
    Object.values(value).every((figure) => typeof figure === 'number' || figure === null)
  );
}

export interface SuiteOptions {
  /** Where data sets lie; `PORTRAIT_DATA` or `../shared/data` by default. */
  readonly dataFolder?: string;
  readonly seeds?: readonly number[];
  /** Train and judge with these modalities alone; all of the data's by default. */
  readonly modalities?: readonly string[];
  readonly signal?: AbortSignal;
  /** Told in words what is being done. */
  readonly onProgress?: (message: string) => void;
}

export interface Suite {
  readonly name: string;
  readonly description: string;
  /** Those that it can be run with alone; none if nothing is said. */
  readonly modalities?: readonly string[];
  /** @throws {SuiteDataAbsentError} */
  run(options: SuiteOptions): Promise<SuiteResult>;
}
