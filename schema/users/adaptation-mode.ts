import { registerEnumType } from 'type-graphql';

/** Who decided how strongly events count. */
export const AdaptationMode = {
  FIXED: 'FIXED',
  EQUAL_MIXTURE: 'EQUAL_MIXTURE',
  POLICY: 'POLICY',
} as const;
export type AdaptationMode = keyof typeof AdaptationMode;

registerEnumType(AdaptationMode, {
  name: 'AdaptationMode',
  description: 'Who decided how strongly events count.',
  valuesConfig: {
    FIXED: { description: 'A constant: there are too few events.' },
    EQUAL_MIXTURE: {
      description:
        'All forgetting rates from .6 on alike, those that forget faster not at all: the policy is not proven better.',
    },
    POLICY: { description: 'The learned policy.' },
  },
});
