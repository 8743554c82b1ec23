import type { PortraitConfiguration } from '../config/index.ts';
import {
  type AnyConnector,
  type ConnectorContext,
  defaultConnectors,
  isPush,
  nearestName,
} from '../connectors/index.ts';
import type { SourceDeclaration } from '../ingest/index.ts';
import type { CommandContext } from './context.ts';
import { UsageError } from './errors.ts';

/**
 * The source of that id, or all of them.
 * @throws {UsageError} where there is no such source, or none at all
 */
export function chosenSources(
  { sources }: PortraitConfiguration,
  id: string | undefined,
): readonly SourceDeclaration[] {
  if (sources.length === 0) {
    throw new UsageError('No sources are declared. Add one under `sources:` in portrait.yaml.');
  }
  if (id === undefined) return sources;
  const found = sources.filter((source) => source.id === id);
  if (found.length > 0) return found;
  const ids = sources.map((source) => source.id);
  const nearest = nearestName(id, ids);
  const suggestion = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no source "${id}".${suggestion} Declared: ${ids.join(', ')}.`);
}

/** A source with its connector and its checked settings, ready to be asked. */
export interface ReadySource {
  readonly id: string;
  readonly connectorName: string;
  readonly connector: AnyConnector;
  readonly config: unknown;
  readonly context: ConnectorContext;
}

export function readySource(
  { output, signal }: CommandContext,
  { baseFolder }: PortraitConfiguration,
  source: SourceDeclaration,
  timeoutMs: number,
): ReadySource {
  const connector = defaultConnectors().find(source.connector)!;
  return {
    id: source.id,
    connectorName: source.connector,
    connector,
    config: connector.spec.config.parse(source.config ?? {}),
    context: {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      now: Date.now,
      baseFolder,
      log: (message, facts) => output.log(message, facts),
    },
  };
}

/** Whether events are sent to the source, so that it is never read. */
export function isSentTo({ connector }: SourceDeclaration): boolean {
  const found = defaultConnectors().find(connector);
  return found !== null && isPush(found);
}
