// Trains a network over a number of items from beginning to end, and says how much memory the process had.
import { fitNetwork } from '../../fusion/index.ts';
import { VALIDATION } from '../../fusion/training/index.ts';
import { shopRows } from '../step/shop.ts';

const rows = shopRows(Number(process.argv[2]));
const set = {
  ...rows,
  split: rows.split.map((_, row) => (row % 5 === 4 ? VALIDATION : rows.split[row])),
};
const { metrics } = await fitNetwork([set], { epochs: 2 });
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ peakMb, epochs: metrics.curve.length - 1 }));
