import { noExpert } from '../../experts/no-expert.ts';
import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { browsingEventTypes } from './event-types.ts';

const eventTypes: Readonly<Record<string, EventType>> = browsingEventTypes;

export const browsing: Modality = {
  name: 'browsing',
  title: 'Browsing',
  description: 'What people do on the pages of a shop: views, searches, carts, wish lists.',
  eventTypes,
  featureNames: () => [],
  features: () => null,
  fitExpert: () => noExpert,
  loadExpert: () => noExpert,
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
