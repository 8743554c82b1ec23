// Fits X to X on three inputs a user: shares of browsing, of visits and of purchases.
import { openBackend, RandomSource } from '../../fusion/index.ts';
import { Autoencoder } from './autoencoder.ts';

const EPOCHS = 400;

const { reason } = await openBackend();
console.log(`Backend: ${reason}.`);

// Three kinds of user with some noise, each row [browsing, visits, purchases] from 0 to 1.
const random = RandomSource.fromSeed(7);
const kinds = [
  [0.9, 0.1, 0.2],
  [0.2, 0.9, 0.5],
  [0.5, 0.3, 0.9],
];
const rows = Array.from({ length: 300 }, (_, index) =>
  kinds[index % 3].map((share) => Math.min(1, Math.max(0, share + 0.05 * random.normal()))),
);

const autoencoder = new Autoencoder(3, 20, 1);
for (let epoch = 0; epoch <= EPOCHS; epoch += 1) {
  const loss = autoencoder.step(rows, 0.02);
  if (epoch % 80 === 0) console.log(`epoch ${String(epoch).padStart(3)}  loss ${loss.toFixed(4)}`);
}

const shown = rows.slice(0, 3);
const answers = autoencoder.reconstruct(shown);
const words = (row: readonly number[]) => row.map((value) => value.toFixed(2)).join(' ');
shown.forEach((row, index) => {
  console.log(`given ${words(row)}  reconstructed ${words(answers[index])}`);
});
