import { rankingSuite } from '../../ranking/ranking-suite.ts';
import type { Suite } from '../../suite.ts';
import { readGowalla, readLastfm } from './datasets.ts';
import { type CollaborativeSettings, evaluateCollaborative } from './evaluate.ts';
import type { WalkKind } from './experts.ts';

function walk(
  inPower: number,
  rowPower: number,
  outPower: number,
  { initialWeight = 0.1, likenessPower = 1 } = {},
): WalkKind {
  const name = `walk ${[inPower, rowPower, outPower, likenessPower].join(' ')}`;
  return { name, inPower, rowPower, outPower, likenessPower, initialWeight, proposes: true };
}

/** Chosen on a fifth of the known items, held out. The second walk is GF-CF's linear filter. */
const LASTFM: CollaborativeSettings = {
  walks: [
    walk(-0.2, -0.6, -0.4, { initialWeight: 0.3 }),
    walk(-0.5, -1, -0.5),
    walk(-0.5, -0.5, -0.5, { initialWeight: 0, likenessPower: 2 }),
  ],
  ranks: [64, 128, 256],
  factors: [
    { factors: 128, confidence: 20, regularisation: 50, iterations: 8 },
    { factors: 64, confidence: 20, regularisation: 15, iterations: 8 },
  ],
  autoencoders: [150],
  candidates: 100,
  parts: 5,
  heldOut: 3,
  learners: 2000,
  negativeShare: 0.5,
  fit: { epochs: 10 },
};

/** Exponents chosen on a fifth of the known items, held out; the last walk asks like-minded users. */
const GOWALLA: CollaborativeSettings = {
  walks: [
    walk(-0.5, -0.7, -0.35, { initialWeight: 0.4 }),
    walk(-0.5, -1, -0.5),
    walk(-0.5, -0.7, -0.35, { likenessPower: 1.4 }),
  ],
  ranks: [64, 256],
  factors: [{ factors: 128, confidence: 20, regularisation: 50, iterations: 6 }],
  autoencoders: [],
  candidates: 160,
  parts: 5,
  heldOut: 1,
  learners: 8000,
  negativeShare: 0.5,
  fit: { epochs: 8 },
};

const FIGURES = ['recall@20', 'ndcg@20'] as const;

/** Listening and friendship, places and check-ins: lists without times. */
export const collaborativeSuites: readonly Suite[] = [
  rankingSuite({
    name: 'lastfm',
    description: 'Artists of 1,892 listeners with friends: full ranking, the published split.',
    read: readLastfm,
    evaluate: (data, published, options) => evaluateCollaborative(data, LASTFM, published, options),
    figures: FIGURES,
    published: {
      'item kNN (others)': [0.267, 0.21],
      'iALS (others)': [0.271, 0.212],
      'GF-CF (others)': [0.275, 0.214],
    },
  }),
  rankingSuite({
    name: 'gowalla',
    description: 'Places of 29,858 users of Gowalla: full ranking, the published split.',
    read: readGowalla,
    evaluate: (data, published, options) =>
      evaluateCollaborative(data, GOWALLA, published, options),
    figures: FIGURES,
    published: {
      'item kNN (others)': [0.157, 0.1214],
      'EASE (others)': [0.1765, 0.1467],
      'LightGCN (published)': [0.182, 0.1547],
      'GF-CF (others)': [0.1849, 0.1518],
      'UltraGCN (published)': [0.1862, 0.158],
      'SimpleX (published)': [0.1872, 0.1557],
    },
  }),
];
