import { evaluateRows } from '../../fusion/training/evaluate-rows.ts';
import { FIT_DEFAULTS, type TrainingSet, VALIDATION } from '../../fusion/training/index.ts';
import { rowsOf } from '../../fusion/training/row-sampling.ts';
import type { Snapshots } from './fuse-experts.ts';

/**
 * The ranking loss on test rows after every epoch, measured as it is on validation rows: for the report,
 * after everything is chosen.
 * @param set rows of the split 'validation' whose targets are the test items
 */
export function testLosses({ network, weights }: Snapshots, set: TrainingSet): number[] {
  const { schema, settings } = network.content;
  const rows = rowsOf([set], VALIDATION);
  return weights.map((own) => {
    const context = { schema, settings: { ...FIT_DEFAULTS, network: settings } };
    const { loss } = evaluateRows(
      { ...context, normaliser: network.normaliser, weights: own },
      rows,
    );
    return loss.ranking;
  });
}
