import { nearestName } from '../../connectors/index.ts';
import type { EventType, ModalityRegistry } from '../../fusion/index.ts';
import { checkExternalIds } from '../mapping/external-ids.ts';
import type { MappedEvent } from '../mapping/mapped-record.ts';
import { checkFinite, checkScalars } from './check-attributes.ts';
import { checkTime } from './check-time.ts';
import type { CheckedEvent } from './checked.ts';
import { RecordRejection } from './reasons.ts';
import { checkKey } from './text.ts';

/**
 * Checks an event against its modality's schema for its type.
 * @param part the event's number within its record, where the mapping gives none
 * @param now the current time in milliseconds
 * @throws {RecordRejection}
 */
export function checkEvent(
  event: MappedEvent,
  part: number,
  modalities: ModalityRegistry,
  now: number,
): CheckedEvent {
  const eventType = eventTypeOf(event, modalities);
  const other = event.other ?? null;
  const itemId = event.itemId ?? null;
  const value = event.value ?? null;
  const attributes = event.attributes ?? {};
  checkExternalIds(event.user, 'user');
  if (other !== null) checkExternalIds(other, 'other user');
  if (itemId !== null) checkKey(itemId, 'The item id');
  if (value !== null) checkFinite(value, 'The value');
  checkScalars(attributes, 'attribute');
  const at = checkTime(event.at, now);
  // Who the other user is comes later; the schema only wants to know whether there is one.
  const otherUserId = other === null ? null : 'other';
  const fits = eventType.schema.safeParse({ itemId, value, attributes, otherUserId });
  if (!fits.success) {
    const issue = fits.error.issues[0]!;
    const where = issue.path.join('.') || 'the event';
    throw new RecordRejection(
      'event_invalid',
      `${event.modality} ${event.type}: ${where}: ${issue.message}`,
    );
  }
  return {
    kind: 'event',
    part: event.part ?? part,
    modality: event.modality,
    type: event.type,
    at,
    user: event.user,
    other,
    // What the schema makes of them is stored: a modality may bring values into its own form.
    itemId: fits.data.itemId,
    value: fits.data.value,
    attributes: fits.data.attributes,
  };
}

/** The unknown name itself stays out of the message: the mapping may have read it from a wrong field. */
function eventTypeOf(event: MappedEvent, modalities: ModalityRegistry): EventType {
  if (!modalities.has(event.modality)) {
    const names = modalities.list().map(({ name }) => name);
    throw new RecordRejection(
      'unknown_modality',
      `No such modality${suggestion(event.modality, names)} Registered: ${names.join(', ')}.`,
    );
  }
  const modality = modalities.get(event.modality);
  if (Object.hasOwn(modality.eventTypes, event.type)) return modality.eventTypes[event.type]!;
  const types = Object.keys(modality.eventTypes);
  throw new RecordRejection(
    'unknown_type',
    `${event.modality} has no such event type${suggestion(event.type, types)} It has: ${types.join(', ')}.`,
  );
}

function suggestion(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  return nearest === null ? '.' : `; did you mean "${nearest}"?`;
}
