import { outputValue, profileRow } from '../../fusion/index.ts';
import type { JudgedUser } from '../service/judged-user.ts';
import { type LeftOutFor, leftOutFor } from './left-out.ts';
import type { ScoredDefinition } from './scored-definition.ts';

/** Where somebody stands against a threshold: what decides, and the proof of it. */
export interface ScoredVerdict {
  /** 0 to 1. */
  readonly value: number;
  readonly threshold: number;
  /** Why the value does not decide; null where it does. */
  readonly leftOut: LeftOutFor | null;
  readonly member: boolean;
}

/** Judges a user by a score; null where there is no profile or the model has no such read-out. */
export function judgeScored(definition: ScoredDefinition, user: JudgedUser): ScoredVerdict | null {
  const value = scoredValue(definition, user);
  if (value === null) return null;
  const { threshold } = definition;
  const leftOut = leftOutFor(definition, user);
  return { value, threshold, leftOut, member: leftOut === null && value >= threshold };
}

/** What a definition's score comes to for a user. */
export function scoredValue(
  { ask, output, schema }: Pick<ScoredDefinition, 'ask' | 'output' | 'schema'>,
  user: JudgedUser,
): number | null {
  if (output !== null) {
    const row = rowOf(user, schema);
    return row === null ? null : outputValue(output, row);
  }
  const name = 'predicts' in ask ? ask.predicts.head : undefined;
  return name === undefined ? null : (user.readOuts[name]?.value ?? null);
}

/** Several segments of one model read the same row. */
const rows = new WeakMap<JudgedUser, { readonly key: string; readonly row: Float32Array }>();

function rowOf(user: JudgedUser, schema: ScoredDefinition['schema']): Float32Array | null {
  const { profile, profileAsOf, history, modelId } = user;
  if (profile === null || profileAsOf === null) return null;
  const key = modelId ?? '';
  const known = rows.get(user);
  if (known?.key === key) return known.row;
  const row = profileRow(schema, profile, history, profileAsOf);
  rows.set(user, { key, row });
  return row;
}
