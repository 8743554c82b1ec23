import { RandomSource } from '../../../fusion/index.ts';
import type { ProfileInput } from '../../../segments/learned/profile-columns.ts';

const BOUGHT = [
  'share_of_Garden',
  'share_of_Books',
  'share_of_Kitchen',
  'share_of_Toys',
  'coupon_share',
  'morning_share',
  'evening_share',
  'weekend_share',
];
const VIEWED = ['share_of_Garden', 'evening_share'];

/** Users of planted groups: each group has its own categories, hours and fused vector. */
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
    const feature = (name: string, index: number) => ({
      name,
      value: name.includes('share') ? 1 / (1 + Math.exp(-values[index])) : values[index],
    });
    profiles.push({
      modalities: [
        {
          name: 'transactions',
          present: true,
          events: 30,
          features: BOUGHT.map(feature),
        },
        {
          name: 'browsing',
          present: user % 5 !== 0,
          events: user % 5 === 0 ? 0 : 40,
          features:
            user % 5 === 0 ? [] : VIEWED.map((name, index) => feature(name, index + BOUGHT.length)),
        },
      ],
      vector: Float32Array.from(values.slice(BOUGHT.length + VIEWED.length)),
    });
    truth.push(group);
  }
  return { profiles, truth };
}
