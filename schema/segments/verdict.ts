import { registerEnumType } from 'type-graphql';

export const Verdict = { TRUE: 'TRUE', FALSE: 'FALSE', UNKNOWN: 'UNKNOWN' } as const;
export type Verdict = keyof typeof Verdict;

registerEnumType(Verdict, {
  name: 'Verdict',
  description: 'What the evaluator found. Missing data never counts as true or false.',
  valuesConfig: {
    TRUE: { description: 'The user belongs to the segment.' },
    FALSE: { description: 'The user does not belong to it.' },
    UNKNOWN: { description: 'The data does not suffice to tell.' },
  },
});
