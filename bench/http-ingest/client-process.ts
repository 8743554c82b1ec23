// One client of the benchmark: makes its batches first, so that making them costs the run nothing,
// then sends them for as long as it is told, where it is told, as often as it is told.
import { send } from './client.ts';
import { EndlessBatches } from './messages.ts';

const [client, made, size, inFlight] = process.argv.slice(2).map(Number) as [
  number,
  number,
  number,
  number,
];
const endless = new EndlessBatches(client, made, size);
let batch = 0;

function* until(end: number): Generator<Buffer> {
  while (performance.now() < end) yield endless.body(batch++);
}

process.send?.('prepared');
process.on('message', async ({ address, seconds }: { address: string; seconds: number }) => {
  process.send?.(await send(address, until(performance.now() + seconds * 1000), inFlight));
});
