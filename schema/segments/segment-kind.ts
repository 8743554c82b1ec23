import { registerEnumType } from 'type-graphql';

export const SegmentKind = {
  RULE: 'RULE',
  LEARNED: 'LEARNED',
  PREDICTIVE: 'PREDICTIVE',
  LOOKALIKE: 'LOOKALIKE',
} as const;
export type SegmentKind = keyof typeof SegmentKind;

registerEnumType(SegmentKind, {
  name: 'SegmentKind',
  description: 'Where a segment’s members come from.',
  valuesConfig: {
    RULE: { description: 'Whoever a rule holds for.' },
    LEARNED: { description: 'A group that the model found by itself.' },
    PREDICTIVE: { description: 'Whoever a head scores above a threshold.' },
    LOOKALIKE: { description: 'Whoever resembles given users.' },
  },
});
