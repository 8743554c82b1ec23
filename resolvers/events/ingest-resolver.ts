import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { BusyError, type IncomingEvent } from '../../ingest/index.ts';
import { EventInput, IngestResult } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';

export const MOST_EVENTS = 1_000;

@Resolver()
export class IngestResolver {
  @Mutation(() => IngestResult, {
    description:
      'Takes in events. Each is stored wholly or not at all; sent twice, it counts once. Where profiles are too far behind, the error TRY_LATER says in `retryAfterMs` when to send them again.',
    complexity: 50,
  })
  async ingestEvents(
    @Arg('events', () => [EventInput], { description: `Up to ${MOST_EVENTS} events.` })
    events: EventInput[],
    @Ctx() { services }: RequestContext,
  ): Promise<typeof IngestResult> {
    if (events.length > MOST_EVENTS) {
      return {
        __typename: 'TooManyEvents',
        message: `A call takes up to ${MOST_EVENTS} events; send the list in parts. Nothing was stored.`,
        limit: MOST_EVENTS,
      };
    }
    const report = await services.ingest.accept(events.map(incoming)).catch(tryLater);
    return { __typename: 'EventsIngested', ...report };
  }
}

/** @throws whatever it was: where too much waits, with a code and when to try again */
function tryLater(error: unknown): never {
  if (!(error instanceof BusyError)) throw error;
  const { message, retryAfterMs } = error;
  throw clientError('TRY_LATER', `${message} Nothing was stored.`, { retryAfterMs });
}

/** Attributes go on unchecked: ingest judges them with the event's schema and names the mistake. */
function incoming(event: EventInput): IncomingEvent {
  return {
    ...event,
    itemId: event.itemId ?? null,
    value: event.value ?? null,
    attributes: (event.attributes ?? {}) as NonNullable<IncomingEvent['attributes']>,
  };
}
