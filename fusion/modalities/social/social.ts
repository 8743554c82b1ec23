import { noExpert } from '../../experts/no-expert.ts';
import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { socialEventTypes } from './event-types.ts';

const eventTypes: Readonly<Record<string, EventType>> = socialEventTypes;

export const social: Modality = {
  name: 'social',
  title: 'Social',
  description: 'How users stand to one another: friends, and what they turn to.',
  eventTypes,
  featureNames: () => [],
  features: () => null,
  fitExpert: () => noExpert,
  loadExpert: () => noExpert,
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
