import type { Choice } from './choice.ts';

/**
 * How much events of each age count beside the last one, as a choice weighs the forgetting rates: for each
 * rate kept^age, as a share of all that it remembers, in the mixture. The last event's is 1.
 * @param events how many the choice was made of
 * @returns by age in events, [events]
 */
export function recencyKernel({ rates }: Pick<Choice, 'rates'>, events: number): Float64Array {
  const kernel = new Float64Array(events);
  for (const { kept, share } of rates) {
    if (share === 0) continue;
    const remembered = kept === 1 ? events : (1 - kept ** events) / (1 - kept);
    let own = share / remembered;
    for (let age = 0; age < events; age += 1) {
      kernel[age] += own;
      own *= kept;
    }
  }
  const last = kernel[0];
  return kernel.map((value) => value / last);
}
