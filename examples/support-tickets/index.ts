import { describeEvent, type EventType, type Modality, noExpert } from 'portrait/modality';
import { ticketEventTypes } from './event-types.ts';
import { NAME, ticketFeatureNames, ticketFeatures } from './features.ts';
import { ticketFeatureLabel, ticketWords } from './words.ts';

const eventTypes: Readonly<Record<string, EventType>> = ticketEventTypes;

/** What customers ask the shop's support. */
const tickets: Modality = {
  name: NAME,
  title: 'Support tickets',
  description: "What customers ask the shop's support.",
  eventTypes,
  featureNames: ticketFeatureNames,
  features: ticketFeatures,
  featureLabel: ticketFeatureLabel,
  words: ticketWords,
  // Tickets recommend nothing: they have a say in the profile, and none in the ranking.
  fitExpert: () => noExpert,
  loadExpert: () => noExpert,
  labels: [],
  evidence: (event, item, locale) => describeEvent(eventTypes[event.type], event, item, locale),
};

export default tickets;
