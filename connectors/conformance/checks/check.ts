import type { Subject } from '../subject.ts';

/** One promise of the contract and how it is tried. */
export interface Check {
  /** What a connector promises, in words. */
  readonly promise: string;
  /** @throws {ConformanceFailure} where the promise is not kept, {NotApplicable} where it cannot be */
  run(subject: Subject): Promise<void>;
}

export type Checks = Readonly<Record<string, Check>>;
