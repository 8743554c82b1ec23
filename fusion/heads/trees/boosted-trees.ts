import { RandomSource } from '../../tensor/random-source.ts';
import { type FeatureTable, HeadError } from '../feature-table.ts';
import { type BinnedTable, binTable, MISSING } from './binned-table.ts';
import { type DecisionTree, expectedValue, leafValue } from './decision-tree.ts';
import { type GrownTree, type GrowSettings, growTree } from './grow-tree.ts';
import { type ObjectiveName, objectiveOf } from './objective.ts';

export interface BoostingSettings extends GrowSettings {
  readonly trees: number;
  /** How much of its answer each tree gives. */
  readonly rate: number;
  /** Share of the rows that each tree sees. */
  readonly rowShare: number;
  /** Share of the features that each tree may ask for. */
  readonly featureShare: number;
  readonly seed: number;
}

export const BOOSTING_DEFAULTS: BoostingSettings = {
  trees: 200,
  rate: 0.05,
  leaves: 7,
  leastRows: 40,
  l2: 5,
  rowShare: 0.8,
  featureShare: 0.5,
  seed: 1,
};

/** A sum of trees (Friedman 2001); plain data. */
export interface BoostedTrees {
  readonly objective: ObjectiveName;
  readonly featureNames: readonly string[];
  /** The score before any tree. */
  readonly initial: number;
  readonly trees: readonly DecisionTree[];
}

/**
 * Stochastic gradient boosting on histograms (Friedman 2002; Ke et al. 2017).
 * @param labels [rows], as the objective wants them
 * @param weights [rows], how much each row counts; all alike where none are given
 * @throws {HeadError} for labels that are not finite, and where there are none
 */
export function fitBoostedTrees(
  table: FeatureTable,
  labels: Float32Array,
  objectiveName: ObjectiveName,
  given: Partial<BoostingSettings> = {},
  weights?: Float32Array,
): BoostedTrees {
  const settings = { ...BOOSTING_DEFAULTS, ...given };
  const { rows } = table;
  if (rows === 0 || labels.length !== rows) {
    throw new HeadError(`${rows} rows and ${labels.length} labels are nothing to learn from.`);
  }
  if (labels.some((label) => !Number.isFinite(label))) {
    throw new HeadError('A label is not a finite number; leave rows of unknown label out.');
  }
  const objective = objectiveOf(objectiveName);
  const random = RandomSource.fromSeed(settings.seed);
  const binned = binTable(table);
  const initial = objective.initial(labels);
  const scores = new Float64Array(rows).fill(initial);
  const slopes = { gradients: new Float64Array(rows), curvatures: new Float64Array(rows) };
  const trees: DecisionTree[] = [];
  for (let round = 0; round < settings.trees; round += 1) {
    for (let row = 0; row < rows; row += 1) {
      const weight = weights?.[row] ?? 1;
      slopes.gradients[row] = weight * objective.gradient(scores[row], labels[row]);
      slopes.curvatures[row] = weight * objective.curvature(scores[row], labels[row]);
    }
    const sample = sampleOf(rows, settings.rowShare, random);
    const features = sampleOf(table.names.length, settings.featureShare, random);
    const grown = growTree(binned, sample, features, slopes, settings);
    const tree = { ...grown.tree, value: grown.tree.value.map((value) => value * settings.rate) };
    addScores(binned, grown, tree.value, scores);
    trees.push(tree);
  }
  return { objective: objectiveName, featureNames: table.names, initial, trees };
}

/** Raw scores, [rows]; see `objectiveOf(...).answer` for the label's unit. */
export function treeScores(model: BoostedTrees, table: FeatureTable): Float64Array {
  const scores = new Float64Array(table.rows).fill(model.initial);
  for (const tree of model.trees) {
    for (let row = 0; row < table.rows; row += 1) {
      scores[row] += leafValue(tree, (feature) => table.columns[feature][row]);
    }
  }
  return scores;
}

/** The raw score of one row, [features]. */
export function treeScore(model: BoostedTrees, row: Float32Array): number {
  return model.trees.reduce(
    (score, tree) => score + leafValue(tree, (feature) => row[feature]),
    model.initial,
  );
}

/** The mean raw score over the training rows. */
export function expectedScore(model: BoostedTrees): number {
  return model.trees.reduce((score, tree) => score + expectedValue(tree), model.initial);
}

/** How much each feature lowered the loss, as shares, [features]. */
export function featureImportances({ featureNames, trees }: BoostedTrees): Float64Array {
  const gains = new Float64Array(featureNames.length);
  for (const { feature, gain } of trees) {
    feature.forEach((asked, node) => {
      if (asked >= 0) gains[asked] += gain[node];
    });
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? gains.map((gain) => gain / total) : gains;
}

/** A share of 0 to count - 1, at least one, ascending. */
function sampleOf(count: number, share: number, random: RandomSource): Int32Array {
  const all = Int32Array.from({ length: count }, (_, at) => at);
  if (share >= 1) return all;
  const wanted = Math.max(1, Math.round(count * share));
  for (let at = 0; at < wanted; at += 1) {
    const other = at + random.below(count - at);
    const kept = all[at];
    all[at] = all[other];
    all[other] = kept;
  }
  return all.subarray(0, wanted).sort();
}

function addScores(
  table: BinnedTable,
  { tree, bin }: GrownTree,
  values: readonly number[],
  scores: Float64Array,
): void {
  for (let row = 0; row < table.rows; row += 1) {
    let node = 0;
    while (tree.feature[node] >= 0) {
      const own = table.bins[tree.feature[node]][row];
      const left = own === MISSING ? tree.missingLeft[node] : own <= bin[node];
      node = left ? tree.left[node] : tree.right[node];
    }
    scores[row] += values[node];
  }
}
