import { openStore } from '../../store/index.ts';
import type { Expected } from './messages.ts';

/** What is stored against what was acknowledged: events that are missing, and events too many. */
export async function difference(
  folder: string,
  acknowledged: readonly Expected[],
): Promise<{ lost: number; doubled: number }> {
  const stored = new Map<string, number>();
  const store = await openStore({ folder });
  for await (const users of store.events.scanUsers()) {
    for (const { recordKey } of [...users.values()].flat()) {
      stored.set(recordKey, (stored.get(recordKey) ?? 0) + 1);
    }
  }
  await store.close();
  let lost = 0;
  let doubled = 0;
  for (const [recordKey, events] of acknowledged) {
    const found = stored.get(recordKey) ?? 0;
    lost += Math.max(0, events - found);
    doubled += Math.max(0, found - events);
  }
  return { lost, doubled };
}
