import type { ExternalId, MembershipChange } from '../store/index.ts';

/** A `track` call of the Segment specification that tells an audience change. */
export interface AudienceMessage {
  readonly type: 'track';
  readonly messageId: string;
  readonly userId: string;
  readonly event: 'Audience Entered' | 'Audience Exited';
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  readonly context: {
    readonly externalIds: readonly {
      readonly id: string;
      readonly type: string;
      readonly collection: 'users';
      readonly encoding: 'none';
    }[];
  };
  readonly timestamp: string;
}

/**
 * A membership change in the words that other tools know. One that comes again has the `messageId` it
 * had before, so that a receiver can leave it out.
 */
export function audienceMessage(
  audienceId: string,
  change: MembershipChange,
  externalIds: readonly ExternalId[],
): AudienceMessage {
  const entered = change.change === 'entered';
  return {
    type: 'track',
    messageId: `${audienceId}-${change.sequence}`,
    userId: change.userId,
    event: entered ? 'Audience Entered' : 'Audience Exited',
    properties: {
      audience_key: change.segmentId,
      [change.segmentId]: entered,
      sequence: change.sequence,
    },
    context: {
      externalIds: externalIds.map(({ kind, value }) => {
        return { id: value, type: kind, collection: 'users', encoding: 'none' };
      }),
    },
    timestamp: new Date(change.at).toISOString(),
  };
}
