import { noExpert } from '../../experts/no-expert.ts';
import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { transactionEventTypes } from './event-types.ts';

const eventTypes: Readonly<Record<string, EventType>> = transactionEventTypes;

export const transactions: Modality = {
  name: 'transactions',
  title: 'Transactions',
  description: 'What users pay for, and what they give back.',
  eventTypes,
  featureNames: () => [],
  features: () => null,
  fitExpert: () => noExpert,
  loadExpert: () => noExpert,
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
