import type { EventType } from '../event-type.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { locationEventTypes } from './event-types.ts';
import { locationFeatureLabel, locationWords } from './feature-labels.ts';
import { locationFeatureNames, locationFeatures } from './features.ts';
import { LocationExpert } from './location-expert.ts';

const name = 'location';
const eventTypes: Readonly<Record<string, EventType>> = locationEventTypes;

/** Where users are: pings and visits of places. */
export const location: Modality = {
  name,
  title: 'Location',
  description: 'Where users are: pings and visits of places.',
  eventTypes,
  featureNames: () => locationFeatureNames,
  features: locationFeatures,
  featureLabel: locationFeatureLabel,
  words: locationWords,
  fitExpert: (data) => LocationExpert.fit(name, data),
  loadExpert: (parts, { catalog }) => LocationExpert.fromParts(name, parts, catalog),
  labels: [],
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
