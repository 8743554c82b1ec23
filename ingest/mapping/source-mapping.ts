import { type AnyConnector, type HttpConfig, isPush } from '../../connectors/index.ts';
import { segmentMapping } from '../segment/segment-mapping.ts';
import type { SourceDeclaration } from '../source-declaration.ts';
import { loadMapping } from './load-mapping.ts';
import type { StreamMapping } from './mapped-record.ts';

/**
 * How a stream of a source is mapped: as it is declared, and where its connector speaks a vocabulary
 * that is known here, by that as well. Null where nobody says.
 * @throws {MappingError} where a mapping function cannot be loaded
 */
export async function sourceMapping(
  source: SourceDeclaration,
  stream: string,
  connector: AnyConnector | null,
  baseFolder: string,
): Promise<StreamMapping | null> {
  const declared = source.streams.find(({ name }) => name === stream);
  const own = declared === undefined ? null : await loadMapping(declared.map, baseFolder);
  if (connector === null || !isPush(connector) || connector.vocabulary !== 'segment') return own;
  const settings = connector.spec.config.parse(source.config ?? {}) as HttpConfig;
  return segmentMapping(settings, own?.map ?? null);
}
