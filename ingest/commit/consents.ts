import type { Store } from '../../store/index.ts';
import type { ExternalId } from '../mapping/mapped-record.ts';
import type { PreparedRecord } from './prepared.ts';

/** The purpose without which a user's events are not kept. */
export const PROFILING = 'profiling';

/** Writes what users answered, before anything else of the batch asks whether they refused. */
export async function writeConsents(
  store: Store,
  sourceId: string,
  records: readonly PreparedRecord[],
  userOf: (ids: readonly ExternalId[]) => string,
): Promise<void> {
  const rows = records
    .filter((record) => !record.deleted)
    .flatMap((record) =>
      record.parts
        .filter((part) => part.kind === 'consent')
        .map(({ user, purpose, granted, at }) => ({
          userId: userOf(user),
          purpose,
          granted,
          sourceId,
          version: at === null ? record.version : new Date(at).toISOString(),
        })),
    );
  if (rows.length > 0) await store.users.setConsent(rows);
}
