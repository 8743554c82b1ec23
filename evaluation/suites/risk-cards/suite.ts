import type { Suite } from '../../suite.ts';
import { readCardPayments } from './dataset.ts';
import { evaluateCards } from './evaluate.ts';

/** Fraud in simulated card payments, with labels that arrive a week late. */
export const riskCardsSuite: Suite = {
  name: 'risk-cards',
  description: 'Fraudulent card payments a week ahead, labels seven days late, with reasons.',
  async run(options) {
    options.onProgress?.('Reading the data');
    return evaluateCards(await readCardPayments(options.dataFolder), options);
  },
};
