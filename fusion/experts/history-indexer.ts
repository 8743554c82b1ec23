import type { Event } from '../data/event.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { Modality } from '../modalities/modality.ts';
import type { Catalog } from './catalog.ts';
import type { IndexedHistory, IndexedModality, Interactions, Points } from './indexed-history.ts';

interface Visit {
  item: number;
  /** Chance that none of the events meant interest. */
  doubt: number;
  at: number;
}

/** How much the items of a modality's events count beside the last one, by item; null for as usual. */
export type RecencyOf = (modality: string) => ReadonlyMap<number, number> | null;

/** Distinct items in order of their last event; repeated events make the interest surer. */
class InteractionCollector {
  readonly #visits = new Map<number, Visit>();

  add(item: number, weight: number, at: number): void {
    const known = this.#visits.get(item);
    this.#visits.delete(item);
    this.#visits.set(item, { item, doubt: (known?.doubt ?? 1) * (1 - weight), at });
  }

  collect(): Interactions {
    const visits = [...this.#visits.values()];
    if (visits.length === 0) return NOTHING;
    return {
      items: Int32Array.from(visits, (visit) => visit.item),
      weights: Float32Array.from(visits, (visit) => 1 - visit.doubt),
      at: Float64Array.from(visits, (visit) => visit.at),
    };
  }
}

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

/** Turns histories into indices of one fit. Events of unregistered modalities or types are left out. */
export class HistoryIndexer {
  readonly #rows: ReadonlyMap<string, number>;
  readonly #greatestWeights: ReadonlyMap<string, number>;

  /** @param userIds the users of the fit in byte order */
  constructor(
    private readonly modalities: readonly Modality[],
    private readonly catalog: Catalog,
    userIds: readonly string[],
  ) {
    this.#rows = new Map(userIds.map((id, row) => [id, row]));
    this.#greatestWeights = new Map(
      modalities.map((modality) => [
        modality.name,
        Math.max(0, ...Object.values(modality.eventTypes).map((type) => type.weight)),
      ]),
    );
  }

  /** @param asOf milliseconds since the epoch; later events are not read */
  index(history: UserHistory, asOf: number, recencyOf: RecencyOf = () => null): IndexedHistory {
    const all = new InteractionCollector();
    const perModality = new Map<string, IndexedModality>();
    for (const modality of this.modalities) {
      const events = history.events.filter(
        (event) => event.modality === modality.name && event.at <= asOf,
      );
      perModality.set(modality.name, this.#indexModality(modality, events, recencyOf));
    }
    for (const event of history.events) {
      if (event.at > asOf) continue;
      const interaction = this.#interactionOf(event);
      if (interaction) all.add(interaction.item, interaction.weight, event.at);
    }
    return {
      userId: history.userId,
      row: this.#rows.get(history.userId) ?? -1,
      asOf,
      modalities: perModality,
      interactions: all.collect(),
    };
  }

  /** The item of an event that says something of interest, with the weight relative to its modality. */
  #interactionOf(event: Event): { item: number; weight: number } | null {
    if (event.itemId === null) return null;
    const modality = this.modalities.find(({ name }) => name === event.modality);
    const weight = modality?.eventTypes[event.type]?.weight ?? 0;
    if (weight <= 0) return null;
    const item = this.catalog.indexOf(event.itemId);
    if (item < 0) return null;
    // Relative, so that a modality whose strongest event is a visit is not a weak one.
    return { item, weight: weight / (this.#greatestWeights.get(event.modality) ?? 1) };
  }

  #indexModality(
    modality: Modality,
    events: readonly Event[],
    recencyOf: RecencyOf,
  ): IndexedModality {
    const collector = new InteractionCollector();
    const others = new Set<string>();
    let count = 0;
    for (const event of events) {
      if (!(event.type in modality.eventTypes)) continue;
      count += 1;
      const interaction = this.#interactionOf(event);
      if (interaction) collector.add(interaction.item, interaction.weight, event.at);
      if (event.otherUserId !== null) others.add(event.otherUserId);
    }
    const relations = Int32Array.from(others, (id) => this.#rows.get(id) ?? -1)
      .filter((row) => row >= 0)
      .sort();
    const interactions = collector.collect();
    return {
      interactions,
      recency() {
        const recency = recencyOf(modality.name);
        return recency && Float64Array.from(interactions.items, (item) => recency.get(item) ?? 0);
      },
      points: this.#points(events),
      relations,
      relationCount: others.size,
      events: count,
    };
  }

  #points(events: readonly Event[]): Points {
    const found: { latitude: number; longitude: number; at: number; item: number }[] = [];
    for (const event of events) {
      const item = event.itemId === null ? -1 : this.catalog.indexOf(event.itemId);
      const { latitude, longitude } = event.attributes;
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
