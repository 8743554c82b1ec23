import { RandomSource } from '../../../fusion/index.ts';
import type { ProfileInput } from '../../../segments/learned/profile-columns.ts';

/** Users of planted groups: each group has its own level of garden purchases, evenings and distance. */
export function plantedProfiles(
  groups: number,
  perGroup: number,
  seed = 7,
): { profiles: ProfileInput[]; truth: number[] } {
  const random = RandomSource.fromSeed(seed);
  const centres = Array.from({ length: groups }, () =>
    Array.from({ length: 12 }, () => (random.uniform() < 0.5 ? -2 : 2)),
  );
  const profiles: ProfileInput[] = [];
  const truth: number[] = [];
  for (let user = 0; user < groups * perGroup; user += 1) {
    const group = user % groups;
    const values = centres[group].map((centre) => centre + random.normal() * 0.6);
    const feature = (name: string, index: number) => ({ name, value: values[index] });
    profiles.push({
      modalities: [
        {
          name: 'transactions',
          present: true,
          features: ['garden_share', 'basket_value', 'orders', 'refunds'].map(feature),
        },
        {
          name: 'browsing',
          present: user % 5 !== 0,
          features:
            user % 5 === 0
              ? []
              : ['evening_share', 'sessions'].map((name, index) => feature(name, index + 4)),
        },
      ],
      vector: Float32Array.from(values.slice(6)),
    });
    truth.push(group);
  }
  return { profiles, truth };
}
