import type { Json, Store } from '../../store/index.ts';
import { parseNewRule } from '../rules/parse-rule.ts';
import type { Rule } from '../rules/rule.ts';
import { orderSegments } from '../rules/segment-order.ts';
import type { RuleVocabulary } from '../rules/vocabulary.ts';
import { readSegments } from './active-segments.ts';
import { checkSegmentId } from './segment-error.ts';

/** A rule segment as a user writes it. */
export interface NewRuleSegment {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The rule's JSON form or its text. */
  readonly rule: unknown;
}

/**
 * Checks rule segments, together with those that are there, and stores them in one transaction.
 * @param how `create` refuses an id that is taken, `version` gives it a new version
 * @returns the ids of those that are new or changed
 */
export async function saveRules(
  store: Store,
  segments: readonly NewRuleSegment[],
  vocabulary: RuleVocabulary,
  at: number,
  how: 'create' | 'version',
): Promise<string[]> {
  return store.transaction(async (inside) => {
    const rows = await inside.segments.all();
    const { segments: toCome = [], similar: similarToCome = [] } = vocabulary;
    const known = [...toCome, ...rows.map(({ id }) => id), ...segments.map(({ id }) => id)];
    const learned = rows.filter(({ kind }) => kind !== 'RULE').map(({ id }) => id);
    const similar = [...similarToCome, ...learned];
    const rules = new Map(readSegments(rows).rules.map(({ id, rule }) => [id, rule]));
    const parsed = segments.map((segment): NewRuleSegment & { readonly rule: Rule } => {
      checkSegmentId(segment.id);
      const rule = parseNewRule(segment.rule, { ...vocabulary, segments: known, similar });
      rules.set(segment.id, rule);
      return { ...segment, rule };
    });
    orderSegments(rules);
    const before = await inside.segments.byIds(parsed.map(({ id }) => id));
    const changed: string[] = [];
    for (const { id, name, description, rule } of parsed) {
      const definition = rule as unknown as Json;
      const segment = {
        id,
        kind: 'RULE' as const,
        name,
        description,
        definition,
        modelId: null,
        at,
      };
      const version = await (how === 'create'
        ? inside.segments.create(segment)
        : inside.segments.saveVersion(segment));
      if (version !== before.get(id)?.version) changed.push(id);
    }
    return changed;
  });
}
