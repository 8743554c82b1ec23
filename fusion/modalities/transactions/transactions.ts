import { InteractionExpert } from '../../experts/interactions/interaction-expert.ts';
import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { transactionEventTypes } from './event-types.ts';
import { transactionFeatureLabel, transactionWords } from './feature-labels.ts';
import { transactionFeatureNames, transactionFeatures } from './features.ts';
import { spend } from './spend.ts';

const name = 'transactions';
const eventTypes: Readonly<Record<string, EventType>> = transactionEventTypes;

/** What users pay for, and what they give back. */
export const transactions: Modality = {
  name,
  title: 'Transactions',
  description: 'What users pay for, and what they give back.',
  eventTypes,
  featureNames: transactionFeatureNames,
  features: transactionFeatures,
  featureLabel: transactionFeatureLabel,
  words: transactionWords,
  fitExpert: (data) => InteractionExpert.fit(name, data),
  loadExpert: (parts, { catalog }) => InteractionExpert.fromParts(name, parts, catalog),
  labels: [spend],
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
