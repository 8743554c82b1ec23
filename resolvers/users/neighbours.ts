import type { Neighbour } from '../../schema/index.ts';
import type { Loaders } from '../loaders/index.ts';
import { userOf } from './views.ts';

/** The other ends of a user's relations under today's ids, the most often named first. */
export async function neighboursOf(userId: string, loaders: Loaders): Promise<Neighbour[]> {
  const events = await loaders.events.load(userId);
  const found = new Map<string, { since: number; events: number }>();
  const named = events.filter(({ otherUserId }) => otherUserId !== null);
  const others = await Promise.all(
    named.map((event) => loaders.canonicalUsers.load(event.otherUserId!)),
  );
  for (const [index, event] of named.entries()) {
    const other = others[index] ?? event.otherUserId!;
    if (other === userId) continue;
    const known = found.get(other);
    if (known) known.events += 1;
    else found.set(other, { since: event.at, events: 1 });
  }
  return [...found]
    .map(([id, relation]) => ({ user: userOf(id), ...relation }))
    .sort((left, right) => right.events - left.events || (left.user.id < right.user.id ? -1 : 1));
}
