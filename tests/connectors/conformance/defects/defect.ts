import {
  type ReferenceConfig,
  referenceDeclaration,
} from '../../../../connectors/conformance/hostile/reference-connector.ts';
import type { CheckName } from '../../../../connectors/conformance/index.ts';
import type { Connector, ConnectorMessage, ReadRequest } from '../../../../connectors/index.ts';
import {
  type ConnectorDeclaration,
  defineConnector,
} from '../../../../connectors/kit/define-connector.ts';
import type { PageSource } from '../../../../connectors/kit/paging.ts';
import type { OpenScope } from '../../../../connectors/kit/stream.ts';

export type Reference = Connector<ReferenceConfig>;
type Declaration = ConnectorDeclaration<ReferenceConfig, PageSource>;

/** A connector with one defect, which the check of that name must find and no other. */
export type Defects = Partial<Readonly<Record<CheckName, () => Reference>>>;

const hasty = (scope: OpenScope, attempts = scope.backOff.attempts): OpenScope => ({
  ...scope,
  backOff: { ...scope.backOff, attempts, firstMs: 5, longestMs: 20 },
});

/** The reference connector with pauses that suit a test, spoilt at its declaration. */
export function spoilt(fields: Partial<Declaration> = {}, attempts?: number): Reference {
  const { open } = { ...referenceDeclaration, ...fields };
  return defineConnector({
    ...referenceDeclaration,
    ...fields,
    open: (config, scope) => open(config, hasty(scope, attempts)),
  });
}

/** The reference connector with something put in place of its parts. */
export function replaced(parts: (reference: Reference) => Partial<Reference>): Reference {
  const reference = spoilt();
  return { ...reference, ...parts(reference) };
}

type Rewrite = (
  messages: AsyncIterable<ConnectorMessage>,
  call: Parameters<Reference['read']>,
) => AsyncIterable<ConnectorMessage>;

/** The reference connector with its messages rewritten on their way. */
export function rewritten(rewrite: Rewrite, reference = spoilt()): Reference {
  return { ...reference, read: (...call) => rewrite(reference.read(...call), call) };
}

/** The reference connector with each message changed into others. */
export function mapped(change: (message: ConnectorMessage) => readonly ConnectorMessage[]) {
  return rewritten(async function* (messages) {
    for await (const message of messages) yield* change(message);
  });
}

type DataMessage = Extract<ConnectorMessage, { key: string }>;

/** The reference connector with each record and tombstone changed. */
export const mappedRecords = (change: (message: DataMessage) => ConnectorMessage) =>
  mapped((message) => [
    message.type === 'record' || message.type === 'tombstone' ? change(message) : message,
  ]);

/** The reference connector with the errors of a read replaced; null ends the read as if it were over. */
export function misjudging(
  judge: (error: Error & { retryAfterMs?: number }, hasRead: boolean) => Error | null,
  attempts?: number,
): Reference {
  return rewritten(
    async function* (messages) {
      let hasRead = false;
      try {
        for await (const message of messages) {
          if (message.type === 'record') hasRead = true;
          yield message;
        }
      } catch (thrown) {
        const error = judge(thrown as Error, hasRead);
        if (error !== null) throw error;
      }
    },
    spoilt({}, attempts),
  );
}

/** Whether a read goes on from the state that a finished read left. */
export function isFromFinal({ state }: ReadRequest): boolean {
  const { parts } = (state ?? { parts: { '': { reading: {} } } }) as {
    parts?: Record<string, { reading: unknown }>;
  };
  return parts?.['']?.reading === null;
}
