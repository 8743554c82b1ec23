import {
  compareEvents,
  type Event,
  type FusionModel,
  type PrepareSettings,
  RandomSource,
  trainingPreparation,
  trainModel,
  type UserHistory,
} from '../../../fusion/index.ts';
import { clusteredBootstrap } from '../../metrics/index.ts';
import type { Shop } from '../../shops.ts';
import type { Figures } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import { gainAt, mean, rankingFigures } from './ranking-scores.ts';

const EARLIER_SHARE = 0.8;
const CANDIDATES = 300;
/** Who may decide how strongly events count, the rule that the others are compared with last. */
const RULES: readonly PrepareSettings['recency'][] = ['policy', 'equal mixture', 'fixed'];

/** A shop whose recommendations are judged on what people turned to next. */
export interface ServedShop extends Shop {
  /** Events of one user that are judged at most. */
  readonly judgedOfUser: number;
}

/** One event of the later part that is to be foretold from what came before it. */
interface Judged {
  readonly user: number;
  readonly before: UserHistory;
  readonly event: Event;
}

/**
 * What is served, with the policy and without: whole models are trained on the earlier four fifths of all
 * events, one for each rule, and rank the items that people turn to later for the first time. All else
 * about the models is the same.
 */
export async function servedFigures(
  shop: ServedShop,
  seeds: readonly number[],
  prefix: string,
  signal?: AbortSignal,
): Promise<{ figures: Figures; spread: Figures }> {
  const { earlier, judged } = split(shop);
  const users = judged.map(({ user }) => user);
  const ranks = RULES.map((): Int32Array[] => []);
  const decides: number[] = [];
  for (const seed of seeds) {
    for (const [own, recency] of RULES.entries()) {
      const model = await trainModel(
        { users: earlier, items: shop.items },
        trainingPreparation(shop.modalities),
        { prepare: { seed, recency }, fit: { seed } },
        { signal },
      );
      if (recency === 'policy') decides.push(model.adaptation?.decides === 'POLICY' ? 1 : 0);
      ranks[own].push(await ranksOf(model, judged));
    }
  }
  const perSeed = seeds.map(
    (_, seed): Figures =>
      Object.assign(
        { [`${prefix}policy_decides`]: decides[seed] },
        ...RULES.map((rule, own) =>
          rankingFigures(ranks[own][seed], `${prefix}${rule.replace(' ', '_')}_`),
        ),
      ),
  );
  const { figures, spread } = summariseSeeds(perSeed);
  const gains = (own: number): Float64Array =>
    Float64Array.from(users, (_, event) => mean(ranks[own].map((of) => gainAt(of[event]))));
  const over = RULES.slice(1).map((rule, own): Figures => {
    const { difference, low, high } = clusteredBootstrap(gains(0), gains(own + 1), users, {
      seed: 1,
    });
    const name = `${prefix}gain_over_${rule.replace(' ', '_')}`;
    return { [name]: difference, [`${name}_low`]: low, [`${name}_high`]: high };
  });
  const events = { [`${prefix}events`]: judged.length };
  return { figures: Object.assign(figures, events, ...over), spread };
}

/** The earlier part, and events of the later part drawn evenly from each user's first turns to an item. */
function split({ users, modalities, judgedOfUser }: ServedShop): {
  readonly earlier: UserHistory[];
  readonly judged: Judged[];
} {
  const times = Float64Array.from(users.flatMap(({ events }) => events.map(({ at }) => at))).sort();
  const cut = times[Math.floor(EARLIER_SHARE * times.length)];
  const random = RandomSource.fromSeed(1);
  const judged = users.flatMap((history, user) => {
    const seen = new Set<string>();
    const turns = history.events.flatMap((event, place): Judged[] => {
      const { itemId, modality, type, at } = event;
      const weight = modalities.has(modality)
        ? (modalities.get(modality).eventTypes[type]?.weight ?? 0)
        : 0;
      if (itemId === null || weight <= 0 || seen.has(itemId)) return [];
      seen.add(itemId);
      if (at <= cut || place === 0) return [];
      return [{ user, event, before: { ...history, events: history.events.slice(0, place) } }];
    });
    return random.shuffle(turns).slice(0, judgedOfUser);
  });
  const earlier = users.map((history) => ({
    ...history,
    events: history.events.filter(({ at }) => at <= cut).sort(compareEvents),
  }));
  return { earlier: earlier.filter(({ events }) => events.length > 0), judged };
}

/** The place of each event's item among the experts' candidates; beyond them all where it is none. */
async function ranksOf(model: FusionModel, judged: readonly Judged[]): Promise<Int32Array> {
  const ranks = new Int32Array(judged.length);
  for (const [place, { before, event }] of judged.entries()) {
    const ranked = await model.rank(before, null, { asOf: event.at, count: CANDIDATES });
    const at = ranked.findIndex(({ itemId }) => itemId === event.itemId);
    ranks[place] = at < 0 ? CANDIDATES + 1 : at + 1;
  }
  return ranks;
}
