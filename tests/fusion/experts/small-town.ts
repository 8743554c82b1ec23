import {
  compareEvents,
  defaultModalities,
  type Event,
  type Item,
  ModalityRegistry,
  type UserHistory,
} from '../../../fusion/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

export const START = Date.UTC(2024, 0, 1);
export const DAY_MS = 86_400_000;
export const PITTSBURGH = { latitude: 40.44, longitude: -79.99 };
export const PHOENIX = { latitude: 33.45, longitude: -112.07 };

/** Forty places: even ones in Pittsburgh, odd ones in Phoenix; a category changes every ten. */
export function townItems(): Item[] {
  const random = RandomSource.fromSeed(11);
  return Array.from({ length: 40 }, (_, index) => {
    const town = index % 2 === 0 ? PITTSBURGH : PHOENIX;
    return {
      id: `place${index}`,
      title: `Place ${index}`,
      categories: [`category${Math.floor(index / 10)}`],
      price: 10,
      latitude: town.latitude + 0.02 * random.normal(),
      longitude: town.longitude + 0.02 * random.normal(),
      attributes: {},
    };
  });
}

export function event(modality: string, type: string, at: number, rest: Partial<Event>): Event {
  const id = `${modality} ${type} ${at} ${rest.itemId ?? ''} ${rest.otherUserId ?? ''}`;
  const empty = { itemId: null, otherUserId: null, value: null, attributes: {} };
  return { id, modality, type, at, ...empty, ...rest };
}

/** Users who check in and pay in their own town, and know the next two users of the town. */
export function townHistories(count: number, visits = 8, seed = 5): UserHistory[] {
  const random = RandomSource.fromSeed(seed);
  const name = (user: number): string => `user${String(user).padStart(3, '0')}`;
  return Array.from({ length: count }, (_, user) => {
    const events = Array.from({ length: visits }, (_, visit) => {
      const itemId = `place${2 * random.below(20) + (user % 2)}`;
      const at = START + visit * DAY_MS + random.below(1000);
      return [
        event('location', 'check_in', at, { itemId }),
        event('transactions', 'purchase', at, { itemId, value: 5 + random.below(20) }),
      ];
    }).flat();
    const friends = [user - 2, user + 2]
      .filter((friend) => friend >= 0 && friend < count)
      .map((friend) => event('social', 'friend', START - DAY_MS, { otherUserId: name(friend) }));
    return { userId: name(user), events: [...friends, ...events].sort(compareEvents), traits: {} };
  });
}

/** The modalities that the town has. */
export function townModalities(): ModalityRegistry {
  const all = defaultModalities();
  const registry = new ModalityRegistry();
  for (const name of ['location', 'transactions', 'social']) registry.register(all.get(name));
  return registry;
}
