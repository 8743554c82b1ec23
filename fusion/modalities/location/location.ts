import { noExpert } from '../../experts/no-expert.ts';
import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { locationEventTypes } from './event-types.ts';

const eventTypes: Readonly<Record<string, EventType>> = locationEventTypes;

export const location: Modality = {
  name: 'location',
  title: 'Location',
  description: 'Where users are: pings and visits of places.',
  eventTypes,
  featureNames: () => [],
  features: () => null,
  fitExpert: () => noExpert,
  loadExpert: () => noExpert,
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
