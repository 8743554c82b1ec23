import type { Stage } from '../../../fusion/experts/index.ts';
import {
  type Event,
  type Item,
  type ModalityRegistry,
  RandomSource,
  type UserHistory,
} from '../../../fusion/index.ts';

/** Every so manieth item is hidden from training. */
const HIDDEN_SHARE = 0.1;
/** What a user did up to this share of their events is known. */
const EARLIER_SHARE = 0.8;

/** A shop as it was before some of its items arrived, and what people turned to then. */
export interface HeldOutItems {
  /** Of training: what everybody did before, without a trace of the hidden items. */
  readonly earlier: readonly UserHistory[];
  readonly known: readonly Item[];
  readonly hidden: readonly Item[];
  readonly judged: readonly JudgedUser[];
}

/** One user whose later first turns to items are to be foretold. */
export interface JudgedUser {
  /** Without what they had to do with hidden items. */
  readonly before: UserHistory;
  /** With it: the hidden items have arrived, and people turn to them. */
  readonly sinceArrival: UserHistory;
  readonly newTargets: ReadonlySet<string>;
  readonly knownTargets: ReadonlySet<string>;
}

/** @param most users who are judged at most, drawn by the seed */
export function holdOutItems(
  users: readonly UserHistory[],
  items: readonly Item[],
  modalities: ModalityRegistry,
  { seed, most }: { readonly seed: number; readonly most: number },
): HeldOutItems {
  const random = RandomSource.fromSeed(seed);
  const order = random.shuffle(Int32Array.from(items.keys()));
  const hidden = Array.from(order.slice(0, HIDDEN_SHARE * items.length), (item) => items[item]);
  const hiddenIds = new Set(hidden.map(({ id }) => id));
  const isHidden = ({ itemId }: Event) => itemId !== null && hiddenIds.has(itemId);
  const speaks = ({ modality, type, itemId }: Event) =>
    itemId !== null &&
    modalities.has(modality) &&
    (modalities.get(modality).eventTypes[type]?.weight ?? 0) > 0;
  const earlier: UserHistory[] = [];
  const judged: JudgedUser[] = [];
  for (const history of users) {
    const cut = cutOf(history, EARLIER_SHARE);
    const past = history.events.filter(({ at }) => at <= cut);
    const before = { ...history, events: past.filter((event) => !isHidden(event)) };
    earlier.push(before);
    const seen = new Set(past.map(({ itemId }) => itemId));
    const targets = history.events
      .filter((event) => event.at > cut && speaks(event) && !seen.has(event.itemId))
      .map(({ itemId }) => itemId!);
    judged.push({
      before,
      sinceArrival: { ...history, events: past },
      newTargets: new Set(targets.filter((id) => hiddenIds.has(id))),
      knownTargets: new Set(targets.filter((id) => !hiddenIds.has(id))),
    });
  }
  const foretold = judged.filter(
    ({ before, newTargets }) => before.events.some(speaks) && newTargets.size > 0,
  );
  return {
    earlier: earlier.filter(({ events }) => events.length > 0),
    known: items.filter(({ id }) => !hiddenIds.has(id)),
    hidden,
    judged: random.shuffle(foretold).slice(0, most),
  };
}

/** The instant at which a share of a user's events is over. */
function cutOf({ events }: UserHistory, share: number): number {
  return events[Math.max(0, Math.ceil(share * events.length) - 1)]?.at ?? 0;
}

/** Training stages that cut every user's own events: some data have an order and no common clock. */
export function stagesByShare(): Stage[] {
  const stage = (name: string, split: Stage['split'], from: number, to: number): Stage => ({
    name,
    split,
    cut: (history) => ({ asOf: cutOf(history, from), until: cutOf(history, to) }),
  });
  return [stage('train', 'train', 0.6, 0.8), stage('validation', 'validation', 0.8, 1)];
}
