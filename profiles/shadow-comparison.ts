import { createHash } from 'node:crypto';
import type { Event, FusionModel, ModalityRegistry, UserHistory } from '../fusion/index.ts';
import type { Json, Store } from '../store/index.ts';
import type { FreshProfile } from './encode.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';
import {
  type Compared,
  comparedBy,
  type Foretold,
  type StoredComparison,
  withUser,
} from './paired-figures.ts';

/** The event's own item among so many. */
const CANDIDATES = 100;
const CUT = 10;

/** An event that both models are asked to foretell. */
export interface NextEvent {
  /** The user as of just before it. */
  readonly before: UserHistory;
  readonly event: Event & { readonly itemId: string };
}

/**
 * Compares a shadow with the serving model on live traffic: both are asked, of what a user did until
 * then, to rank the item of the user's next event among others, and are scored alike. Each user counts
 * once, with the first event after the shadow was complete: so users are independent, and the cost is
 * bounded by their number.
 */
export class ShadowComparison {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #modalities: ModalityRegistry;
  #serving: ServingModel | null = null;
  /** Items that both of two models know, by the two. */
  #shared: { readonly pair: string; readonly items: readonly string[] } | null = null;

  constructor(store: Store, models: ModelRegistry, modalities: ModalityRegistry) {
    this.#store = store;
    this.#models = models;
    this.#modalities = modalities;
  }

  /**
   * Loads the model that serves, which takes a store outside of a transaction. Where another version of the program
   * stored it, there is nothing to compare with: the shadow is what puts an end to that.
   */
  async prepare(): Promise<void> {
    const serves = await this.#store.models.serving();
    this.#serving = serves === null ? null : await this.#models.readable(serves.id);
  }

  /**
   * Looks at users whose profiles of the shadow were just written, after `prepare`.
   * @param store inside the transaction that wrote them
   */
  async observe(
    store: Store,
    candidate: ServingModel,
    profiles: readonly FreshProfile[],
  ): Promise<void> {
    const [row, serves] = [await store.models.byId(candidate.id), await store.models.serving()];
    const since = row?.encoding?.sequence ?? null;
    if (row?.state !== 'SHADOW' || since === null || serves === null) return;
    const serving = this.#serving;
    // Another one has begun to serve, or it cannot be read: these users are compared when they come next.
    if (serving?.id !== serves.id) return;
    const from = Math.max(candidate.trainedThrough, serving.trainedThrough);
    const rows = await store.events.ofUsers(profiles.map(({ history }) => history.userId));
    const sequences = new Map([...rows.values()].flat().map(({ id, sequence }) => [id, sequence]));
    const next = new Map<string, NextEvent>();
    for (const { history } of profiles) {
      const found = nextEvent(history, sequences, since, (event) => this.#counts(event, from));
      if (found !== null) next.set(history.userId, found);
    }
    if (next.size === 0) return;
    const fresh = await store.comparisons.claim(candidate.id, serving.id, [...next.keys()]);
    if (fresh.length === 0) return;
    const items = this.#itemsOf(candidate, serving);
    const scores: { readonly candidate: Foretold; readonly serving: Foretold }[] = [];
    for (const userId of fresh) {
      const asked = next.get(userId)!;
      const drawn = draw(asked.event, items);
      scores.push({
        candidate: await foretell(candidate.fusion, asked, drawn),
        serving: await foretell(serving.fusion, asked, drawn),
      });
    }
    await store.comparisons.change(candidate.id, serving.id, (stored) => {
      let state = stored as unknown as StoredComparison | null;
      for (const one of scores) state = withUser(state, one.candidate, one.serving);
      return state as unknown as Json;
    });
  }

  /** Whether an event is one that models are trained to foretell, after what either was trained on. */
  #counts({ modality, type, itemId, at }: Event, from: number): boolean {
    if (itemId === null || at < from || !this.#modalities.has(modality)) return false;
    return (this.#modalities.get(modality).eventTypes[type]?.weight ?? 0) > 0;
  }

  #itemsOf(candidate: ServingModel, serving: ServingModel): readonly string[] {
    const pair = `${candidate.id} ${serving.id}`;
    if (this.#shared?.pair !== pair) {
      const known = new Set(serving.fusion.reader.itemIds);
      const items = candidate.fusion.reader.itemIds.filter((id) => known.has(id));
      this.#shared = { pair, items };
    }
    return this.#shared.items;
  }
}

/** How a shadow does beside the model that serves; null before the first user. */
export async function comparisonOf(store: Store, candidateId: string): Promise<Compared | null> {
  const serving = await store.models.serving();
  if (serving === null) return null;
  const stored = await store.comparisons.of(candidateId, serving.id);
  return comparedBy(stored as unknown as StoredComparison | null);
}

/**
 * The first event after a sequence that counts and happened after all that was known by then: one that
 * came late would be foretold from its future.
 * @param sequences in which order the events were stored, by their ids
 */
export function nextEvent(
  history: UserHistory,
  sequences: ReadonlyMap<string, number>,
  since: number,
  counts: (event: Event) => boolean,
): NextEvent | null {
  const stored = history.events.map((event) => ({
    ...event,
    sequence: sequences.get(event.id) ?? 0,
  }));
  const later = stored
    .filter(({ sequence }) => sequence > since)
    .sort((left, right) => left.sequence - right.sequence);
  for (const event of later) {
    const { itemId } = event;
    if (itemId === null || !counts(event)) continue;
    const known = stored.filter(({ sequence }) => sequence < event.sequence);
    if (known.some(({ at }) => at > event.at)) continue;
    return { before: { ...history, events: known }, event: { ...event, itemId } };
  }
  return null;
}

/** The event's item with others that both models know, the same ones at every try. */
function draw({ id, itemId }: NextEvent['event'], items: readonly string[]): string[] {
  const drawn = new Set([itemId]);
  for (let count = 0; count < 4 * CANDIDATES && drawn.size < CANDIDATES; count += 1) {
    const hash = createHash('sha256').update(`${id} ${count}`).digest();
    if (items.length > 0) drawn.add(items[hash.readUInt32LE(0) % items.length]);
  }
  return [...drawn];
}

/** An item that the model does not know ranks last, at an even chance among all. */
async function foretell(
  fusion: FusionModel,
  { before, event }: NextEvent,
  items: readonly string[],
): Promise<Foretold> {
  const blind = { ndcg: 0, logLikelihood: -Math.log(items.length) };
  if (!fusion.knows(event.itemId)) return blind;
  const ranked = await fusion.rank(before, items, { asOf: event.at, count: items.length });
  const own = ranked.find(({ itemId }) => itemId === event.itemId)?.score;
  if (own === undefined || !Number.isFinite(own)) return blind;
  // An equal score counts against the model: it does not tell the two apart.
  const place = ranked.filter(({ score }) => score >= own).length;
  const greatest = Math.max(...ranked.map(({ score }) => score));
  const sum = ranked.reduce((total, { score }) => total + Math.exp(score - greatest), 0);
  return {
    ndcg: place > CUT ? 0 : 1 / Math.log2(place + 1),
    logLikelihood: own - greatest - Math.log(sum),
  };
}
