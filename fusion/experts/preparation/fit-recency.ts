import {
  type AdaptationModel,
  fitAdaptation,
  Guardrail,
  type LoggedStream,
  type StreamModality,
  streamEvents,
} from '../../adaptation/index.ts';
import type { UserHistory } from '../../data/user-history.ts';
import type { Catalog } from '../catalog.ts';
import type { PrepareSettings } from './prepare-settings.ts';

/** What a policy is learned from: everybody's events up to an instant of their own. */
export interface RecencyData {
  readonly users: readonly UserHistory[];
  /** Milliseconds since the epoch. */
  readonly instantOf: (history: UserHistory) => number;
  readonly modalities: readonly StreamModality[];
  readonly catalog: Catalog;
}

/**
 * Learns how strongly events count, from streams of each user and modality. The policy decides where
 * people held out of training say that it is better than the equal mixture, as it will begin in use; the
 * experts follow it there.
 * @returns null where too little is known
 */
export function fitRecency(
  { users, instantOf, modalities, catalog }: RecencyData,
  { recency, seed, reencodePrice }: Pick<PrepareSettings, 'recency' | 'seed' | 'reencodePrice'>,
): AdaptationModel | null {
  const streams = users.flatMap((history, user): LoggedStream[] =>
    modalities.map((modality) => {
      const known = (id: string) => catalog.indexOf(id);
      const events = streamEvents(history.events, modality, known, instantOf(history));
      return { user, items: events.map(({ item }) => item), at: events.map(({ at }) => at) };
    }),
  );
  const fitted = fitAdaptation(streams, catalog.size, seed, reencodePrice);
  if (fitted === null) return null;
  const proven = Guardrail.start(fitted.evidence).state;
  if (recency === 'equal mixture') return fitted.deciding('EQUAL_MIXTURE');
  return fitted.deciding(proven).steering(recency === 'policy' && proven === 'POLICY');
}
