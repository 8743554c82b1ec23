import { type AnyConnector, isPush } from '../connectors/index.ts';
import type { IngestContext } from './context.ts';
import { MappingError } from './mapping/load-mapping.ts';
import type { SourceDeclaration } from './source-declaration.ts';
import { asConnectorError } from './sync/connector-messages.ts';
import { checkedConfig } from './sync/sync-source.ts';

const TIMEOUT_MS = 30_000;

/**
 * Lets go of what a source keeps for its reader, such as a replication slot. That it could not be done
 * keeps nobody from removing the source: it is said among the rest.
 * @returns what was let go of, or would be, in sentences
 */
export async function releaseSource(
  context: IngestContext,
  source: SourceDeclaration,
  connector: AnyConnector | null,
  dryRun: boolean,
): Promise<readonly string[]> {
  if (connector === null || isPush(connector) || connector.release === undefined) return [];
  const { store, clock: now, baseFolder, log } = context;
  const states = (await store.sources.status()).flatMap(({ sourceId, state }) =>
    sourceId === source.id && state !== null ? [state] : [],
  );
  const lent = { signal: AbortSignal.timeout(TIMEOUT_MS), now, baseFolder, log };
  try {
    const config = checkedConfig(context, source, connector);
    return await connector.release(config, { states, dryRun }, lent);
  } catch (error) {
    const { message } = error instanceof MappingError ? error : asConnectorError(error);
    return [`What the source keeps for its reader could not be let go of: ${message}`];
  }
}
