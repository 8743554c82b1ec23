import type { AdaptationModel } from '../adaptation/adaptation-model.ts';
import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import {
  headReadOuts,
  headsFromParts,
  headsToParts,
  profileFeatures,
  type ServedHead,
  type ServedOutput,
} from '../heads/served/index.ts';
import {
  bestCandidates,
  bytesToJson,
  type CandidateInput,
  checkSameInputs,
  type EncodedProfile,
  type EncodedUser,
  FeatureReader,
  type FusionNetwork,
  type HistoryReader,
  jsonToBytes,
  type LoadHistoryReader,
  modelId,
  networkFromParts,
  networkToParts,
  type RankedItem,
  type ReadOptions,
  type ReadOut,
  rankCandidates,
  type ScoredItem,
  type UserInput,
  withOnly,
} from '../model/index.ts';
import { type GoalHead, goalHeadFromParts, goalHeadToParts } from '../sessions/index.ts';
import { profileModalities, type ShownModality, shownModalities } from './profile-modalities.ts';
import { outputScore, type ReadOutScore, readOutScore } from './read-out-score.ts';

/** Candidates that the experts are asked for. */
const CANDIDATES = 300;
/** Of which so many are ranked, the highest in the experts' lists: what that costs is in docs/evaluation.md. */
const MOST_RANKED = 200;
const RECORD = 'model/record.json';

export interface RankOptions extends ReadOptions {
  /** At most so many items come back. */
  readonly count?: number;
}

/** What a model says of its own making; plain data. */
export interface ModelRecord {
  readonly settings: unknown;
  readonly metrics: unknown;
}

/** The trained model for serving: from a user's history to their profile. Immutable. */
export class FusionModel {
  readonly #parts: ReadonlyMap<string, Uint8Array>;
  readonly #shown: readonly ShownModality[];
  #indexOfItem: ReadonlyMap<string, number> | null = null;
  /** The sha256 of all the model's parts. */
  readonly id: string;

