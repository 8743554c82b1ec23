import {
  type AdaptationModel,
  adaptationToParts,
  type Choice,
  recencyKernel,
  type StreamEvent,
  type StreamModality,
  streamEvents,
} from '../adaptation/index.ts';
import type { Event } from '../data/event.ts';
import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { SparseMatrix } from '../linear/index.ts';
import { eventsByModality } from '../modalities/events-of.ts';
import type { FeatureContext } from '../modalities/feature-context.ts';
import type { ModalityRegistry } from '../modalities/registry.ts';
import type {
  AdaptedModality,
  CandidateInput,
  HistoryReader,
  InputSchema,
  Interest,
  LabelSchema,
  ModalityInput,
  ModalitySummary,
  UserInput,
  VisitedPlace,
} from '../model/index.ts';
import { Arrivals } from './arrivals.ts';
import { Catalog } from './catalog.ts';
import { ExpertPanel } from './expert-panel.ts';
import { HistoryIndexer } from './history-indexer.ts';
import type { IndexedHistory } from './indexed-history.ts';
import { itemSequence, NO_ITEMS } from './item-sequence.ts';
import { PartsWriter } from './parts.ts';
import { interestsOf, placesOf } from './read-outs.ts';

/** How the names of a stored reader's parts start. */
export const PREFIX = 'reader/';
/** In the place of the id of a user who was forgotten; nobody has it. */
const FORGOTTEN = '';
const NO_EVENTS: readonly Event[] = [];

/** What is fixed when a reader is made, beside the experts. */
export interface ReaderContent {
  readonly catalog: Catalog;
  /** In byte order. */
  readonly userIds: readonly string[];
  /** Categories with a feature of their own. */
  readonly categories: readonly string[];
  readonly labels: readonly LabelSchema[];
}

/** What a reader knows beyond training. */
interface Arrived {
  readonly arrivals: Arrivals;
  /** With an opinion on the arrivals too. */
  readonly panel: ExpertPanel;
}

/** A history as of an instant, taken apart once for all that is read of it. */
interface Reading {
  readonly history: UserHistory;
  readonly asOf: number;
  /** Its events up to then, by modality. */
  readonly parts: ReadonlyMap<string, readonly Event[]>;
  /** Null until somebody asks. */
  indexed: IndexedHistory | null;
}

/** Turns histories into the network's numbers by the modalities' features and the fitted experts. */
export class ExpertReader implements HistoryReader {
  readonly schema: InputSchema;
  readonly itemIds: readonly string[];
  readonly #indexer: HistoryIndexer;
  /** With the items that arrived since. */
  readonly #catalog: Catalog;
  readonly #panel: ExpertPanel;
  /** By name: what the network reads of a modality that a user does not have. */
  readonly #absent: ReadonlyMap<string, ModalityInput>;
  /** The known item that an event counts as in adaptation; -1 for none. */
  readonly #itemOf: (itemId: string) => number;
  /** What features may ask: made once, since they ask at every event. */
  readonly #item: FeatureContext['item'];
  readonly #priceRank: FeatureContext['priceRank'];
  #reading: Reading | null = null;

