import { spokenName } from '../../fusion/index.ts';
import type { Condition, ConditionName } from '../rules/rule.ts';
import type { TraceNode } from '../rules/trace.ts';
import { entryOf } from '../rules/walk.ts';
import type { Language } from './language.ts';

/** How a condition is spoken of. */
export interface Telling {
  /** Below an odd number of negations: what is not wanted. */
  readonly negated: boolean;
  /** The instant that is spoken of, in milliseconds. */
  readonly now: number;
}

/** What was found at a condition of a trace with what was asked for, as a part of a sentence. */
export function describeCondition(language: Language, leaf: TraceNode, telling: Telling): string {
  if (leaf.condition === null) return '';
  const missing = describeMissing(language, leaf);
  return missing === null
    ? describeFound(language, leaf.condition, leaf, telling)
    : language.phrases.notKnown(missing);
}

/** What nobody knows, so that the condition is UNKNOWN; null for one that is decided. */
export function describeMissing({ phrases, wordsOf }: Language, leaf: TraceNode): string | null {
  const { condition, verdict, reason } = leaf;
  if (condition === null || verdict !== 'UNKNOWN' || reason === null) return null;
  const [, parameters] = entryOf(condition);
  const fields: Readonly<Record<string, unknown>> = { ...parameters };
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? value : null;
  };
  const modality = text('modality');
  const words = modality === null ? null : wordsOf(modality);
  return phrases.unknown[reason]({
    data: words?.data ?? phrases.dataOf(modality),
    name: text('id') ?? spokenName(text('name') ?? text('attribute') ?? 'value'),
  });
}

function describeFound<Name extends ConditionName>(
  { phrases, wordsOf }: Language,
  condition: Condition,
  { verdict, observed }: Pick<TraceNode, 'verdict' | 'observed'>,
  { negated, now }: Telling,
): string {
  const [name, parameters] = entryOf<Name>(condition);
  const spoken = phrases.conditions[name];
  const found = spoken.found(parameters, { verdict, observed, now, wordsOf });
  const wanted = spoken.wanted(parameters, { negated, met: (verdict === 'TRUE') !== negated });
  return wanted === null ? found : phrases.needed(found, wanted);
}
