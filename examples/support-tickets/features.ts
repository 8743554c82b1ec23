import {
  eventsOf,
  type FeatureContext,
  instantsOf,
  rhythmFeatureNames,
  rhythmFeatures,
  type UserHistory,
} from 'portrait/modality';
import { hashedText } from './hashed-text.ts';

export const NAME = 'tickets';
const TEXT_PLACES = 64;
export const textNames = Array.from({ length: TEXT_PLACES }, (_, place) => `text_${place}`);

export function ticketFeatureNames(): string[] {
  return [...rhythmFeatureNames, 'open_tickets', 'log_hours_to_close', 'log_words', ...textNames];
}

/** How often and how lately a user asks for help, what is still open, and in which words. */
export function ticketFeatures(
  history: UserHistory,
  { asOf }: FeatureContext,
): Float32Array | null {
  const events = eventsOf(history, NAME, asOf);
  if (events.length === 0) return null;
  const opened = events.filter(({ type }) => type === 'opened');
  const closed = events.filter(({ type }) => type === 'closed');
  const hours = closed.flatMap(({ value }) => value ?? []);
  const texts = opened.map(
    ({ attributes }) => `${attributes.subject ?? ''} ${attributes.text ?? ''}`,
  );
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/u).filter(Boolean).length, 0);
  return Float32Array.from([
    ...rhythmFeatures(instantsOf(opened.length > 0 ? opened : events), asOf),
    Math.max(opened.length - closed.length, 0),
    Math.log1p(hours.reduce((sum, value) => sum + value, 0) / Math.max(hours.length, 1)),
    Math.log1p(words / Math.max(texts.length, 1)),
    ...hashedText(texts, TEXT_PLACES),
  ]);
}