  constructor(
    private readonly registry: ModalityRegistry,
    private readonly content: ReaderContent,
    private readonly panel: ExpertPanel,
    readonly adaptation: AdaptationModel | null = null,
    private readonly arrived: Arrived | null = null,
  ) {
    const modalities = registry.list();
    this.#catalog = arrived?.arrivals.catalog ?? content.catalog;
    this.#panel = arrived?.panel ?? panel;
    this.itemIds = this.#catalog.ids;
    this.#indexer = new HistoryIndexer(modalities, this.#catalog, content.userIds);
    const { arrivals } = arrived ?? {};
    // Adaptation knows the items of the fit: an arrival counts as the one that it is most like.
    this.#itemOf = (id) => {
      const item = this.#catalog.indexOf(id);
      return arrivals === undefined ? item : arrivals.nearestTo(item);
    };
    this.#item = (id) => this.#catalog.itemOf(id);
    this.#priceRank = (id) => this.#catalog.priceRankOf(id);
    const context = this.#context(0);
    this.schema = {
      modalities: modalities.map((modality) => {
        const own = modality.featureNames(context);
        const fitted = panel.expertOf(modality.name)?.featureNames ?? [];
        const types = interactionTypes(modality.eventTypes);
        return {
          name: modality.name,
          featureNames: [...own, ...fitted],
          sequenceTypes: types.length > 0 ? types : null,
        };
      }),
      states: panel.states,
      columns: panel.columns,
      labels: content.labels,
      itemCount: this.#catalog.size,
    };
    this.#absent = new Map(
      this.schema.modalities.map(({ name, featureNames, sequenceTypes }) => {
        const sequence = sequenceTypes === null ? null : NO_ITEMS;
        return [
          name,
          { present: false, features: new Float32Array(featureNames.length), sequence },
        ];
      }),
    );
  }

  deciding(adaptation: AdaptationModel): ExpertReader {
    return new ExpertReader(this.registry, this.content, this.panel, adaptation, this.arrived);
  }

  get standIns(): SparseMatrix | null {
    return this.arrived?.arrivals.shares ?? null;
  }

  /**
   * The same with items that came after training, each by known ones that its content is like. All others
   * that it knew beyond training are forgotten.
   */
  knowing(items: readonly Item[]): ExpertReader {
    const arrivals = Arrivals.of(this.content.catalog, items);
    const arrived = arrivals && { arrivals, panel: this.panel.knowing(arrivals) };
    return new ExpertReader(this.registry, this.content, this.panel, this.adaptation, arrived);
  }

  /** The users whom the reader keeps something of, in byte order; an empty id where one was forgotten. */
  get userIds(): readonly string[] {
    return this.content.userIds;
  }

  /**
   * The same without what it keeps of some users: their ids, and their rows in the experts. What all
   * users together have taught it, the rows of the others too, stays.
   */
  forgetting(userIds: ReadonlySet<string>): ExpertReader {
    const known = this.content.userIds;
    const rows = new Set(known.flatMap((id, row) => (userIds.has(id) ? [row] : [])));
    const left = known.map((id) => (userIds.has(id) ? FORGOTTEN : id));
    const content = { ...this.content, userIds: left };
    return new ExpertReader(this.registry, content, this.panel.forgetting(rows), this.adaptation);
  }

  streams(history: UserHistory, asOf: number): readonly (readonly StreamEvent[])[] {
    return this.schema.modalities.map((modality) => this.#stream(history, modality, asOf));
  }

  choices(history: UserHistory, asOf: number): readonly AdaptedModality[] {
    const adapted: AdaptedModality[] = [];
    for (const modality of this.schema.modalities) {
      const followed = this.#follow(history, modality, asOf);
      if (followed === null) continue;
      const { events, choice } = followed;
      const steersRecommendations = this.#steers(modality.name);
      const { followed: asIs, notFollowed } = choice.reason;
      adapted.push({
        modality: modality.name,
        events: events.length,
        ...choice,
        steersRecommendations,
        reason: steersRecommendations ? asIs : notFollowed,
      });
    }
    return adapted;
  }

  read(history: UserHistory, asOf: number): UserInput {
    const modalities = this.schema.modalities.map(({ name }) =>
      this.readModality(name, history, asOf),
    );
    return { modalities, state: this.#panel.state(this.#index(history, asOf)) };
  }

  readModality(name: string, history: UserHistory, asOf: number): ModalityInput {
    const place = this.schema.modalities.findIndex((modality) => modality.name === name);
    const { featureNames, sequenceTypes } = this.schema.modalities[place];
    const events = this.#eventsOf(history, name, asOf);
    const { userId, traits } = history;
    const own = this.registry.get(name).features({ userId, events, traits }, this.#context(asOf));
    if (!own) return this.#absent.get(name)!;
    const features = new Float32Array(featureNames.length);
    features.set(own);
    const expert = this.#panel.expertOf(name);
    if (expert !== null && expert.featureNames.length > 0) {
      const fitted = expert.features(this.#index(history, asOf));
      if (fitted) features.set(fitted, own.length);
    }
    const sequence =
      sequenceTypes === null ? null : itemSequence(events, sequenceTypes, this.#catalog, asOf);
    return { present: true, features, sequence };
  }

  candidates(
    history: UserHistory,
    asOf: number,
    count: number,
    most?: number,
    modalities?: readonly string[],
  ): CandidateInput {
    const proposed = this.#panel.candidates(this.#index(history, asOf), count, modalities);
    return this.columns(history, asOf, proposed.slice(0, most).sort());
  }

  columns(history: UserHistory, asOf: number, items: Int32Array): CandidateInput {
    const columnValues = new Float32Array(items.length * this.schema.columns.length);
    this.#panel.score(this.#index(history, asOf), items, columnValues);
    return { items, columnValues };
  }

  /** Candidates without their columns: training adds others before it asks for scores. */
  candidateItems(history: UserHistory, asOf: number, count: number): Int32Array {
    return this.#panel.candidates(this.#index(history, asOf), count).sort();
  }

  /** Writes the columns of the items into a stretch of a greater table. */
  writeColumns(history: UserHistory, asOf: number, items: Int32Array, into: Float32Array): void {
    this.#panel.score(this.#index(history, asOf), items, into);
  }

  summaries(history: UserHistory, asOf: number): readonly ModalitySummary[] {
    return this.schema.modalities.map(({ name }) => {
      const events = this.#eventsOf(history, name, asOf);
      return { name, events: events.length, lastAt: events.at(-1)?.at ?? null };
    });
  }

  interests(history: UserHistory, asOf: number): readonly Interest[] {
    return interestsOf(this.#index(history, asOf), this.#catalog);
  }

  places(history: UserHistory, asOf: number): readonly VisitedPlace[] {
    return placesOf(this.#index(history, asOf), this.#catalog);
  }

  toParts(): Map<string, Uint8Array> {
    const writer = new PartsWriter()
      .json(`${PREFIX}items`, this.content.catalog.items)
      .json(`${PREFIX}users`, this.content.userIds)
      .json(`${PREFIX}categories`, this.content.categories)
      .json(`${PREFIX}labels`, this.content.labels)
      .json(
        `${PREFIX}modalities`,
        this.registry.list().map(({ name }) => name),
      );
    return writer.all(PREFIX, this.panel.toParts()).all(PREFIX, adaptationToParts(this.adaptation))
      .parts;
  }

  #read(history: UserHistory, asOf: number): Reading {
    const last = this.#reading;
    if (last?.history === history && last.asOf === asOf) return last;
    const parts = eventsByModality(history.events, asOf);
    this.#reading = { history, asOf, parts, indexed: null };
    return this.#reading;
  }

  #eventsOf(history: UserHistory, modality: string, asOf: number): readonly Event[] {
    return this.#read(history, asOf).parts.get(modality) ?? NO_EVENTS;
  }

  #index(history: UserHistory, asOf: number): IndexedHistory {
    const reading = this.#read(history, asOf);
    reading.indexed ??= this.#indexer.index(
      history,
      asOf,
      (modality) => this.#recency(history, modality, asOf),
      reading.parts,
    );
    return reading.indexed;
  }

  /** What was chosen for a modality's events; null without a policy, and without events of known items. */
  #follow(
    history: UserHistory,
    modality: StreamModality,
    asOf: number,
  ): { readonly events: readonly StreamEvent[]; readonly choice: Choice } | null {
    const { adaptation } = this;
    if (adaptation === null) return null;
    const events = this.#stream(history, modality, asOf);
    if (events.length === 0) return null;
    const choice = adaptation.choose(`${history.userId} ${modality.name}`, events);
    return { events, choice };
  }

  #stream(history: UserHistory, modality: StreamModality, asOf: number): StreamEvent[] {
    return streamEvents(this.#eventsOf(history, modality.name, asOf), modality, this.#itemOf, asOf);
  }

  /** Whether what experts say of a modality's items follows the choices. */
  #steers(modality: string): boolean {
    if (!this.adaptation?.steers) return false;
    return this.#panel.expertOf(modality)?.followsRecency ?? false;
  }

  /** How much each item counts by its last event. */
  #recency(history: UserHistory, name: string, asOf: number): ReadonlyMap<number, number> | null {
    if (!this.#steers(name)) return null;
    const modality = this.schema.modalities.find((own) => own.name === name);
    const followed = modality === undefined ? null : this.#follow(history, modality, asOf);
    if (followed === null) return null;
    const { events, choice } = followed;
    const kernel = recencyKernel(choice, events.length);
    const counts = new Map(
      events.map(({ item }, place) => [item, kernel[events.length - 1 - place]]),
    );
    if (this.arrived === null) return counts;
    const { arrivals } = this.arrived;
    const own = history.events.map(({ itemId }) => this.#catalog.indexOf(itemId ?? ''));
    const later = own.filter((item) => item >= arrivals.catalog.fitted);
    return new Map([
      ...counts,
      ...later.map((item) => [item, counts.get(arrivals.nearestTo(item)) ?? 0] as const),
    ]);
  }

  #context(asOf: number): FeatureContext {
    const { categories } = this.content;
    return { asOf, categories, item: this.#item, priceRank: this.#priceRank };
  }
}

function interactionTypes(types: Readonly<Record<string, { readonly weight: number }>>): string[] {
  return Object.entries(types).flatMap(([name, { weight }]) => (weight > 0 ? [name] : []));
}