  constructor(
    readonly network: FusionNetwork,
    readonly reader: HistoryReader,
    private readonly record: ModelRecord,
    /** Of the shop's own, beside the network's. */
    readonly heads: readonly ServedHead[] = [],
    /** What an open session leads to; null where there was too little to learn it from. */
    readonly goalHead: GoalHead | null = null,
    /** The model that this one is, as it is stored, where only who decides or what arrived since differs. */
    private readonly stored: FusionModel | null = null,
  ) {
    this.#parts =
      stored?.toParts() ??
      new Map([
        ...networkToParts(network),
        ...reader.toParts(),
        ...headsToParts(heads),
        ...goalHeadToParts(goalHead),
        [RECORD, jsonToBytes(record)],
      ]);
    this.id = stored?.id ?? modelId(this.#parts);
    this.#shown = shownModalities(network.schema);
  }

  /** How strongly events count; null where there was too little to learn it from. */
  get adaptation(): AdaptationModel | null {
    return this.reader.adaptation;
  }

  /** The same model, under the same id, with another policy over its items, or somebody else deciding. */
  deciding(adaptation: AdaptationModel): FusionModel {
    const reader = this.reader.deciding(adaptation);
    return new FusionModel(this.network, reader, this.record, this.heads, this.goalHead, this);
  }

  /**
   * The same model, under the same id, with items that arrived after training, which it knows by their
   * content: they can be recommended, and count in histories. Items that it was trained with are left as
   * they were; others that it knew before are forgotten.
   */
  knowing(items: readonly Item[]): FusionModel {
    const { record, heads, goalHead } = this;
    const reader = this.reader.knowing(items);
    const { trained } = this;
    const network =
      reader.standIns === null ? trained.network : trained.network.knowing(reader.standIns);
    return new FusionModel(network, reader, record, heads, goalHead, trained);
  }

  /** The model as it was trained: without items that arrived since, under its own adaptation. */
  get trained(): FusionModel {
    return this.stored === null ? this : this.stored.trained;
  }

  /** @throws ModelFormatError for another format version or other inputs, and for absent or damaged parts */
  static async fromParts(
    parts: ReadonlyMap<string, Uint8Array>,
    loadReader: LoadHistoryReader,
  ): Promise<FusionModel> {
    const network = networkFromParts(parts);
    const reader = await loadReader(parts);
    checkSameInputs(network.schema, reader.schema);
    const record = bytesToJson(parts, RECORD) as ModelRecord;
    const [heads, goalHead] = [headsFromParts(parts), goalHeadFromParts(parts)];
    return new FusionModel(network, reader, record, heads, goalHead);
  }

  toParts(): Map<string, Uint8Array> {
    return new Map(this.#parts);
  }

  get settings(): unknown {
    return this.record.settings;
  }

  get metrics(): unknown {
    return this.record.metrics;
  }

  get dimension(): number {
    return this.network.dimension;
  }

  get modalityNames(): string[] {
    return this.network.schema.modalities.map(({ name }) => name);
  }

  /** Whether it was trained with an item, or knows it by its content. */
  knows(itemId: string): boolean {
    return this.#indexOf(itemId) >= 0;
  }

  /** What the profiles' read-outs are called. */
  get readOutNames(): string[] {
    return [
      ...this.network.schema.labels.map(({ name }) => name),
      ...this.heads.flatMap(({ outputs }) => outputs.map(({ name }) => name)),
    ];
  }

  /** The users' profiles as of an instant; each depends on its own history alone. */
  async encode(histories: readonly UserHistory[], options: ReadOptions): Promise<EncodedProfile[]> {
    return histories.map((history) => this.#encodeOne(history, options));
  }

  /** Reads features and fused vectors without what only screens show, quickly for many variants of one user. */
  featureReader(asOf: number): FeatureReader {
    return new FeatureReader(this.network, this.reader, asOf);
  }

  /** How a read-out comes about as of an instant, for taking it apart; null where there is none of that name. */
  readOutScore(name: string, asOf: number): ReadOutScore | null {
    const { network, heads } = this;
    return readOutScore(name, { network, heads, reader: this.featureReader(asOf) });
  }

  /** The same for a score that was learned on this model's profiles and is kept elsewhere. */
  outputScore(output: ServedOutput, asOf: number): ReadOutScore {
    return outputScore(output, { network: this.network, reader: this.featureReader(asOf) });
  }

  /** Ranks the given items for a user, or the experts' candidates where none are given. */
  async rank(
    history: UserHistory,
    itemIds: readonly string[] | null,
    { asOf, modalities, count }: RankOptions,
  ): Promise<RankedItem[]> {
    const { heard, user } = this.#ranking(this.#read(history, asOf, modalities));
    if (itemIds === null) {
      const candidates = this.#candidates(history, asOf, heard, count);
      const most = count ?? candidates.items.length;
      return rankCandidates(this.network, user, candidates, this.#idsOf(candidates), most);
    }
    const candidates = this.reader.columns(history, asOf, this.#indicesOf(itemIds));
    const most = count ?? itemIds.length;
    return rankCandidates(this.network, user, candidates, (row) => itemIds[row], most);
  }

  /** The best of the experts' candidates for a user, without what speaks for each: `rank` says that. */
  async recommend(
    history: UserHistory,
    { asOf, modalities, count = MOST_RANKED }: RankOptions,
  ): Promise<ScoredItem[]> {
    const { heard, user } = this.#ranking(this.#read(history, asOf, modalities));
    const candidates = this.#candidates(history, asOf, heard, count);
    const best = bestCandidates(this.network, user, candidates, this.#idsOf(candidates), count);
    return best.map(({ itemId, score }) => ({ itemId, score }));
  }

  /** The user with the modalities alone that have a voice in lists. */
  #ranking(input: UserInput): { readonly heard: readonly string[]; readonly user: EncodedUser } {
    const heard = this.network.heard(input);
    return { heard, user: this.network.encode(withOnly(this.network.schema, input, heard)) };
  }

  #candidates(
    history: UserHistory,
    asOf: number,
    heard: readonly string[],
    count = MOST_RANKED,
  ): CandidateInput {
    const asked = Math.max(CANDIDATES, count);
    return this.reader.candidates(history, asOf, asked, Math.max(MOST_RANKED, count), heard);
  }

  #encodeOne(history: UserHistory, { asOf, modalities }: ReadOptions): EncodedProfile {
    const input = this.#read(history, asOf, modalities);
    const user = this.network.encode(input);
    return {
      userId: history.userId,
      vector: user.mean,
      precision: user.precision,
      modalities: profileModalities(
        this.network,
        this.#shown,
        this.reader.summaries(history, asOf),
        input,
        user,
      ),
      readOuts: [...this.network.readOuts(user), ...this.#headReadOuts(history, asOf, input, user)],
      interests: this.reader.interests(history, asOf),
      places: this.reader.places(history, asOf),
      adaptation: this.reader.choices(history, asOf),
    };
  }

  #headReadOuts(
    history: UserHistory,
    asOf: number,
    input: UserInput,
    { mean }: EncodedUser,
  ): ReadOut[] {
    if (this.heads.length === 0) return [];
    const row = profileFeatures(this.network.schema, history, asOf, input, mean);
    return this.heads.flatMap((head) => headReadOuts(head, row));
  }

  #read(history: UserHistory, asOf: number, modalities: readonly string[] | undefined): UserInput {
    const input = this.reader.read(history, asOf);
    return modalities === undefined ? input : withOnly(this.network.schema, input, modalities);
  }

  /** Of few of the candidates ids are asked for. */
  #idsOf({ items }: CandidateInput): (row: number) => string {
    return (row) => this.reader.itemIds[items[row]];
  }

  #indicesOf(itemIds: readonly string[]): Int32Array {
    return Int32Array.from(itemIds, (id) => this.#indexOf(id));
  }

  #indexOf(itemId: string): number {
    this.#indexOfItem ??= new Map(this.reader.itemIds.map((id, index) => [id, index]));
    return this.#indexOfItem.get(itemId) ?? -1;
  }
}
