import { registerEnumType } from 'type-graphql';

export const ModelState = {
  CANDIDATE: 'CANDIDATE',
  SHADOW: 'SHADOW',
  SERVING: 'SERVING',
  RETIRED: 'RETIRED',
} as const;
export type ModelState = keyof typeof ModelState;

registerEnumType(ModelState, {
  name: 'ModelState',
  description: 'Where a model stands in its life.',
  valuesConfig: {
    CANDIDATE: { description: 'Trained and saved, nothing else.' },
    SHADOW: { description: 'Its profiles are made and kept beside those that are served.' },
    SERVING: { description: 'Everybody reads it.' },
    RETIRED: {
      description:
        'It served, or was given up; while its profiles are kept it can serve again at once.',
    },
  },
});
