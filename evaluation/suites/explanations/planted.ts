import { eventEffects } from '../../../explain/attribution/event-effects.ts';
import type { ProfileScore } from '../../../explain/attribution/profile-score.ts';
import { rankedEvents } from '../../../explain/evidence.ts';
import { marginScore } from '../../../explain/learned/margin-score.ts';
import { ruleFactors } from '../../../explain/rules/rule-factors.ts';
import {
  compareEvents,
  type Event,
  type FusionModel,
  type Item,
  RandomSource,
  type UserHistory,
} from '../../../fusion/index.ts';
import { evaluateRule, type LearnedGrouping, type Rule } from '../../../segments/index.ts';
import type { ScoredUser } from './scored-user.ts';

export const PLANTED = 10;
const DAY_MS = 86_400_000;
/** Planted events lie in the last four weeks, at the hours and on the weekdays they had. */
const WINDOW_MS = 28 * DAY_MS;
/** Hosts have enough events to hide ten others among them, and not so many that ten say nothing. */
const HOST_EVENTS = [15, 60] as const;
/** A host with more events of the planted kind would have a cause of its own. */
const OWN_EVENTS = 1;
/** A trait turns where it was unlikely before and is likelier than not with what was planted. */
const [UNLIKELY, LIKELY] = [0.2, 0.5];

/** A person of the demo with the life style that was planted; null for those who have none for good. */
export interface StyledUser extends ScoredUser {
  readonly style: string | null;
}

export interface PlantedWorld {
  readonly model: FusionModel;
  readonly grouping: LearnedGrouping;
  readonly users: readonly StyledUser[];
  readonly items: ReadonlyMap<string, Item>;
  /** The trees of the catalogue that mark each style. */
  readonly signatures: ReadonlyMap<string, ReadonlySet<string>>;
  readonly groupOf: ReadonlyMap<string, number>;
  /** The read-out that tells the chance of a style. */
  readonly readOutOf: (style: string) => string;
}

/** How many of the planted events stand among the first ten. */
export interface Recall {
  readonly recall: number;
  readonly cases: number;
}

export type PlantedKind = 'learned' | 'trait' | 'rule';

interface Planting {
  readonly style: string;
  readonly changed: UserHistory;
  readonly planted: readonly Event[];
}

/**
 * Plants a cause: ten events that mark another life style, out of the history of somebody who lives it,
 * are put into the history of somebody who does not. Where the verdict turns by them, they and nothing
 * else are why, and the first ten events of the evidence should be they.
 */
export function plantedRecall(world: PlantedWorld): {
  readonly recalls: Readonly<Record<PlantedKind, Recall>>;
  /** The recall of ten events at random. */
  readonly chance: number;
} {
  const sums = { learned: [0, 0], trait: [0, 0], rule: [0, 0] };
  let [chance, plantings] = [0, 0];
  const random = RandomSource.fromSeed(5);
  for (const host of world.users) {
    const planting = plantedIn(host, world, random);
    if (planting === null) continue;
    plantings += 1;
    chance += PLANTED / planting.changed.events.length;
    for (const [kind, found] of Object.entries(recallsOf(host, planting, world))) {
      if (found === null) continue;
      sums[kind as PlantedKind][0] += found;
      sums[kind as PlantedKind][1] += 1;
    }
  }
  const recallOf = ([sum, cases]: readonly number[]): Recall => ({ recall: sum / cases, cases });
  return {
    recalls: {
      learned: recallOf(sums.learned),
      trait: recallOf(sums.trait),
      rule: recallOf(sums.rule),
    },
    chance: chance / plantings,
  };
}

function plantedIn(
  host: StyledUser,
  { users, items, signatures, groupOf }: PlantedWorld,
  random: RandomSource,
): Planting | null {
  const { events } = host.history;
  if (events.length < HOST_EVENTS[0] || events.length > HOST_EVENTS[1]) return null;
  const marks = (style: string) => (event: Event) => {
    const item = event.itemId === null ? undefined : items.get(event.itemId);
    return signatures.get(style)?.has(item?.categories[0] ?? '') ?? false;
  };
  const styles = random.shuffle([...groupOf.keys()].filter((style) => style !== host.style));
  const style = styles.find((own) => events.filter(marks(own)).length <= OWN_EVENTS);
  if (style === undefined || host.group === groupOf.get(style)) return null;
  const donors = users.filter((user) => user.style === style && user.group === groupOf.get(style));
  if (donors.length === 0) return null;
  const donor = donors[random.below(donors.length)];
  const marked = donor.history.events.filter(marks(style));
  if (marked.length < PLANTED) return null;
  const planted = random
    .shuffle(marked)
    .slice(0, PLANTED)
    .map((event, at) => ({
      ...event,
      id: `planted-${at}`,
      at: host.asOf - ((host.asOf - event.at) % WINDOW_MS),
    }));
  const changed = { ...host.history, events: [...events, ...planted].sort(compareEvents) };
  return { style, planted, changed };
}

function recallsOf(
  host: StyledUser,
  planting: Planting,
  world: PlantedWorld,
): Record<PlantedKind, number | null> {
  return {
    learned: learnedRecall(host, planting, world),
    trait: traitRecall(host, planting, world),
    rule: ruleRecall(host, planting, world),
  };
}

function learnedRecall(host: StyledUser, { style, changed }: Planting, world: PlantedWorld) {
  const group = world.groupOf.get(style)!;
  const score = marginScore(world.model.featureReader(host.asOf), {
    grouping: world.grouping,
    group,
  });
  const turned = score.score(score.read(changed)) > 0;
  return turned ? found(score, changed, host) : null;
}

function traitRecall(
  host: StyledUser,
  { style, changed }: Planting,
  { model, readOutOf }: PlantedWorld,
) {
  const score = model.readOutScore(readOutOf(style), host.asOf);
  if (score === null) return null;
  const chanceOf = (history: UserHistory) => score.answer(score.score(score.read(history)));
  const turned = chanceOf(host.history) < UNLIKELY && chanceOf(changed) >= LIKELY;
  return turned ? found(score, changed, host) : null;
}

function found(score: ProfileScore, changed: UserHistory, { aboutOf }: StyledUser): number {
  const first = eventEffects(score, changed, aboutOf, true).slice(0, PLANTED);
  return first.filter(({ eventId }) => eventId.startsWith('planted')).length / PLANTED;
}

/** A rule that asks for as many events of the marking categories as were planted of one modality. */
function ruleRecall(
  host: StyledUser,
  { style, changed, planted }: Planting,
  { items, signatures }: PlantedWorld,
): number | null {
  const [modality, own] = [...Map.groupBy(planted, (event) => event.modality)].sort(
    ([, left], [, right]) => right.length - left.length,
  )[0];
  const category = [...signatures.get(style)!];
  const query = { modality, where: { category }, within: '28d', atLeast: own.length };
  const rule: Rule = { all: [{ count: query }, { count: { modality, atLeast: 1 } }] };
  const judged = (history: UserHistory) =>
    evaluateRule(
      rule,
      {
        ...{ userId: history.userId, history, readOuts: {}, places: null, segments: {} },
        friends: new Map(),
        item: (id) => items.get(id) ?? null,
      },
      host.asOf + 1,
    );
  const { verdict, trace } = judged(changed);
  if (verdict !== 'TRUE' || judged(host.history).verdict === 'TRUE') return null;
  const first = rankedEvents(ruleFactors(trace, new Map()), true).slice(0, PLANTED);
  return first.filter(({ eventId }) => eventId.startsWith('planted')).length / own.length;
}
