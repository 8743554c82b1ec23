import type { Suite } from '../../suite.ts';
import { readWorkers } from './dataset.ts';
import { evaluateGraph } from './evaluate.ts';

/** Banned workers in a graph of common tasks: risk that neighbours tell of. */
export const riskGraphSuite: Suite = {
  name: 'risk-graph',
  description: 'Banned crowd workers in a graph of common tasks: ten official splits.',
  async run(options) {
    options.onProgress?.('Reading the data');
    return evaluateGraph(await readWorkers(options.dataFolder), options);
  },
};
