import { nearestName } from '../nearest-name.ts';
import type { Condition, Rule } from './rule.ts';
import type { RuleProblem } from './rule-error.ts';
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
  const [, parameters] = entryOf(condition);
  if (!('modality' in parameters) || parameters.modality === undefined) return [];
  const { modality } = parameters;
  const known = vocabulary.modalities;
  const unknownModality = check(
    joinPath(path, 'modality'),
    'modality',
    modality,
    known === undefined ? undefined : Object.keys(known),
  );
  if (unknownModality.length > 0 || !('type' in parameters)) return unknownModality;
  return check(
    joinPath(path, 'type'),
    `event type of ${modality}`,
    parameters.type,
    known?.[modality],
  );
}

function check(
  path: string,
  what: string,
  name: string | undefined,
  known: readonly string[] | undefined,
): RuleProblem[] {
  if (name === undefined || known === undefined || known.includes(name)) return [];
  const message = `there is no ${what} of the name that is given`;
  return [{ path, message, suggestion: nearestName(name, known) }];
}
