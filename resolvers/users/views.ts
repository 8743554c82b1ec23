import type { ModalityRegistry } from '../../fusion/index.ts';
import { choicesOf, modalitiesOf, type ReplayedProfile } from '../../profiles/index.ts';
import type {
  Interest,
  PastAdaptation,
  Place,
  Profile,
  ReadOut,
  User,
} from '../../schema/index.ts';
import type { ProfileRow } from '../../store/index.ts';

/** The read model that the updater writes with each profile. */
interface Summary {
  readonly modalities?: unknown;
  readonly readOuts?: readonly ReadOut[];
  readonly interests?: readonly Interest[];
  readonly adaptation?: unknown;
  readonly places?: readonly Place[];
  readonly eventCount?: number;
  readonly historyIsCut?: boolean;
  readonly firstEventAt?: number | null;
  readonly lastEventAt?: number | null;
}

export const userOf = (id: string): User => ({ __typename: 'User', id });

/** A profile's summary; parts that an older version did not write are absent. */
export const summaryOf = (row: ProfileRow): Summary => (row.summary ?? {}) as unknown as Summary;

/** A stored profile as GraphQL shows it. */
export function profileOf(row: ProfileRow, modalities: ModalityRegistry): Profile {
  const summary = summaryOf(row);
  return {
    userId: row.userId,
    version: row.version,
    asOf: row.asOf,
    computedAt: row.computedAt,
    modelId: row.modelId,
    throughSequence: row.throughSequence,
    vector: row.vector,
    modalities: modalitiesOf(summary.modalities).map((share) => ({
      ...share,
      // A model may know a modality that this deployment has since taken out.
      title: modalities.has(share.name) ? modalities.get(share.name).title : share.name,
    })),
    readOuts: summary.readOuts ?? [],
    interests: summary.interests ?? [],
    adaptation: [...choicesOf(summary.adaptation)],
    adaptationRevision: row.adaptationRevision ?? 0,
    places: summary.places ?? [],
    eventCount: summary.eventCount ?? 0,
    historyIsCut: summary.historyIsCut ?? false,
    firstEventAt: summary.firstEventAt ?? null,
    lastEventAt: summary.lastEventAt ?? null,
  };
}

/** What was chosen for a profile of the past. */
export function pastAdaptationOf({ served, encoded }: ReplayedProfile): PastAdaptation {
  return {
    version: served.version,
    computedAt: served.computedAt,
    modelId: served.modelId,
    revision: served.adaptationRevision ?? 0,
    choices: [...encoded.adaptation],
  };
}
