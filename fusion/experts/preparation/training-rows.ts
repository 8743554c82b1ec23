import { setImmediate } from 'node:timers/promises';
import type { UserHistory } from '../../data/user-history.ts';
import type { FutureLabel } from '../../modalities/modality.ts';
import type { ModalityRegistry } from '../../modalities/registry.ts';
import type { UserInput } from '../../model/index.ts';
import { RandomSource } from '../../tensor/random-source.ts';
import {
  type ModalityRows,
  TRAIN,
  type TrainingSet,
  VALIDATION,
} from '../../training/training-set.ts';
import type { ExpertReader } from '../expert-reader.ts';
import { arrivalOf, asNewUser } from './new-user.ts';
import type { PrepareSettings } from './prepare-settings.ts';
import type { Cut, Stage } from './stage.ts';

interface Row {
  /** Whose later events tell the labels; null where the row looks further ahead than others do. */
  readonly user: UserHistory | null;
  /** What the reader sees: the user's history, or that of the user as somebody new. */
  readonly history: UserHistory;
  readonly cut: Cut;
  /** Item indices. */
  readonly targets: ReadonlySet<number>;
  readonly seen: ReadonlySet<number>;
}

export interface RowsInput {
  readonly users: readonly UserHistory[];
  readonly stage: Stage;
  /** Fitted on the events up to the cuts of this stage. */
  readonly reader: ExpertReader;
  readonly labels: readonly FutureLabel[];
  readonly registry: ModalityRegistry;
  readonly settings: PrepareSettings;
  readonly signal?: AbortSignal;
}

/** The rows of one stage: inputs as the reader gives them, targets from after the cut. */
export async function trainingRows(input: RowsInput): Promise<TrainingSet> {
  const { reader, settings, labels, stage } = input;
  const random = RandomSource.fromSeed(settings.seed);
  const rows = chooseRows(input, random);
  const { schema } = reader;
  const width = schema.columns.length;
  // Room for the longest lists: pages that are never written cost nothing.
  const most = rows.length * (2 * settings.candidates + settings.randomCandidates + 64);
  const candidatePointers = new Int32Array(rows.length + 1);
  const candidateItems = new Int32Array(most);
  const columnValues = new Float32Array(most * width);
  const targets = new Float32Array(most);
  const inputs: UserInput[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % 50 === 0) {
      await setImmediate();
      input.signal?.throwIfAborted();
    }
    inputs.push(reader.read(row.history, row.cut.asOf));
    const from = candidatePointers[index];
    const items =
      row.targets.size === 0
        ? new Int32Array(0)
        : chooseCandidates(row, input, random, most - from);
    candidateItems.set(items, from);
    items.forEach((item, place) => {
      targets[from + place] = row.targets.has(item) ? 1 : 0;
    });
    const to = from + items.length;
    const into = columnValues.subarray(from * width, to * width);
    reader.writeColumns(row.history, row.cut.asOf, items, into);
    candidatePointers[index + 1] = to;
  }
  const count = candidatePointers[rows.length];
  return {
    schema,
    users: rows.length,
    modalities: schema.modalities.map((_, modality) => modalityRows(inputs, modality)),
    state: Float32Array.from(inputs.flatMap(({ state }) => [...state])),
    candidatePointers,
    candidateItems: candidateItems.subarray(0, count),
    columnValues: columnValues.subarray(0, count * width),
    targets: targets.subarray(0, count),
    rowWeights: rowWeights(input, targets, candidatePointers),
    labels: labels.map((label) =>
      Float32Array.from(rows, ({ user, cut }) =>
        user === null ? Number.NaN : label.read(user, cut.asOf, cut.until),
      ),
    ),
    split: new Uint8Array(rows.length).fill(stage.split === 'train' ? TRAIN : VALIDATION),
  };
}

