import type { RecordMessage, RejectMessage, TombstoneMessage } from '../../connectors/index.ts';
import type { ModalityRegistry } from '../../fusion/index.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import { contentHash, deletionHash } from '../identity/event-id.ts';
import { hashParts } from '../identity/hash.ts';
import { letterId } from '../identity/letter-id.ts';
import type {
  MappedPart,
  RecordMapping,
  SourceRecord,
  StreamMapping,
} from '../mapping/mapped-record.ts';
import { checkPart } from '../validate/check-part.ts';
import type { CheckedEvent, CheckedPart } from '../validate/checked.ts';
import { checkDepth } from '../validate/depth.ts';
import { REJECTION_REASONS, RecordRejection } from '../validate/reasons.ts';
import { checkKey } from '../validate/text.ts';
import {
  heldContent,
  heldEvent,
  type LetterContent,
  letterContent,
  rawContent,
  storable,
} from './letter.ts';
import type { Prepared, Rejected } from './prepared.ts';

/** What mapping and checking need beside the record. */
export interface PrepareContext {
  readonly sourceId: string;
  readonly modalities: ModalityRegistry;
  /** The current time in milliseconds. */
  readonly now: number;
}

type ReadMessage = RecordMessage | TombstoneMessage;

/**
 * Maps and checks one record. Never throws for what is wrong with the record itself.
 * @param once whether this is all that is ever said under the record's key
 */
export function prepareRecord(
  message: ReadMessage,
  mapping: StreamMapping,
  context: PrepareContext,
  once = false,
): Prepared {
  const deleted = message.type === 'tombstone';
  try {
    checkKey(message.key, 'The record key');
    if (message.version !== '') checkKey(message.version, "The record's version");
    checkDepth(message.data);
    // Of a record that comes once there is no other version to tell it from.
    const canonical = once ? message.key : canonicalJson(message.data);
    const hash = deleted ? deletionHash(canonical) : contentHash(canonical);
    const parts = deleted
      ? partsWherePossible(message, mapping.map, context)
      : checkedParts(message, mapping.map, context);
    const retracted = deleted ? [] : retractedEvents(message, parts, mapping, context);
    const { key, version } = message;
    return {
      record: {
        key,
        version,
        contentHash: hash,
        deleted,
        parts,
        retracted,
        ...(once && { once }),
        size: canonical.length,
      },
    };
  } catch (error) {
    if (error instanceof RecordRejection)
      return { rejected: rejectedRecord(message, error, context) };
    throw error;
  }
}

/** A row that the connector itself could not read. */
export function prepareReject(message: RejectMessage, context: PrepareContext): Rejected {
  const position = storable(message.position).slice(0, 512);
  const content = rawContent(message.raw);
  const hash = contentHash(canonicalJson(content));
  return {
    id: letterId(context.sourceId, message.stream, { recordKey: null, position }, '', hash),
    recordKey: null,
    position,
    reason: 'unreadable',
    message: storable(message.reason),
    content,
    size: message.raw.length,
  };
}

/** A good record that is kept aside as it came because its source is in quarantine. */
export function heldRecord(message: ReadMessage, sourceId: string): Rejected {
  return held(sourceId, message.stream, message.key, heldContent(message.type, message));
}

/** A good event of an application, kept aside in the same way. */
export function heldIncoming(
  sourceId: string,
  stream: string,
  key: string,
  event: unknown,
): Rejected {
  return held(sourceId, stream, key, heldEvent(event));
}

function held(sourceId: string, stream: string, key: string, content: LetterContent): Rejected {
  const reason = 'quarantined';
  const canonical = canonicalJson(content);
  const place = { recordKey: key, position: null };
  return {
    id: letterId(sourceId, stream, place, reason, contentHash(canonical)),
    ...place,
    reason,
    message: REJECTION_REASONS[reason],
    content,
    size: canonical.length,
  };
}

function checkedParts(
  message: SourceRecord,
  mapping: RecordMapping,
  context: PrepareContext,
): CheckedPart[] {
  const parts = callMapping(mapping, message);
  const seen = new Set<number>();
  return parts.map((part, index) => {
    const checked = checkPart(part, index, context.modalities, context.now);
    if (checked.kind === 'event') {
      if (seen.has(checked.part)) {
        throw new RecordRejection(
          'mapping_output',
          `The mapping function gave two events with part ${checked.part}.`,
        );
      }
      seen.add(checked.part);
    }
    return checked;
  });
}

/**
 * A deletion often carries no more than the key. What cannot be mapped is then found by the key among
 * the events that the record gave before.
 */
function partsWherePossible(
  message: SourceRecord,
  mapping: RecordMapping,
  context: PrepareContext,
): CheckedPart[] {
  try {
    return checkedParts(message, mapping, context);
  } catch (error) {
    if (error instanceof RecordRejection) return [];
    throw error;
  }
}

/** Only of records whose versions are ordered: without an order there is no later version to protect. */
function retractedEvents(
  message: SourceRecord,
  parts: readonly CheckedPart[],
  mapping: StreamMapping,
  context: PrepareContext,
): CheckedEvent[] {
  if (message.version === '' || mapping.mapUnfiltered === null) return [];
  if (parts.some((part) => part.kind === 'event')) return [];
  const filtered = partsWherePossible(message, mapping.mapUnfiltered, context);
  return filtered.filter((part) => part.kind === 'event');
}

function callMapping(mapping: RecordMapping, message: SourceRecord): readonly MappedPart[] {
  const { stream, key, version, data } = message;
  try {
    return mapping({ stream, key, version, data });
  } catch (error) {
    if (error instanceof RecordRejection) throw error;
    // The function's own words may quote the record, so only the kind of error is told.
    const kind = error instanceof Error ? error.name : typeof error;
    throw new RecordRejection('mapping_failed', `The mapping function threw a ${kind}.`, {
      cause: error,
    });
  }
}

function rejectedRecord(
  message: ReadMessage,
  rejection: RecordRejection,
  context: PrepareContext,
): Rejected {
  const content = letterContent(message.type, message);
  const canonical = canonicalJson(content);
  const recordKey = storable(message.key).slice(0, 512);
  return {
    id: letterId(
      context.sourceId,
      message.stream,
      { recordKey, position: null },
      '',
      contentHash(canonical),
    ),
    recordKey,
    position: null,
    reason: rejection.reason,
    message: `Record ${hashParts([message.key]).slice(0, 12)} (hash of its key): ${rejection.message}`,
    content,
    size: canonical.length,
  };
}
