import type { Source, UnknownSource } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { createLoaders } from '../loaders/index.ts';

/** The source as it is right now, whatever the request has read before; null where there is none. */
export async function sourceNow(services: Services, sourceId: string): Promise<Source | null> {
  const sources = await createLoaders(services, services.clock()).sources();
  return sources.find(({ id }) => id === sourceId) ?? null;
}

export function unknownSource(services: Services): UnknownSource {
  const ids = services.sources.declared().map(({ id }) => id);
  return {
    __typename: 'UnknownSource',
    message: `There is no source of that id. Declared are: ${ids.join(', ') || 'none'}.`,
  };
}
