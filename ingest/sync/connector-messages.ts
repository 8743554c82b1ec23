import {
  type Connector,
  type ConnectorContext,
  ConnectorError,
  ConnectorFatalError,
  type ConnectorMessage,
  ConnectorRecordError,
  type ReadRequest,
} from '../../connectors/index.ts';

/** What a read yields here: the connector's messages, and single records that it could not read. */
export type ReadStep =
  | ConnectorMessage
  | { readonly type: 'failed-record'; readonly reason: string };

const MAX_FAILED_IN_A_ROW = 1000;

/**
 * A connector's messages, its errors told apart from ours: everything that leaves this generator as an
 * error is a `ConnectorError`. After an unreadable record the read goes on where the connector can; a
 * connector whose iterator ended with that error is reported as stopped, not as finished.
 */
export async function* connectorMessages(
  connector: Connector,
  config: unknown,
  request: ReadRequest,
  context: ConnectorContext,
): AsyncGenerator<ReadStep> {
  const iterator = connector.read(config, request, context)[Symbol.asyncIterator]();
  let failedRecord: ConnectorRecordError | null = null;
  let failedInARow = 0;
  try {
    for (;;) {
      let next: IteratorResult<ConnectorMessage>;
      try {
        next = await iterator.next();
      } catch (error) {
        if (!(error instanceof ConnectorRecordError)) throw asConnectorError(error);
        failedRecord = error;
        failedInARow += 1;
        if (failedInARow > MAX_FAILED_IN_A_ROW) throw stoppedAt(failedRecord);
        yield { type: 'failed-record', reason: error.message };
        continue;
      }
      if (next.done) {
        if (failedRecord === null) return;
        throw stoppedAt(failedRecord);
      }
      failedRecord = null;
      failedInARow = 0;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

const stoppedAt = (failed: ConnectorRecordError): ConnectorFatalError =>
  new ConnectorFatalError(`The read stopped at a record that cannot be read: ${failed.message}`, {
    cause: failed,
  });

/** The words of an unforeseen error may quote records or secrets, so only its kind is told. */
export function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const kind = error instanceof Error ? error.name : typeof error;
  return new ConnectorFatalError(
    `The connector failed in a way it does not explain (${kind}); this is a defect of the connector.`,
    { cause: error },
  );
}
