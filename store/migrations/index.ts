import type { Migration } from 'kysely/migration';
import { users } from './0001-users.ts';
import { events } from './0002-events.ts';
import { itemsAndSources } from './0003-items-and-sources.ts';
import { profilesAndModels } from './0004-profiles-and-models.ts';
import { segments } from './0005-segments.ts';
import { inbox } from './0006-inbox.ts';
import { sourceOperations } from './0007-source-operations.ts';
import { streamSchemas } from './0008-stream-schemas.ts';
import { traitNames } from './0009-trait-names.ts';
import { sourceBackfills } from './0010-source-backfills.ts';
import { feedFloors } from './0011-feed-floors.ts';
import { adaptationGuards } from './0012-adaptation-guards.ts';
import { changesByOrder } from './0013-changes-by-order.ts';
import { audiences } from './0014-audiences.ts';
import { workRanges } from './0015-work-ranges.ts';
import { summariesAsText } from './0017-summaries-as-text.ts';
import { modelLife } from './0018-model-life.ts';
import { modelComparisons } from './0019-model-comparisons.ts';
import { encodingFailures } from './0020-encoding-failures.ts';
import { eventsByOtherUser } from './0021-events-by-other-user.ts';
import { adaptationRevisions } from './0022-adaptation-revisions.ts';
import { longHistories } from './0023-long-histories.ts';
import { erasures } from './0024-erasures.ts';
import { leases } from './0025-leases.ts';
import { plainSummaries } from './0026-plain-summaries.ts';
import { policiesLearned } from './0027-policies-learned.ts';
import { itemVersions } from './0028-item-versions.ts';
import { itemChanges } from './0029-item-changes.ts';
import { documentForms } from './0030-document-forms.ts';
import { refusals } from './0031-refusals.ts';
import { dueByTheHour } from './0032-due-by-the-hour.ts';

/** In the order in which they run; a name that has been released is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-users': users,
  '0002-events': events,
  '0003-items-and-sources': itemsAndSources,
  '0004-profiles-and-models': profilesAndModels,
  '0005-segments': segments,
  '0006-inbox': inbox,
  '0007-source-operations': sourceOperations,
  '0008-stream-schemas': streamSchemas,
  '0009-trait-names': traitNames,
  '0010-source-backfills': sourceBackfills,
  '0011-feed-floors': feedFloors,
  '0012-adaptation-guards': adaptationGuards,
  '0013-changes-by-order': changesByOrder,
  '0014-audiences': audiences,
  '0015-work-ranges': workRanges,
  '0017-summaries-as-text': summariesAsText,
  '0018-model-life': modelLife,
  '0019-model-comparisons': modelComparisons,
  '0020-encoding-failures': encodingFailures,
  '0021-events-by-other-user': eventsByOtherUser,
  '0022-adaptation-revisions': adaptationRevisions,
  '0023-long-histories': longHistories,
  '0024-erasures': erasures,
  '0025-leases': leases,
  '0026-plain-summaries': plainSummaries,
  '0027-policies-learned': policiesLearned,
  '0028-item-versions': itemVersions,
  '0029-item-changes': itemChanges,
  '0030-document-forms': documentForms,
  '0031-refusals': refusals,
  '0032-due-by-the-hour': dueByTheHour,
};
