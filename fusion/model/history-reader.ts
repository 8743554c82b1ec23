import type { AdaptationModel, StreamEvent } from '../adaptation/adaptation-model.ts';
import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { SparseMatrix } from '../linear/index.ts';
import type { AdaptedModality } from './encoded-profile.ts';
import type { CandidateInput, InputSchema, ModalityInput, UserInput } from './user-input.ts';

/** What a profile says about one modality beside the network's own figures. */
export interface ModalitySummary {
  readonly name: string;
  readonly events: number;
  /** Milliseconds since the epoch; null without events. */
  readonly lastAt: number | null;
}

export interface Interest {
  readonly category: string;
  /** Share of the user's interest, 0 to 1. */
  readonly score: number;
}

export interface VisitedPlace {
  readonly latitude: number;
  readonly longitude: number;
  /** Share of the user's visits, 0 to 1. */
  readonly weight: number;
  readonly label: string | null;
}

/**
 * Turns histories into the network's numbers: the fitted modalities and experts with their item
 * index. The same reader makes the training rows and serves single users. It reads only events
 * at or before `asOf` (milliseconds since the epoch).
 */
export interface HistoryReader {
  readonly schema: InputSchema;
  /** The item id of every item index. */
  readonly itemIds: readonly string[];
  /** How strongly events count; null where there was too little to learn it from. */
  readonly adaptation: AdaptationModel | null;
  /** The same reader with another policy over the same items, or with somebody else deciding. */
  deciding(adaptation: AdaptationModel): HistoryReader;
  /** The same reader with items that arrived after training, and no others beyond those of training. */
  knowing(items: readonly Item[]): HistoryReader;
  /**
   * What stands in for the arrivals, whose indices come behind those of training: [arrivals, items of
   * training], rows sum to 1; null where there are none.
   */
  readonly standIns: SparseMatrix | null;
  /** The users whom it keeps something of. */
  readonly userIds: readonly string[];
  /** The same reader without what it keeps of some users. */
  forgetting(userIds: ReadonlySet<string>): HistoryReader;
  /** What adaptation follows: events of known items that mean interest, a stream a modality. */
  streams(history: UserHistory, asOf: number): readonly (readonly StreamEvent[])[];
  /** What was chosen for each modality with events of known items; empty without a policy. */
  choices(history: UserHistory, asOf: number): readonly AdaptedModality[];
  read(history: UserHistory, asOf: number): UserInput;
  /** One modality of `read`, which depends on that modality's own events alone. */
  readModality(name: string, history: UserHistory, asOf: number): ModalityInput;
  /**
   * What the experts propose together, asked for about `count`, in any order.
   * @param most of these, those that stand highest in the experts' lists; all if nothing is said
   * @param modalities whose experts propose, beside those of what every user has; all if nothing is said
   */
  candidates(
    history: UserHistory,
    asOf: number,
    count: number,
    most?: number,
    modalities?: readonly string[],
  ): CandidateInput;
  /** The given items' columns; an index of -1 gets NaN from every expert that does not know it. */
  columns(history: UserHistory, asOf: number, items: Int32Array): CandidateInput;
  summaries(history: UserHistory, asOf: number): readonly ModalitySummary[];
  interests(history: UserHistory, asOf: number): readonly Interest[];
  places(history: UserHistory, asOf: number): readonly VisitedPlace[];
  /** Serialised, every name starting with `reader/`. */
  toParts(): Map<string, Uint8Array>;
}

/** Restores a reader from the parts whose names start with `reader/`. */
export type LoadHistoryReader = (
  parts: ReadonlyMap<string, Uint8Array>,
) => HistoryReader | Promise<HistoryReader>;
