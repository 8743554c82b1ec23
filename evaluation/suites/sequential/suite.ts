import { rankingSuite } from '../../ranking/ranking-suite.ts';
import type { Suite } from '../../suite.ts';
import { readBeauty, readFilmSequences } from './data.ts';
import { evaluateSequential, type SequentialSettings } from './evaluate.ts';

const DAY_MS = 86_400_000;

/** Chosen on the last item but one. Ratings of one visit share seconds: ranks tell more than times. */
const FILMS: SequentialSettings = {
  encoder: { dimension: 48, epochs: 8, dropout: 0.2, length: 50 },
  keeps: [0.97, 0.9, 0.75],
  reaches: [3, 10],
  walk: { inPower: -0.3, rowPower: -0.7, outPower: -0.4, likenessPower: 1 },
  factors: { factors: 48, confidence: 10, regularisation: 30, iterations: 8 },
  autoencoder: 200,
  windows: [7 * DAY_MS, 30 * DAY_MS],
  candidates: 60,
  held: 10,
  learners: 2500,
  negativeShare: 0.4,
  fit: { epochs: 8 },
};

const BEAUTY: SequentialSettings = {
  encoder: { epochs: 24 },
  keeps: [0.9, 0.6],
  reaches: [1, 5],
  walk: { inPower: -0.3, rowPower: -0.7, outPower: -0.4, likenessPower: 1 },
  factors: null,
  autoencoder: null,
  windows: [],
  candidates: 60,
  held: 1,
  learners: 10_000,
  negativeShare: 0.5,
  fit: { epochs: 8 },
};

const FIGURES = ['hr@10', 'ndcg@10'] as const;

/** What comes next: the last item of every user, among all items. */
export const sequentialSuites: readonly Suite[] = [
  rankingSuite({
    name: 'sequence-ml100k',
    description: 'The next film of 943 people: leave-one-out, full ranking.',
    read: readFilmSequences,
    evaluate: (data, published, options) => evaluateSequential(data, FILMS, published, options),
    figures: FIGURES,
    published: {
      'EASE (others)': [0.148, 0.072],
      'GF-CF (others)': [0.159, 0.082],
      'decayed item kNN (others)': [0.189, 0.102],
    },
  }),
  rankingSuite({
    name: 'beauty',
    description: 'The next product of 22,363 shoppers: leave-one-out, full ranking.',
    read: readBeauty,
    evaluate: (data, published, options) => evaluateSequential(data, BEAUTY, published, options),
    figures: FIGURES,
    published: {
      'SASRec (published)': [0.0605, 0.0318],
      'TIGER (published)': [0.0648, 0.0384],
      'SASRec with sampled softmax (published)': [0.0921, 0.0531],
      'eSASRec (published)': [0.0928, 0.0523],
    },
  }),
];
