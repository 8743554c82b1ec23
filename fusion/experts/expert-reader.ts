import {
  type AdaptationModel,
  adaptationFromParts,
  adaptationToParts,
  type Choice,
  recencyKernel,
  type StreamEvent,
  type StreamModality,
  streamEvents,
} from '../adaptation/index.ts';
import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { SparseMatrix } from '../linear/index.ts';
import type { FeatureContext } from '../modalities/feature-context.ts';
import { ModalityRegistry } from '../modalities/registry.ts';
import type {
  AdaptedModality,
  CandidateInput,
  HistoryReader,
  InputSchema,
  Interest,
  ItemSequence,
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
import { PartsError, PartsReader, PartsWriter } from './parts.ts';
import { interestsOf, placesOf } from './read-outs.ts';

const PREFIX = 'reader/';
const DAY_MS = 86_400_000;
/** In the place of the id of a user who was forgotten; nobody has it. */
const FORGOTTEN = '';
/** Longer sequences than any network reads are not built. */
const LONGEST_SEQUENCE = 100;

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
  #indexed: { history: UserHistory; asOf: number; indexed: IndexedHistory } | null = null;

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
        const sequence = sequenceTypes === null ? null : emptySequence();
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
    return this.schema.modalities.flatMap(({ name }) => {
      const followed = this.#follow(history, name, asOf);
      if (followed === null) return [];
      return [{ modality: name, events: followed.items.length, ...followed.choice }];
    });
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
    const own = this.registry.get(name).features(history, this.#context(asOf));
    if (!own) return this.#absent.get(name)!;
    const features = new Float32Array(featureNames.length);
    features.set(own);
    const expert = this.#panel.expertOf(name);
    if (expert !== null && expert.featureNames.length > 0) {
      const fitted = expert.features(this.#index(history, asOf));
      if (fitted) features.set(fitted, own.length);
    }
    const sequence =
      sequenceTypes === null ? null : this.#sequence(history, asOf, name, sequenceTypes);
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
    return this.registry.list().map(({ name }) => {
      const events = history.events.filter((event) => event.modality === name && event.at <= asOf);
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

  #index(history: UserHistory, asOf: number): IndexedHistory {
    const last = this.#indexed;
    if (last?.history === history && last.asOf === asOf) return last.indexed;
    const indexed = this.#indexer.index(history, asOf, (modality) =>
      this.#recency(history, modality, asOf),
    );
    this.#indexed = { history, asOf, indexed };
    return indexed;
  }

  /** What was chosen for a modality's events; null without a policy, and without events of known items. */
  #follow(
    history: UserHistory,
    name: string,
    asOf: number,
  ): { readonly items: readonly number[]; readonly choice: Choice } | null {
    const { adaptation, schema } = this;
    const modality = schema.modalities.find((own) => own.name === name);
    if (adaptation === null || modality === undefined) return null;
    const events = this.#stream(history, modality, asOf);
    if (events.length === 0) return null;
    const choice = adaptation.choose(`${history.userId} ${name}`, events);
    return { items: events.map(({ item }) => item), choice };
  }

  #stream(history: UserHistory, modality: StreamModality, asOf: number): StreamEvent[] {
    const known = (id: string) => {
      const item = this.#catalog.indexOf(id);
      // Adaptation knows the items of the fit: an arrival counts as the one that it is most like.
      return this.arrived === null ? item : this.arrived.arrivals.nearestTo(item);
    };
    return streamEvents(history, modality, known, asOf);
  }

  /** How much each item counts by its last event. */
  #recency(history: UserHistory, name: string, asOf: number): ReadonlyMap<number, number> | null {
    if (!this.adaptation?.steers) return null;
    const followed = this.#follow(history, name, asOf);
    if (followed === null) return null;
    const { items, choice } = followed;
    const kernel = recencyKernel(choice, items.length);
    const counts = new Map(items.map((item, place) => [item, kernel[items.length - 1 - place]]));
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
    return {
      asOf,
      categories: this.content.categories,
      item: (id) => this.#catalog.itemOf(id),
      priceRank: (id) => this.#catalog.priceRankOf(id),
    };
  }

  #sequence(
    history: UserHistory,
    asOf: number,
    modality: string,
    types: readonly string[],
  ): ItemSequence {
    const events = history.events
      .filter(
        (event) =>
          event.modality === modality &&
          event.at <= asOf &&
          event.itemId !== null &&
          types.includes(event.type),
      )
      .slice(-LONGEST_SEQUENCE);
    return {
      items: Int32Array.from(events, (event) => this.#catalog.indexOf(event.itemId ?? '')),
      types: Uint8Array.from(events, (event) => types.indexOf(event.type)),
      ages: Float32Array.from(events, (event) => (asOf - event.at) / DAY_MS),
    };
  }
}

/**
 * Makes a function that restores readers. A reader knows the modalities that it was trained with;
 * those that were registered since are for the next training.
 * @throws {PartsError} (from the returned function) where a part or a modality is missing
 */
export function readerLoader(
  registry: ModalityRegistry,
): (parts: ReadonlyMap<string, Uint8Array>) => ExpertReader {
  return (parts) => {
    const reader = new PartsReader(parts);
    const stored = new PartsReader(reader.within(PREFIX));
    const own = trainedWith(registry, stored.json<string[]>('modalities'));
    const catalog = new Catalog(stored.json<Item[]>('items'));
    const panel = ExpertPanel.fromParts(own, (prefix) => stored.within(prefix), catalog);
    const content = {
      catalog,
      userIds: stored.json<string[]>('users'),
      categories: stored.json<string[]>('categories'),
      labels: stored.json<LabelSchema[]>('labels'),
    };
    const adaptation = adaptationFromParts(reader.within(PREFIX));
    return new ExpertReader(own, content, panel, adaptation);
  };
}

function trainedWith(registry: ModalityRegistry, names: readonly string[]): ModalityRegistry {
  const missing = names.filter((name) => !registry.has(name));
  if (missing.length > 0) {
    throw new PartsError(
      `The stored model was trained with ${missing.join(', ')}, which no modality is registered for. Name its package under \`modalities:\` in portrait.yaml, or train the model again.`,
    );
  }
  return names.reduce((own, name) => own.register(registry.get(name)), new ModalityRegistry());
}

function interactionTypes(types: Readonly<Record<string, { readonly weight: number }>>): string[] {
  return Object.entries(types).flatMap(([name, { weight }]) => (weight > 0 ? [name] : []));
}

function emptySequence(): ItemSequence {
  return { items: new Int32Array(0), types: new Uint8Array(0), ages: new Float32Array(0) };
}
