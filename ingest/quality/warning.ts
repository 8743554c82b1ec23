import type { DayFigures } from './day-figures.ts';
import type { QualityThresholds, WarningKind } from './quality-declaration.ts';

/** Something about what a stream gave that a person should look at before a model learns from it. */
export interface QualityWarning {
  readonly kind: WarningKind;
  readonly sourceId: string;
  readonly stream: string;
  /** The field it is about; null for the stream as a whole. */
  readonly field: string | null;
  /** The day it is about, in days since the epoch, UTC. */
  readonly day: number;
  /** What was found. */
  readonly value: number;
  /** What is usual, or allowed. */
  readonly usual: number;
  /** With the numbers, in plain words. */
  readonly message: string;
  /** What to do. */
  readonly action: string;
}

/** What a judge of one day is given. */
export interface DayToJudge {
  readonly day: number;
  readonly figures: DayFigures;
  /** The days before it, added up. */
  readonly usual: DayFigures;
  readonly thresholds: QualityThresholds;
}

/** What a judge finds; where it is about is added outside. */
export type Finding = Omit<QualityWarning, 'sourceId' | 'stream' | 'day'>;
