import type { Item, UserHistory } from '../../../fusion/index.ts';
import { setsOfModalities } from '../../baselines/only-modalities.ts';
import { mean } from '../../metrics/index.ts';
import type { Figures, SuiteResult } from '../../suite.ts';
import { CONTROLS } from './controls.ts';
import { type YelpData, yelpHistory } from './dataset.ts';
import { judge, yelpReader } from './judge.ts';
import { type ColdScores, judgeNewUsers, rankNewUsers, readerOfOthers } from './new-users.ts';
import { compare, type TestScores } from './protocol.ts';
import { scorerOf } from './ranking.ts';
import {
  FIT,
  PREPARE,
  type RunOptions,
  trainNetwork,
  YELP_MODALITIES,
  yelpSets,
} from './training.ts';

const BASE = 'transactions';

interface Outcome {
  /** Users with a history, on the test part. */
  readonly known: TestScores;
  /** Withheld users, on all their items. */
  readonly newUsers: TestScores;
}

/**
 * What each source is worth: the model trained and judged without it, the model of transactions with
 * one modality added, and the whole model on data in which one source is shuffled. Users with a
 * history and new users apart.
 */
export async function evaluateAblation(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  options: RunOptions,
): Promise<SuiteResult> {
  const [seed] = options.seeds ?? [1];
  const others = (left: string): string[] => YELP_MODALITIES.filter((name) => name !== left);
  const additions = YELP_MODALITIES.filter((name) => name !== BASE);
  // With three modalities, what is left without one is also the base with another added.
  const subsets = [YELP_MODALITIES, ...YELP_MODALITIES.map(others), [BASE]];
  const { outcomes, backend } = await trainAndJudge(data, histories, seed, subsets, options);
  const outcomeOf = (names: readonly string[]): Outcome => outcomes.get(names.join()) as Outcome;
  const withBase = (name: string): readonly string[] =>
    YELP_MODALITIES.filter((other) => other === name || other === BASE);
  const full = outcomeOf(YELP_MODALITIES);
  const base = outcomeOf([BASE]);
  const table = new AblationTable();
  table.model(`${BASE}_alone`, base);
  for (const name of YELP_MODALITIES) {
    const without = outcomeOf(others(name));
    table.model(`without_${name}`, without).difference(`without_${name}`, full, without);
  }
  for (const name of additions) {
    const both = outcomeOf(withBase(name));
    table.model(`${BASE}_and_${name}`, both).difference(`${BASE}_by_${name}`, both, base);
  }
  for (const [source, shuffle] of Object.entries(CONTROLS)) {
    options.onProgress?.(`Control: shuffled ${source}`);
    const control = shuffle(data, seed);
    const items = new Map(control.items.map((item): [string, Item] => [item.id, item]));
    const own = new Map(control.users.map((user) => [user.userId, yelpHistory(user, items)]));
    const judged = await trainAndJudge(control, own, seed, [YELP_MODALITIES], options);
    const shuffled = judged.outcomes.get(YELP_MODALITIES.join()) as Outcome;
    table.model(`shuffled_${source}`, shuffled);
    table.difference(`shuffled_${source}`, full, shuffled);
  }
  return {
    figures: { ...figuresOf(full), ...table.figures },
    spread: {},
    baselines: table.baselines,
    settings: { prepare: PREPARE, fit: FIT },
    seeds: [seed],
    backend,
  };
}

function figuresOf({ known, newUsers }: Outcome): Figures {
  return { 'ndcg@20': mean(known.ndcg), 'new_ndcg@20': mean(newUsers.ndcg) };
}

/** Collects models to compare with and differences with their intervals. */
class AblationTable {
  readonly figures: Record<string, number> = {};
  readonly baselines: Record<string, Figures> = {};

  model(name: string, outcome: Outcome): this {
    this.baselines[name] = figuresOf(outcome);
    return this;
  }

  difference(name: string, left: Outcome, right: Outcome): this {
    Object.assign(this.figures, compare(name, left.known, right.known));
    const ofNew = compare(name, left.newUsers, right.newUsers);
    for (const [figure, value] of Object.entries(ofNew)) this.figures[`new_${figure}`] = value;
    return this;
  }
}

/** One set of rows and experts, and a network for each subset of the modalities. */
async function trainAndJudge(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  seed: number,
  subsets: readonly (readonly string[])[],
  options: RunOptions,
): Promise<{ outcomes: Map<string, Outcome>; backend: string }> {
  const networks = await train(data, [...histories.values()], seed, subsets, options);
  options.onProgress?.('Ranking known and new users');
  const reader = yelpReader(data, histories.values(), seed);
  const contenders = networks.map(({ network, modalities }) => ({
    scorer: scorerOf(network),
    modalities,
  }));
  const known = judge(reader, data.users, histories, contenders).map(({ scores }) => scores);
  const others = readerOfOthers(data, histories, seed);
  const newUsers = contenders.map(
    ({ scorer, modalities }): ColdScores =>
      judgeNewUsers(rankNewUsers(others, data, histories, modalities), scorer),
  );
  const outcomes = new Map(
    contenders.map(({ modalities }, index): [string, Outcome] => [
      modalities.join(),
      { known: known[index], newUsers: newUsers[index].a },
    ]),
  );
  return { outcomes, backend: networks[0].backend };
}

async function train(
  data: YelpData,
  users: readonly UserHistory[],
  seed: number,
  subsets: readonly (readonly string[])[],
  options: RunOptions,
) {
  const { known, newUsers } = await yelpSets(data, users, seed, {
    ...options,
    modalities: undefined,
  });
  const networks = [];
  for (const modalities of new Map(subsets.map((names) => [names.join(), names])).values()) {
    const sets = setsOfModalities([...known, ...newUsers], modalities);
    networks.push({
      ...(await trainNetwork(sets, seed, modalities.join(' and '), options)),
      modalities,
    });
  }
  return networks;
}
