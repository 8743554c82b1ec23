import type { UserHistory } from '../../data/user-history.ts';
import {
  type FusionNetwork,
  type HistoryReader,
  type InputSchema,
  withOnly,
} from '../../model/index.ts';
import { RandomSource } from '../../tensor/random-source.ts';
import { calibrateRegression } from '../../training/fit-calibration.ts';
import { calibrateHeldOut } from '../calibration/calibrator.ts';
import { type FeatureTable, featureTable, HeadError } from '../feature-table.ts';
import { chooseBlend, fitBlend, logLoss, type ScoreBlend, squaredLoss } from '../score-blend.ts';
import type { Recipe } from '../scorer.ts';
import { foldsOf } from '../splits.ts';
import type { ObjectiveName } from '../trees/index.ts';
import type { HeadDeclaration } from './declaration.ts';
import { cutsOf, type LabelledRow, labelledRows } from './labelled-rows.ts';
import { profileFeatureNames, profileFeatures } from './profile-features.ts';
import { type Answer, type ServedHead, unscaled } from './served-head.ts';

const RECIPES: readonly Recipe[] = [
  { kind: 'linear', l2: 10 },
  { kind: 'linear', l2: 100 },
  { kind: 'linear', l2: 1000 },
  { kind: 'trees', boosting: { leaves: 4, trees: 120, rate: 0.05, leastRows: 20, rowShare: 0.5 } },
];
const FOLDS = 5;
/** Fewer labelled users, or fewer of a class, teach nothing that would hold. */
const FEWEST_USERS = 50;
const FEWEST_OF_A_CLASS = 10;
/** More rows make heads slower to train and hardly better. */
const MOST_ROWS = 20_000;

const POORER_SHARE = 0.15;

/** What became of a declared head. */
export interface HeadReport {
  readonly name: string;
  readonly rows: number;
  /** Mean loss on rows held out, by output: cross entropy, or squared error. */
  readonly heldOutLoss: Readonly<Record<string, number>>;
  /** Why there is no such head; null where there is. */
  readonly problem: string | null;
}

/** All that heads are learned from. */
export interface HeadTraining {
  readonly network: FusionNetwork;
  /** The reader that serves: for what is known at the end. */
  readonly reader: HistoryReader;
  /** A reader whose experts have seen nothing after an instant: for labels that events tell. */
  readonly readerAt: (instant: number) => HistoryReader;
  readonly users: readonly UserHistory[];
  readonly seed: number;
}

/**
 * Learns the declared heads on the profiles of a trained network.
 * @throws {HeadError} where a name is taken by a read-out of the network
 */
export function fitHeads(
  declarations: readonly HeadDeclaration[],
  training: HeadTraining,
): { readonly heads: ServedHead[]; readonly reports: HeadReport[] } {
  const { network, users } = training;
  const taken = network.schema.labels.map(({ name }) => name);
  const end = users.reduce((last, { events }) => Math.max(last, events.at(-1)?.at ?? 0), 0);
  const heads: ServedHead[] = [];
  const reports: HeadReport[] = [];
  for (const declaration of declarations) {
    const { name, label } = declaration;
    if (taken.includes(name)) {
      throw new HeadError(
        `The model has a read-out "${name}" already; give the head another name.`,
      );
    }
    const rows = sampleOf(labelledRows(declaration, users, end), training.seed);
    const problem = problemOf(declaration, rows);
    if (problem !== null) {
      reports.push({ name, rows: rows.length, heldOutLoss: {}, problem });
      continue;
    }
    const reader =
      'trait' in label
        ? training.reader
        : training.readerAt(Math.min(...cutsOf(label, users, end)));
    const known = withPoorer(rows, network.schema, training.seed);
    const table = tableOf(network, reader, known);
    const outputs = outputsOf(declaration, known).map((output) =>
      fitOutput(output, table, known, training.seed),
    );
    heads.push({ name, kind: declaration.kind, outputs: outputs.map(({ output }) => output) });
    const losses = outputs.map(({ output, loss }) => [output.name, loss]);
    reports.push({ name, rows: rows.length, heldOutLoss: Object.fromEntries(losses), problem });
  }
  return { heads, reports };
}

/** One score to be learned: a label, or one class of it against the rest. */
interface Output {
  readonly name: string;
  readonly labels: Float32Array;
  readonly scale: 'probability' | Extract<Answer, { kind: 'number' }>['scale'];
}

