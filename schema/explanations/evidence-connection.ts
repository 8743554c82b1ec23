import { connectionType } from '../paging/connection.ts';
import { EvidenceEvent } from './evidence-event.ts';

export const EvidenceEventConnection = connectionType<EvidenceEvent>(
  'EvidenceEvent',
  () => EvidenceEvent,
);
