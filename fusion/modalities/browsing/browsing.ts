import { InteractionExpert } from '../../experts/interactions/interaction-expert.ts';
import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { browsingEventTypes } from './event-types.ts';
import { browsingFeatureLabel, browsingWords } from './feature-labels.ts';
import { browsingFeatureNames, browsingFeatures } from './features.ts';

const name = 'browsing';
const eventTypes: Readonly<Record<string, EventType>> = browsingEventTypes;

/** What people do on the pages of a shop: views, searches, carts, wish lists. */
export const browsing: Modality = {
  name,
  title: 'Browsing',
  description: 'What people do on the pages of a shop: views, searches, carts, wish lists.',
  eventTypes,
  featureNames: browsingFeatureNames,
  features: browsingFeatures,
  featureLabel: browsingFeatureLabel,
  words: browsingWords,
  fitExpert: (data) => InteractionExpert.fit(name, data),
  loadExpert: (parts, { catalog }) => InteractionExpert.fromParts(name, parts, catalog),
  labels: [],
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
