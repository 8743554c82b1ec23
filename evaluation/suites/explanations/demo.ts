import { aboutBy } from '../../../explain/attribution/categories.ts';
import type { Item, UserHistory } from '../../../fusion/index.ts';
import { allHistories } from '../../../profiles/index.ts';
import { type LearnedGrouping, readSegments } from '../../../segments/index.ts';
import { type DemoShop, withDemoShop } from '../../demo-shop.ts';
import type { Figures, SuiteOptions } from '../../suite.ts';
import { greatestResidual } from './completeness.ts';
import { judgeCounterfactuals } from './counterfactuals.ts';
import { type DeletionResult, deletionTest } from './deletion.ts';
import { driftRecall } from './drift.ts';
import { groupOfStyle, signatureTrees } from './life-style-truth.ts';
import { plantedRecall, type StyledUser } from './planted.ts';
import { compareWithRandomWeights } from './random-weights.ts';
import { scoredUsers } from './scored-user.ts';
import { judgeServed } from './served.ts';

/** The trait that some people declare in a survey: which life style they live. */
const SURVEY = 'lifeStyle';
const HEAD = 'life_style';
/** Every so many people answer it. */
const SURVEYED = 3;
/** Users of each test; all that are eventful enough where there are fewer. */
export const COUNTS = { deletion: 500, completeness: 100, random: 60, change: 100, served: 12 };
/** Deletion needs events that are not the evidence. */
export const FEWEST_EVENTS = 20;
const READ_OUTS = ['lapse', 'spend', `${HEAD}:student`];

export interface DemoResult {
  readonly figures: Figures;
  readonly chance: Figures;
  readonly deletion: DeletionResult;
}

/** Everything that is measured on the demo shop. */
export async function judgeDemo(
  seed: number,
  users: number,
  options: SuiteOptions,
): Promise<DemoResult> {
  const heads = [{ name: HEAD, kind: 'multiclass' as const, label: { trait: SURVEY } }];
  return withDemoShop({ seed, users, heads, beforeTraining: survey }, options, (shop) =>
    judgeShop(shop, options),
  );
}

/** Every third steady person declares the life style; the others' is what the head has to tell. */
async function survey({ application, truthOf }: DemoShop): Promise<void> {
  const { store } = application.services;
  for await (const page of allHistories(store)) {
    const truth = await truthOf(page.map(({ userId }) => userId));
    const answers = page.flatMap(({ userId }, place) => {
      const person = truth.get(userId);
      if (!person || person.bot || person.drift !== null || place % SURVEYED !== 0) return [];
      const origin = { sourceId: 'survey', version: '1', contentHash: '0' };
      return [{ userId, name: SURVEY, value: person.lifeStyle, ...origin }];
    });
    await store.users.setTraits(answers);
  }
}

export async function judgeShop(
  { application, truth, truthOf }: DemoShop,
  { onProgress }: SuiteOptions,
): Promise<DemoResult> {
  const { services, models, segments } = application;
  const { store } = services;
  await segments.formLearned();
  const model = (await models.active())!;
  const grouping = await groupingOf(store);
  const histories: UserHistory[] = [];
  for await (const page of allHistories(store)) histories.push(...page);
  const items = new Map<string, Item>();
  for await (const page of store.items.all()) for (const item of page) items.set(item.id, item);
  const categoryOf = ({ itemId }: { itemId: string | null }) =>
    items.get(itemId ?? '')?.categories[0] ?? null;
  const scored = scoredUsers(
    model.fusion,
    grouping,
    histories.filter(({ events }) => events.length > 0),
    model.trainedThrough,
    aboutBy(categoryOf),
  );
  const people = await truthOf(scored.map(({ history }) => history.userId));
  const all = scored.map((user): StyledUser => {
    const person = people.get(user.history.userId);
    const steady = person !== undefined && !person.bot && person.drift === null;
    return { ...user, style: steady ? person.lifeStyle : null };
  });
  const eventful = all.filter(({ history }) => history.events.length >= FEWEST_EVENTS);
  const groupOf = groupOfStyle(all, (place) => all[place].style);
  onProgress?.('Removing evidence');
  const deletion = deletionTest(eventful.slice(0, COUNTS.deletion));
  onProgress?.('Looking for planted causes');
  const planted = plantedRecall({
    ...{ model: model.fusion, grouping, users: all, items, groupOf },
    signatures: signatureTrees(truth),
    readOutOf: (style) => `${HEAD}:${style}`,
  });
  const drift = driftRecall(
    eventful,
    (place) => people.get(eventful[place].history.userId)?.drift ?? null,
    groupOf,
  );
  onProgress?.('Comparing with untrained models');
  const random = compareWithRandomWeights(model.fusion, grouping, eventful.slice(0, COUNTS.random));
  onProgress?.('Changing what users do');
  const change = await judgeCounterfactuals(
    model.fusion,
    grouping,
    eventful,
    eventful.slice(0, COUNTS.change),
    model.trainedThrough,
    categoryOf,
  );
  const served = await judgeServed(
    services,
    eventful.slice(0, COUNTS.served).map(({ history }) => history.userId),
    READ_OUTS,
  );
  const { learned, trait, rule } = planted.recalls;
  return {
    deletion,
    figures: {
      completeness_residual: Math.max(
        greatestResidual(eventful.slice(0, COUNTS.completeness)),
        served.residual,
      ),
      deletion_users: Math.min(COUNTS.deletion, eventful.length),
      deletion_ratio_demo: deletion.ratio,
      'planted_recall@10': (learned.recall + trait.recall + rule.recall) / 3,
      'planted_learned_recall@10': learned.recall,
      planted_learned_cases: learned.cases,
      'planted_trait_recall@10': trait.recall,
      planted_trait_cases: trait.cases,
      'planted_rule_recall@10': rule.recall,
      planted_rule_cases: rule.cases,
      'drift_recall@10': drift.recall,
      drift_cases: drift.cases,
      counterfactual_valid: Math.min(change.valid, served.valid),
      counterfactual_found: change.found,
      counterfactual_changes: Math.max(change.changes, served.changes),
      counterfactual_events: change.events,
      random_weights_rho: random.rho,
      random_weights_rho_size: random.size,
      answers_served: served.answers,
    },
    chance: {
      'planted_recall@10': planted.chance,
      'planted_learned_recall@10': planted.chance,
      'drift_recall@10': drift.chance,
    },
  };
}

async function groupingOf(
  store: DemoShop['application']['services']['store'],
): Promise<LearnedGrouping> {
  const [first] = readSegments(await store.segments.all()).learned;
  return first.definition.grouping;
}
