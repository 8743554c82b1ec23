import type { Event } from '../data/event.ts';
import type { UserHistory } from '../data/user-history.ts';
import { eventsByModality } from '../modalities/events-of.ts';
import type { Modality } from '../modalities/modality.ts';
import type { Catalog } from './catalog.ts';
import type { IndexedHistory, IndexedModality, Interactions, Points } from './indexed-history.ts';

interface Visit {
  item: number;
  /** Chance that none of the events meant interest. */
  doubt: number;
  at: number;
}

/** Where a user was at an event. */
interface Found {
  readonly latitude: number;
  readonly longitude: number;
  readonly at: number;
  readonly item: number;
}

/** How much the items of a modality's events count beside the last one, by item; null for as usual. */
export type RecencyOf = (modality: string) => ReadonlyMap<number, number> | null;

/** Distinct items in order of their last event; repeated events make the interest surer. */
class InteractionCollector {
  readonly #visits = new Map<number, Visit>();

  add(item: number, weight: number, at: number): void {
    const visits = this.#visits;
    const known = visits.get(item);
    if (known === undefined) {
      visits.set(item, { item, doubt: 1 - weight, at });
      return;
    }
    known.doubt *= 1 - weight;
    known.at = at;
    visits.delete(item);
    visits.set(item, known);
  }

  collect(): Interactions {
    const { size } = this.#visits;
    if (size === 0) return NOTHING;
    const items = new Int32Array(size);
    const weights = new Float32Array(size);
    const at = new Float64Array(size);
    let place = 0;
    for (const visit of this.#visits.values()) {
      items[place] = visit.item;
      weights[place] = 1 - visit.doubt;
      at[place] = visit.at;
      place += 1;
    }
    return { items, weights, at };
  }
}

const NOBODY = new Int32Array(0);
const NOTHING: Interactions = {
  items: new Int32Array(0),
  weights: new Float32Array(0),
  at: new Float64Array(0),
};
const NOWHERE: Points = {
  latitude: new Float64Array(0),
  longitude: new Float64Array(0),
  at: new Float64Array(0),
  items: new Int32Array(0),
};

/** Of a modality without events. */
const ABSENT: IndexedModality = {
  interactions: NOTHING,
  recency: () => null,
  points: NOWHERE,
  relations: NOBODY,
  relationCount: 0,
  events: 0,
};

/** What the indexer must know of a modality at every event. */
interface KnownModality {
  readonly eventTypes: Modality['eventTypes'];
  readonly greatestWeight: number;
}

/** Turns histories into indices of one fit. Events of unregistered modalities or types are left out. */
export class HistoryIndexer {
  readonly #rows: ReadonlyMap<string, number>;
  readonly #known: ReadonlyMap<string, KnownModality>;

  /** @param userIds the users of the fit in byte order */
  constructor(
    modalities: readonly Modality[],
    private readonly catalog: Catalog,
    userIds: readonly string[],
  ) {
    this.#rows = new Map(userIds.map((id, row) => [id, row]));
    this.#known = new Map(
      modalities.map(({ name, eventTypes }) => [
        name,
        {
          eventTypes,
          greatestWeight: Math.max(0, ...Object.values(eventTypes).map((type) => type.weight)),
        },
      ]),
    );
  }

  /**
   * @param asOf milliseconds since the epoch; later events are not read
   * @param parts the history's events up to then by modality, where that is known
   */
  index(
    history: UserHistory,
    asOf: number,
    recencyOf: RecencyOf = () => null,
    parts = eventsByModality(history.events, asOf),
  ): IndexedHistory {
    const all = new InteractionCollector();
    for (const event of history.events) {
      if (event.at > asOf) continue;
      const known = this.#known.get(event.modality);
      if (known !== undefined) this.#collect(event, known, all);
    }
    const perModality = new Map<string, IndexedModality>();
    for (const [name, known] of this.#known) {
      const events = parts.get(name);
      const own = events && this.#indexModality(name, known, events, recencyOf);
      perModality.set(name, own ?? ABSENT);
    }
    return {
      userId: history.userId,
      row: this.#rows.get(history.userId) ?? -1,
      asOf,
      modalities: perModality,
      interactions: all.collect(),
    };
  }

  /** Adds the item of an event that says something of interest, with the weight relative to its modality. */
  #collect(
    event: Event,
    { eventTypes, greatestWeight }: KnownModality,
    into: InteractionCollector,
  ): void {
    if (event.itemId === null) return;
    const weight = eventTypes[event.type]?.weight ?? 0;
    if (weight <= 0) return;
    const item = this.catalog.indexOf(event.itemId);
    // Relative, so that a modality whose strongest event is a visit is not a weak one.
    if (item >= 0) into.add(item, weight / greatestWeight, event.at);
  }

  #indexModality(
    name: string,
    known: KnownModality,
    events: readonly Event[],
    recencyOf: RecencyOf,
  ): IndexedModality {
    const collector = new InteractionCollector();
    const others = new Set<string>();
    let count = 0;
    for (const event of events) {
      if (!(event.type in known.eventTypes)) continue;
      count += 1;
      this.#collect(event, known, collector);
      if (event.otherUserId !== null) others.add(event.otherUserId);
    }
    const interactions = collector.collect();
    // Where the user was is no part of a ranking but for places.
    let points: Points | null = null;
    const pointsOf = this.#points.bind(this, events);
    return {
      interactions,
      recency() {
        const recency = recencyOf(name);
        return recency && Float64Array.from(interactions.items, (item) => recency.get(item) ?? 0);
      },
      get points() {
        points ??= pointsOf();
        return points;
      },
      relations: this.#relations(others),
      relationCount: others.size,
      events: count,
    };
  }

  /** The rows of other users that the fit knows, ascending. */
  #relations(others: ReadonlySet<string>): Int32Array {
    if (others.size === 0) return NOBODY;
    return Int32Array.from(others, (id) => this.#rows.get(id) ?? -1)
      .filter((row) => row >= 0)
      .sort();
  }

  #points(events: readonly Event[]): Points {
    const found: Found[] = [];
    for (const event of events) {
      const { latitude, longitude } = event.attributes;
      const item = event.itemId === null ? -1 : this.catalog.indexOf(event.itemId);
      if (typeof latitude === 'number' && typeof longitude === 'number') {
        found.push({ latitude, longitude, at: event.at, item });
      } else if (item >= 0 && this.catalog.hasPlace(item)) {
        found.push({
          latitude: this.catalog.latitude[item],
          longitude: this.catalog.longitude[item],
          at: event.at,
          item,
        });
      }
    }
    if (found.length === 0) return NOWHERE;
    return {
      latitude: Float64Array.from(found, (point) => point.latitude),
      longitude: Float64Array.from(found, (point) => point.longitude),
      at: Float64Array.from(found, (point) => point.at),
      items: Int32Array.from(found, (point) => point.item),
    };
  }
}