function chooseRows(input: RowsInput, random: RandomSource): Row[] {
  const { users, stage, reader, registry, settings } = input;
  const isAsked = (modality: string) => settings.targets?.includes(modality) ?? true;
  const indices = new Map(reader.itemIds.map((id, index) => [id, index]));
  const itemsOf = (history: UserHistory, cut: Cut) => {
    const seen = new Set<number>();
    const targets = new Set<number>();
    for (const event of history.events) {
      const index = event.itemId === null ? undefined : indices.get(event.itemId);
      const types = registry.has(event.modality) ? registry.get(event.modality).eventTypes : {};
      if (index === undefined || !((types[event.type]?.weight ?? 0) > 0)) continue;
      if (event.at <= cut.asOf) seen.add(index);
      else if (event.at <= cut.until && isAsked(event.modality)) targets.add(index);
    }
    for (const index of seen) targets.delete(index);
    return { seen, targets };
  };
  const rows: Row[] = [];
  for (const history of sample(users, settings.mostRows, random)) {
    const cut = stage.cut(history);
    if (!cut) continue;
    if (stage.isNew) {
      if (!stage.isNew(history)) continue;
      const arrival = arrivalOf(history);
      const { until } = cut;
      const { seen, targets } = itemsOf(history, { asOf: arrival ?? -Infinity, until });
      if (targets.size === 0) continue;
      const row = { history: asNewUser(history, registry), cut: { asOf: arrival ?? until, until } };
      rows.push({ ...row, user: null, targets, seen });
      continue;
    }
    const { seen, targets } = itemsOf(history, cut);
    if (seen.size === 0 && targets.size === 0) continue;
    rows.push({ user: history, history, cut, targets, seen });
    if (targets.size > 0 && random.uniform() < settings.newUserShare) {
      rows.push({ user: history, history: asNewUser(history, registry), cut, targets, seen });
    }
  }
  return rows;
}

/** Everybody, or a sample, in the given order. */
function sample(
  users: readonly UserHistory[],
  most: number,
  random: RandomSource,
): readonly UserHistory[] {
  if (users.length <= most) return users;
  const order = random
    .shuffle(Int32Array.from(users, (_, index) => index))
    .slice(0, most)
    .sort();
  return Array.from(order, (index) => users[index]);
}

/**
 * The experts' candidates and some at random, thinned by `negativeShare` where users have a history (the few columns
 * that somebody new has need all the others to be told apart). A target that no expert proposes is left out: the
 * network cannot reach it at serving either.
 */
function chooseCandidates(
  row: Row,
  { reader, settings, stage }: RowsInput,
  random: RandomSource,
  room: number,
): Int32Array {
  const keepsAll = stage.split === 'validation' || stage.isNew !== undefined;
  const share = keepsAll ? 1 : settings.negativeShare;
  const found = new Set(reader.candidateItems(row.history, row.cut.asOf, settings.candidates));
  for (let draw = 0; draw < settings.randomCandidates; draw += 1) {
    found.add(random.below(reader.itemIds.length));
  }
  return Int32Array.from(found)
    .sort()
    .filter((item) => !row.seen.has(item))
    .filter((item) => share === 1 || row.targets.has(item) || random.uniform() < share)
    .subarray(0, room);
}

/** What each row weighs in the ranking loss; null where all rows weigh 1. */
function rowWeights(
  { stage, settings }: RowsInput,
  targets: Float32Array,
  pointers: Int32Array,
): Float32Array | null {
  if (stage.isNew) return weightsByTargets(targets, pointers, settings.newUserWeight);
  return settings.weighByTargets ? weightsByTargets(targets, pointers, 1) : null;
}

/**
 * By the square root of how many targets a row has, `mean` on average: of somebody new hardly anything is known, and
 * where there are more targets they tell better what the little that is known leads to.
 */
function weightsByTargets(targets: Float32Array, pointers: Int32Array, mean: number): Float32Array {
  const roots = Float32Array.from({ length: pointers.length - 1 }, (_, row) => {
    const own = targets.subarray(pointers[row], pointers[row + 1]);
    return Math.sqrt(own.reduce((sum, target) => sum + target, 0));
  });
  const known = roots.filter((root) => root > 0);
  const average = known.reduce((sum, root) => sum + root, 0) / known.length;
  return roots.map((root) => (root > 0 ? (root / average) * mean : 0));
}

function modalityRows(inputs: readonly UserInput[], modality: number): ModalityRows {
  const own = inputs.map((input) => input.modalities[modality]);
  const width = own[0]?.features.length ?? 0;
  const features = new Float32Array(own.length * width);
  own.forEach((row, index) => {
    features.set(row.features, index * width);
  });
  const present = Uint8Array.from(own, (row) => (row.present ? 1 : 0));
  if (own.every((row) => row.sequence === null)) return { features, present, sequence: null };
  const pointers = new Int32Array(own.length + 1);
  own.forEach((row, index) => {
    pointers[index + 1] = pointers[index] + (row.sequence?.items.length ?? 0);
  });
  const total = pointers[own.length];
  const sequence = {
    pointers,
    items: new Int32Array(total),
    types: new Uint8Array(total),
    ages: new Float32Array(total),
  };
  own.forEach((row, index) => {
    if (row.sequence === null) return;
    sequence.items.set(row.sequence.items, pointers[index]);
    sequence.types.set(row.sequence.types, pointers[index]);
    sequence.ages.set(row.sequence.ages, pointers[index]);
  });
  return { features, present, sequence };
}
