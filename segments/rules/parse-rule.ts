import { z } from 'zod';
import { nearestName } from '../nearest-name.ts';
import { checkNames } from './check-names.ts';
import { CONDITION_NAMES, conditionKinds } from './conditions/index.ts';
import type { ConditionName, Rule } from './rule.ts';
import { RuleError, type RuleProblem } from './rule-error.ts';
import { senselessness } from './sense/check-sense.ts';
import { pathInText, readRuleText } from './text/read-rule.ts';
import type { RuleVocabulary } from './vocabulary.ts';
import { joinPath } from './walk.ts';
import { issueProblems } from './zod-problems.ts';

/** Deeper or larger rules are refused: proofs are stored for every user. */
export const MAXIMUM_DEPTH = 12;
export const MAXIMUM_CONDITIONS = 100;

const COMBINATIONS = ['all', 'any', 'not'];
const KNOWN_KEYS = [...COMBINATIONS, ...CONDITION_NAMES];
/** Conditions that read more than a history; of a friend only the history is at hand. */
const NOT_ABOUT_FRIENDS = ['friends', 'segment', 'similarity', 'predicted', 'place'];

/**
 * Reads a rule out of its JSON form or its text.
 * @param vocabulary names to check against; unknown ones are refused with the nearest that exists
 * @throws {RuleError} with the path, the problem and the nearest valid name of each mistake
 */
export function parseRule(given: unknown, vocabulary: RuleVocabulary = {}): Rule {
  return read(given, (json) => parseTree(json, vocabulary));
}

/**
 * The same for a rule that is to be stored: one that nobody or everybody fulfils, whatever they do,
 * is refused as well.
 */
export function parseNewRule(given: unknown, vocabulary: RuleVocabulary = {}): Rule {
  return read(given, (json) => {
    const rule = parseTree(json, vocabulary);
    const problems = senselessness(rule);
    if (problems.length > 0) throw new RuleError(problems);
    return rule;
  });
}

/** Reads a tree, or a text, of which problems are told with their places in it. */
function read(given: unknown, parse: (json: unknown) => Rule): Rule {
  if (typeof given !== 'string') return parse(given);
  const text = readRuleText(given);
  try {
    return parse(text.json);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new RuleError(
      error.problems.map((found) => ({ ...found, path: pathInText(text, found.path) })),
    );
  }
}

function parseTree(json: unknown, vocabulary: RuleVocabulary): Rule {
  const problems = problemsOf(json);
  if (problems.length > 0) throw new RuleError(problems);
  const rule = json as Rule;
  const unknownNames = checkNames(rule, vocabulary);
  if (unknownNames.length > 0) throw new RuleError(unknownNames);
  return rule;
}

/** A rule as a part of other JSON, for example of a configuration file. */
export const ruleSchema: z.ZodType<Rule> = z.unknown().transform((json, context) => {
  const problems = problemsOf(json);
  if (problems.length > 0) {
    context.addIssue({ code: 'custom', message: new RuleError(problems).message });
  }
  return json as Rule;
});

function problemsOf(json: unknown): RuleProblem[] {
  return readNode(json, { path: '', depth: 0, aboutFriends: false, budget: { conditions: 0 } });
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly aboutFriends: boolean;
  readonly budget: { conditions: number };
}

function readNode(json: unknown, place: Place): RuleProblem[] {
  const { path, depth } = place;
  if (depth > MAXIMUM_DEPTH) {
    return problem(path, `is nested more than ${MAXIMUM_DEPTH} deep; split it into segments`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return problem(path, 'is no rule; write an object with one key, such as { "count": { ... } }');
  }
  const entries = Object.entries(json);
  if (entries.length !== 1) {
    const expected = `a rule has exactly one of ${KNOWN_KEYS.join(', ')}`;
    return problem(path, `has ${entries.length} keys; ${expected}`);
  }
  const [key, value] = entries[0];
  const inside = { ...place, path: joinPath(path, key), depth: depth + 1 };
  if (key === 'not') return readNode(value, inside);
  if (key === 'all' || key === 'any') return readList(value, inside);
  const name = CONDITION_NAMES.find((condition) => condition === key);
  if (name !== undefined) return readCondition(name, value, inside);
  const expected = `has the unknown key "${key}"; a rule has one of ${KNOWN_KEYS.join(', ')}`;
  return problem(path, expected, nearestName(key, KNOWN_KEYS));
}

function readList(value: unknown, place: Place): RuleProblem[] {
  if (!Array.isArray(value) || value.length === 0) {
    return problem(place.path, 'needs a list of one or more rules');
  }
  return value.flatMap((part, index) =>
    readNode(part, { ...place, path: `${place.path}[${index}]` }),
  );
}

function readCondition(name: ConditionName, value: unknown, place: Place): RuleProblem[] {
  place.budget.conditions += 1;
  if (place.budget.conditions > MAXIMUM_CONDITIONS) {
    return place.budget.conditions === MAXIMUM_CONDITIONS + 1
      ? problem('', `has more than ${MAXIMUM_CONDITIONS} conditions; split it into segments`)
      : [];
  }
  if (place.aboutFriends && NOT_ABOUT_FRIENDS.includes(name)) {
    return problem(place.path, 'cannot be asked of a friend; ask for events or traits');
  }
  // A rule within the condition is read by this code too, so that its problems have paths as well.
  const schema: z.ZodType = conditionKinds[name].schema(z.custom<Rule>());
  const parsed = schema.safeParse(value);
  const problems = parsed.success ? [] : issueProblems(parsed.error, schema, place.path);
  const who = name === 'friends' && isObject(value) ? value.who : undefined;
  if (who === undefined) return problems;
  const inside = { ...place, path: joinPath(place.path, 'who'), aboutFriends: true };
  return [...problems, ...readNode(who, inside)];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function problem(path: string, text: string, suggestion: string | null = null): RuleProblem[] {
  return [{ path, message: text, suggestion }];
}
