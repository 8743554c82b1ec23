import type { SparseMatrix } from '../../linear/index.ts';
import type { FeatureColumn } from '../feature-table.ts';
import { averaging } from './neighbour-features.ts';
import { neighbourLabelMean } from './neighbour-labels.ts';

/** Neighbours' worth of weight that draw a mean of labels towards the mean of all. */
const SHRINKAGE = 10;
const SHRINKAGE_OF_WEIGHTS = 0.5;

/**
 * What the neighbours' known labels say of a row, counted alike and by how close they are.
 * @param graph without an edge from a row to itself, so no row reads its own label
 * @param close the same edges, weighed
 * @param labels [rows], NaN where unknown
 */
export function labelFeatures(
  graph: SparseMatrix,
  close: SparseMatrix,
  labels: Float32Array,
  prefix = 'label',
): FeatureColumn[] {
  return [
    {
      name: `neighbours_${prefix}_mean`,
      group: 'graph',
      values: neighbourLabelMean(graph, labels, SHRINKAGE),
    },
    {
      name: `close_neighbours_${prefix}_mean`,
      group: 'graph',
      values: neighbourLabelMean(close, labels, SHRINKAGE_OF_WEIGHTS),
    },
  ];
}

/**
 * What a first model thinks of the neighbours, and by how much it was wrong about those whose label
 * is known (the two steps of Huang et al. 2021, as features of a second model).
 * @param probabilities [rows] of the first model; of labelled rows by models that have not seen them
 * @param labels [rows], NaN where unknown
 */
export function opinionFeatures(
  graph: SparseMatrix,
  close: SparseMatrix,
  probabilities: Float64Array,
  labels: Float32Array,
): FeatureColumn[] {
  const even = averaging(graph);
  const near = even.multiply(probabilities, 1);
  const errors = labels.map((label, row) => label - probabilities[row]);
  const column = (name: string, values: Float64Array): FeatureColumn => ({
    name,
    group: 'graph',
    values,
  });
  return [
    column('neighbours_opinion_mean', near),
    column('close_neighbours_opinion_mean', averaging(close).multiply(probabilities, 1)),
    column('two_steps_opinion_mean', even.multiply(near, 1)),
    ...labelFeatures(graph, close, errors, 'error'),
  ];
}
