import { GraphQLError } from 'graphql';
import { type FeedPlace, SequenceAheadError, SequenceExpiredError } from '../../store/index.ts';

/** Why a subscription ends without its client's doing, in `extensions.code`. */
type Ending = 'SLOW_CONSUMER' | 'SERVER_CLOSING' | 'SEQUENCE_EXPIRED' | 'SEQUENCE_AHEAD';

const ending = (code: Ending, message: string, lastSequence: number) =>
  new GraphQLError(message, { extensions: { code, lastSequence } });

/** @param lastSequence the last change that was sent */
export function slowConsumer(lastSequence: number): GraphQLError {
  return ending(
    'SLOW_CONSUMER',
    'Changes come faster than you take them. Ask for fewer fields or fewer users, then go on from ' +
      `afterSequence: ${lastSequence}; nothing is lost.`,
    lastSequence,
  );
}

/** @param lastSequence the last change that was sent */
export function serverCloses(lastSequence: number): GraphQLError {
  const message = `The server stops. Connect again and go on from afterSequence: ${lastSequence}.`;
  return ending('SERVER_CLOSING', message, lastSequence);
}

/** Where to go on, for the client to be told where that is no place to go on from. */
export async function toldPlace(place: Promise<FeedPlace>): Promise<FeedPlace> {
  try {
    return await place;
  } catch (error) {
    if (error instanceof SequenceExpiredError) {
      throw ending('SEQUENCE_EXPIRED', error.message, error.lastSequence);
    }
    if (error instanceof SequenceAheadError) {
      throw ending('SEQUENCE_AHEAD', error.message, error.lastSequence);
    }
    throw error;
  }
}
