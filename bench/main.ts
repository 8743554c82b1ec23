// npm run -s bench -- <name> [--json] [--size <number>]
import { parseArgs } from 'node:util';
import { withSurroundings } from '../evaluation/index.ts';
import { type BenchmarkReport, PeerAbsentError } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, size: { type: 'string' } },
});
const [name] = positionals;
const load = benchmarks.get(name);
if (load === undefined) {
  console.error(`Name one benchmark: ${[...benchmarks.keys()].join(', ')}.`);
  process.exit(2);
}
const size = values.size === undefined ? undefined : Number(values.size);
if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) {
  console.error('--size must be a whole number of at least 1.');
  process.exit(2);
}
const benchmark = await load();
const result = await withSurroundings(() =>
  benchmark.run({
    onProgress: (message) => console.error(message),
    ...(size !== undefined && { size }),
  }),
).catch((error: unknown) => {
  if (!(error instanceof PeerAbsentError)) throw error;
  console.error(`Not measured: ${error.message}`);
  process.exit(3);
});
const report: BenchmarkReport = { bench: name, ...result };
if (values.json) console.log(JSON.stringify(report));
else console.table(report.figures);
