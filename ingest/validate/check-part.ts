import type { ModalityRegistry } from '../../fusion/index.ts';
import { checkExternalIds } from '../mapping/external-ids.ts';
import type { MappedPart } from '../mapping/mapped-record.ts';
import { checkScalars } from './check-attributes.ts';
import { checkEvent } from './check-event.ts';
import { checkItem } from './check-item.ts';
import { checkTime } from './check-time.ts';
import type { CheckedPart } from './checked.ts';
import { checkKey } from './text.ts';

/**
 * Checks one part of a mapped record.
 * @param index its place in what the mapping returned
 * @throws {RecordRejection}
 */
export function checkPart(
  part: MappedPart,
  index: number,
  modalities: ModalityRegistry,
  now: number,
): CheckedPart {
  if (part.kind === 'event') return checkEvent(part, index, modalities, now);
  if (part.kind === 'item') return checkItem(part);
  checkExternalIds(part.user, 'user');
  if (part.kind === 'user') {
    const traits = part.traits ?? {};
    checkScalars(traits, 'trait');
    return { ...part, traits };
  }
  checkKey(part.purpose, 'The purpose of a consent');
  return { ...part, at: part.at === undefined ? null : checkTime(part.at, now) };
}
