import type { Condition, EventQuery, Rule } from './rule.ts';
import type { RuleProblem } from './rule-error.ts';
import { unknownName } from './unknown-name.ts';
import type { RuleVocabulary } from './vocabulary.ts';
import { conditionsOf, entryOf, joinPath } from './walk.ts';

/** Names in a rule that the vocabulary does not have. */
export function checkNames(rule: Rule, vocabulary: RuleVocabulary, from = ''): RuleProblem[] {
  return [...conditionsOf(rule, from)].flatMap(({ path, condition }) => [
    ...checkCondition(path, condition, vocabulary),
    ...('friends' in condition && condition.friends.who !== undefined
      ? checkNames(condition.friends.who, vocabulary, joinPath(path, 'who'))
      : []),
  ]);
}

function checkCondition(
  path: string,
  condition: Condition,
  vocabulary: RuleVocabulary,
): RuleProblem[] {
  if ('trait' in condition) {
    return check(joinPath(path, 'name'), 'trait', condition.trait.name, vocabulary.traits);
  }
  if ('predicted' in condition) {
    const { name } = condition.predicted;
    return check(joinPath(path, 'name'), 'read-out', name, vocabulary.readOuts);
  }
  if ('segment' in condition) {
    return check(joinPath(path, 'id'), 'segment', condition.segment.id, vocabulary.segments);
  }
  if ('similarity' in condition) {
    const { segments, similar } = vocabulary;
    const { id } = condition.similarity;
    const place = joinPath(path, 'id');
    const unknown = check(place, 'segment', id, segments);
    return unknown.length > 0 ? unknown : check(place, 'segment with a similarity', id, similar);
  }
  return queriesOf(path, condition).flatMap(([place, query]) =>
    checkQuery(place, query, vocabulary),
  );
}

/** What a condition says of events, and where it says it: `visits` may name a modality alone. */
type Query = Pick<Partial<EventQuery>, 'modality' | 'type'>;

function queriesOf(path: string, condition: Condition): [path: string, query: Query][] {
  if ('sequence' in condition) {
    const { first, followedBy, notFollowedBy } = condition.sequence;
    return Object.entries({ first, followedBy, notFollowedBy }).flatMap(([name, query]) =>
      query === undefined ? [] : [[joinPath(path, name), query]],
    );
  }
  const [, parameters] = entryOf(condition);
  return 'modality' in parameters ? [[path, parameters]] : [];
}

function checkQuery(path: string, query: Query, { modalities }: RuleVocabulary): RuleProblem[] {
  const { modality, type } = query;
  if (modality === undefined) return [];
  const known = modalities === undefined ? undefined : Object.keys(modalities);
  const unknown = check(joinPath(path, 'modality'), 'modality', modality, known);
  if (unknown.length > 0) return unknown;
  return check(joinPath(path, 'type'), `event type of ${modality}`, type, modalities?.[modality]);
}

function check(
  path: string,
  what: string,
  name: string | undefined,
  known: readonly string[] | undefined,
): RuleProblem[] {
  if (name === undefined || known === undefined || known.includes(name)) return [];
  return [unknownName(path, what, name, known)];
}
