import type { Figures, Surroundings } from '../evaluation/index.ts';

/** The peer that a benchmark is about is not on this machine; the program exits with 3. */
export class PeerAbsentError extends Error {
  override readonly name = 'PeerAbsentError';
}

/** What a benchmark measured, before the surroundings are added. */
export interface BenchmarkResult {
  /** Units stand in the names: `p99_ms`, `events_per_s`. */
  readonly figures: Figures;
  /** Of each figure over the repetitions: the standard deviation. */
  readonly spread: Figures;
  /** Peers that ran beside it, in the same run. */
  readonly baselines: Readonly<Record<string, Figures>>;
  readonly settings: unknown;
  readonly seeds: readonly number[];
  readonly backend: string;
}

/** The one document that a benchmark prints. */
export interface BenchmarkReport extends BenchmarkResult, Surroundings {
  readonly bench: string;
}

export interface BenchmarkOptions {
  /** How large the measured thing is, in what the benchmark's description says; its own default if absent. */
  readonly size?: number;
  readonly signal?: AbortSignal;
  /** Told in words what is being done. */
  readonly onProgress?: (message: string) => void;
}

/** Measures speed or scale, beside a peer in the same run where there is one. */
export interface Benchmark {
  readonly name: string;
  readonly description: string;
  run(options: BenchmarkOptions): Promise<BenchmarkResult>;
}
