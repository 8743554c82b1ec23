import { FIT_DEFAULTS } from '../../fusion/training/index.ts';
import { imaginedRows, servedSchema } from '../imagined-rows.ts';

export const SHOP = { batches: 4, candidates: 400, sequence: FIT_DEFAULTS.network.sequenceLength };

/** The rows that all contenders learn from. */
export function shopRows(items: number, isZipf = false) {
  const { batches, candidates, sequence } = SHOP;
  const rows = batches * FIT_DEFAULTS.batchSize;
  const schema = servedSchema(items);
  return imaginedRows({ schema, rows, candidates, sequence, seed: 1, isZipf });
}
