import { ConnectorRegistry, postgresConnector } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest, type Ingest, sourceDeclaration } from '../../../ingest/index.ts';
import type { Store } from '../../../store/index.ts';

/** A table of purchases in a schema, read by its changes in small pages. */
export function changesSource(url: string, schema: string) {
  const config = {
    url,
    pageRows: 50,
    changes: { slotPrefix: schema },
    streams: [{ name: 'purchases', schema, table: 'purchases' }],
  };
  const event = {
    modality: 'transactions',
    type: 'purchase',
    at: 'at',
    user: { customer: 'customer' },
    item: 'item',
    value: 'amount',
  };
  return sourceDeclaration.parse({
    id: 'shop',
    connector: 'postgres',
    config,
    streams: [{ name: 'purchases', map: { event } }],
  });
}

export function ingestChanges(store: Store): Ingest {
  return createIngest(store, {
    modalities: defaultModalities(),
    connectors: new ConnectorRegistry([postgresConnector as never]),
    clock: Date.now,
    baseFolder: '.',
    log: () => undefined,
    batchRecords: 40,
  });
}
