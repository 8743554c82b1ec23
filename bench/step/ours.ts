// One contender of the benchmark `step`: a process with the tensor engine that PORTRAIT_BACKEND names.
import { createInterface } from 'node:readline';
import { openBackend } from '../../fusion/index.ts';
import { shopRows } from './shop.ts';
import { Steps } from './steps.ts';

await openBackend();
const steps = new Steps(shopRows(Number(process.argv[2])));
console.log(JSON.stringify({ version: process.version }));
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as { steps: number; noise: number };
  console.log(JSON.stringify(steps.run(asked.steps, asked.noise)));
}
