import type { EventType } from '../event-type.ts';
import { eventsOf } from '../events-of.ts';
import { describeEvent } from '../evidence.ts';
import type { Modality } from '../modality.ts';
import { socialEventTypes } from './event-types.ts';
import { socialFeatureLabel, socialWords } from './feature-labels.ts';
import { SocialExpert } from './social-expert.ts';

const name = 'social';
const eventTypes: Readonly<Record<string, EventType>> = socialEventTypes;

/** How users stand to one another: friends, and what they turn to. */
export const social: Modality = {
  name,
  title: 'Social graph',
  description: 'How users stand to one another: friends, and what they turn to.',
  eventTypes,
  featureNames: () => ['log_relations', 'log_following'],
  features: (history, { asOf }) => {
    const relations = eventsOf(history, name, asOf);
    if (relations.length === 0) return null;
    const others = (type: string): number =>
      new Set(relations.filter((event) => event.type === type).map((event) => event.otherUserId))
        .size;
    return Float32Array.of(Math.log1p(others('friend')), Math.log1p(others('follow')));
  },
  featureLabel: socialFeatureLabel,
  words: socialWords,
  fitExpert: (data) => SocialExpert.fit(name, data),
  loadExpert: (parts, { catalog }) => SocialExpert.fromParts(name, parts, catalog),
  labels: [],
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};
