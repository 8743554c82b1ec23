import {
  type AnyConnector,
  type HttpConfig,
  isPush,
  type PushConnector,
} from '../../connectors/index.ts';
import type { MostIds } from '../commit/identify.ts';
import type { IngestContext } from '../context.ts';
import { MappingError } from '../mapping/load-mapping.ts';
import type { StreamMapping } from '../mapping/mapped-record.ts';
import { sourceMapping } from '../mapping/source-mapping.ts';
import type { SourceDeclaration } from '../source-declaration.ts';
import { Receiver } from './receiver.ts';

/** As many ids of a kind as one user has where a source says nothing else. */
const MOST_USER_IDS = 1;
const MOST_OTHER_IDS = 5;
const WAITING_EVENTS = 20_000;

/**
 * Makes a source ready to be sent to.
 * @throws {MappingError} where nothing can be sent to it, or its mapping cannot be used
 */
export async function openReceiver(
  context: IngestContext,
  source: SourceDeclaration,
  connector: AnyConnector | null,
  mostAtOnce: number,
): Promise<Receiver> {
  if (connector === null || !isPush(connector)) {
    throw new MappingError(
      `Source ${source.id}: nothing can be sent to a source of this connector.`,
    );
  }
  const config = connector.spec.config.parse(source.config ?? {});
  return new Receiver(context, {
    sourceId: source.id,
    mostAtOnce,
    mappings: await mappingsOf(context, source, connector, config),
    ...limitsOf(connector, config),
  });
}

async function mappingsOf(
  context: IngestContext,
  source: SourceDeclaration,
  connector: PushConnector,
  config: unknown,
): Promise<Map<string, StreamMapping>> {
  const { clock, baseFolder, log } = context;
  const signal = new AbortController().signal;
  const known = await connector.discover(config, { signal, now: clock, baseFolder, log });
  const names = new Set([...source.streams, ...known].map(({ name }) => name));
  const mappings = new Map<string, StreamMapping>();
  for (const name of names) {
    const mapping = await sourceMapping(source, name, connector, baseFolder);
    if (mapping !== null) mappings.set(name, mapping);
  }
  return mappings;
}

function limitsOf({ vocabulary }: PushConnector, config: unknown) {
  if (vocabulary !== 'segment') {
    return { mostIds: null, waitingEvents: WAITING_EVENTS, eventsPerSecond: null };
  }
  const { identity, limits } = config as HttpConfig;
  const mostIds: MostIds = (kind) => {
    const usual = kind === identity.userId ? MOST_USER_IDS : MOST_OTHER_IDS;
    return identity.limits[kind] ?? usual;
  };
  const { waitingEvents, eventsPerSecond = null } = limits;
  return { mostIds, waitingEvents, eventsPerSecond };
}