function outputsOf({ name, kind }: HeadDeclaration, rows: readonly LabelledRow[]): Output[] {
  const values = rows.map(({ label }) => label);
  const isClass = (wanted: unknown) => (value: unknown) => (value === wanted ? 1 : 0);
  if (kind === 'multiclass') {
    return [...new Set(values)].sort().map((value) => ({
      name: `${name}:${value}`,
      labels: Float32Array.from(values, isClass(value)),
      scale: 'probability',
    }));
  }
  const labels = Float32Array.from(values, Number);
  if (kind === 'binary') return [{ name, labels, scale: 'probability' }];
  const isNegative = labels.some((label) => label < 0);
  // Money and counts have heavy tails; what can be negative has no logarithm.
  if (isNegative) return [{ name, labels, scale: 'plain' }];
  return [{ name, labels, scale: kind === 'count' ? 'count' : 'log' }];
}

const OBJECTIVES: Readonly<Record<Output['scale'], ObjectiveName>> = {
  probability: 'logistic',
  plain: 'squared',
  log: 'squared',
  count: 'poisson',
};

function fitOutput(
  { name, labels, scale }: Output,
  table: FeatureTable,
  rows: readonly LabelledRow[],
  seed: number,
) {
  const objective = OBJECTIVES[scale];
  const targets = scale === 'log' ? labels.map(Math.log1p) : labels;
  const groups = rows.map(({ history }) => history.userId);
  const splits = foldsOf(groups, FOLDS, seed, scale === 'probability' ? labels : undefined);
  const losses = {
    logistic: logLoss,
    squared: squaredLoss,
    poisson: (score: number, count: number) => Math.exp(score) - count * score,
  };
  const { ingredients, heldOut, loss } = chooseBlend(RECIPES, table, targets, objective, {
    splits,
    seed,
    loss: losses[objective],
  });
  const blend: ScoreBlend = fitBlend(ingredients, table, targets, objective, seed);
  if (scale === 'probability') {
    const calibrator = calibrateHeldOut(heldOut, labels, groups, seed);
    const answer: Answer = { kind: 'probability', calibrator };
    return { loss, output: { name, blend, answer } };
  }
  const { mean, deviation } = momentsOf(labels);
  const guesses = heldOut.map((score) => unscaled(scale, score));
  const answer: Answer = {
    kind: 'number',
    scale,
    line: calibrateRegression(guesses, labels, mean, deviation),
    deviation,
  };
  return { loss, output: { name, blend, answer } };
}

/** A row that is read with these modalities only. */
interface SeenRow extends LabelledRow {
  readonly modalities: readonly string[];
}

/**
 * The rows, and some of them again without some or all of their modalities: who is served may have
 * less than who is learned from, and trees only know what to do with the unknown if they have met it.
 */
function withPoorer(rows: readonly LabelledRow[], schema: InputSchema, seed: number): SeenRow[] {
  const random = RandomSource.fromSeed(seed);
  const names = schema.modalities.map(({ name }) => name);
  const poorer = rows
    .filter(() => random.uniform() < POORER_SHARE)
    .map((row) => ({ ...row, modalities: names.filter(() => random.uniform() < 0.5) }));
  return [...rows.map((row) => ({ ...row, modalities: names })), ...poorer];
}

function tableOf(
  network: FusionNetwork,
  reader: HistoryReader,
  rows: readonly SeenRow[],
): FeatureTable {
  const { names, groups } = profileFeatureNames(network.schema, network.dimension);
  const read = rows.map(({ history, asOf, modalities }) => {
    const input = withOnly(network.schema, reader.read(history, asOf), modalities);
    return profileFeatures(network.schema, history, asOf, input, network.encode(input).mean);
  });
  return featureTable(
    names.map((name, at) => ({
      name,
      group: groups[at],
      values: Float32Array.from(read, (row) => row[at]),
    })),
  );
}

/** Why rows teach nothing; null where they do. */
function problemOf({ kind }: HeadDeclaration, rows: readonly LabelledRow[]): string | null {
  const users = new Set(rows.map(({ history }) => history.userId)).size;
  if (users < FEWEST_USERS) {
    return `${users} users have a label; it takes ${FEWEST_USERS}`;
  }
  if (kind === 'amount' || kind === 'count') return null;
  const counts = Map.groupBy(rows, ({ label }) => label);
  if (counts.size < 2) return 'all users have the same label';
  const [rarest] = [...counts].sort(([, left], [, right]) => left.length - right.length);
  if (rarest[1].length >= FEWEST_OF_A_CLASS) return null;
  return `${rarest[1].length} users have the label "${rarest[0]}"; it takes ${FEWEST_OF_A_CLASS}`;
}

function sampleOf(rows: LabelledRow[], seed: number): LabelledRow[] {
  if (rows.length <= MOST_ROWS) return rows;
  return RandomSource.fromSeed(seed).shuffle(rows).slice(0, MOST_ROWS);
}

function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}
