import type { PushedMessage } from '../../connectors/index.ts';
import { type PrepareContext, prepareRecord, prepareReject } from '../commit/prepare.ts';
import type { PreparedRecord, Rejected } from '../commit/prepared.ts';
import type { StreamMapping } from '../mapping/mapped-record.ts';

/** A message that was mapped and checked, and waits for its transaction. */
export interface PreparedMessage {
  /** What the inbox knows it by; null where its sender names it in no way. */
  readonly id: string | null;
  readonly stream: string;
  /** As it came, in case it has to be kept aside. */
  readonly message: PushedMessage['message'];
  readonly outcome: { readonly record: PreparedRecord } | { readonly rejected: Rejected };
}

/** Maps and checks a message. Never throws for what is wrong with the message itself. */
export function preparePushed(
  { id, once, message }: PushedMessage,
  mapping: StreamMapping,
  context: PrepareContext,
): PreparedMessage {
  const { stream } = message;
  if (message.type === 'reject') {
    return { id, stream, message, outcome: { rejected: prepareReject(message, context) } };
  }
  return { id, stream, message, outcome: prepareRecord(message, mapping, context, once) };
}
