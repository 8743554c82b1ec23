// One client of the benchmark: makes its batches first, so that making them costs the run nothing,
// then sends them when it is told where to.
import { type ClientReport, send } from './client.ts';
import { batches } from './messages.ts';

const [client, count, size, inFlight] = process.argv.slice(2).map(Number) as [
  number,
  number,
  number,
  number,
];
const prepared = [...batches(client, count, size)];
process.send?.('prepared');
process.on('message', async (address: string) => {
  const report: ClientReport = await send(address, prepared, inFlight);
  process.send?.(report, () => process.exit(0));
});
