import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectorContext, ReadRequest } from '../contract/connector.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import type { KafkaConfig, TopicStream } from './config.ts';
import { decoderOf } from './decode/decoder.ts';
import type { FetchedPartition } from './fetched.ts';
import { GroupMember } from './group-member.ts';
import { AllPartitions, type Membership } from './membership.ts';
import { type MessageReader, messageOf } from './message.ts';
import { Positions } from './positions.ts';
import { OffsetOutOfRange } from './topic-client.ts';

/** How long a fetch waits for news, and a member without partitions for some. */
const WAIT_MS = 250;
const STATE_EVERY = 500;
/** A member that hears nothing says so often that it is still there. */
const IDLE_STATE_MS = 10_000;

/**
 * Reads the partitions that the group gives to this member, each from its stored offset: to the ends
 * that they had at the beginning, or on and on. The store's offset counts, not the group's, so data
 * and offset are stored together or not at all, and a member that lost a partition moves nothing.
 */
export async function* readTopic(
  stream: TopicStream,
  config: KafkaConfig,
  request: ReadRequest,
  context: ConnectorContext,
): AsyncGenerator<ConnectorMessage> {
  const { stored, follow = false } = request;
  const decode = await decoderOf(stream, config, context);
  const member: Membership =
    stored === undefined
      ? await AllPartitions.of(stream, config, context)
      : await GroupMember.join(stream, config, context, async () => void (await stored.refresh()));
  try {
    const { client } = member;
    const reader = { stream, topic: client.topic, decode, maxMessageBytes: config.maxMessageBytes };
    const positions = new Positions(client, stream, request);
    const ends = follow ? null : await client.endOffsets();
    let told = Date.now();
    for (;;) {
      context.signal.throwIfAborted();
      const assigned = member.takeAssignment();
      if (assigned !== null && (await positions.adopt(assigned))) yield positions.state();
      if (!member.hasNews && ends !== null && positions.haveReached(ends)) break;
      if (member.isRevoked || positions.at.size === 0) {
        await pause(WAIT_MS, undefined, { signal: context.signal });
        continue;
      }
      try {
        for (const fetched of await client.fetch(positions.at, WAIT_MS)) {
          yield* messagesOf(fetched, reader, positions, member);
          told = Date.now();
        }
      } catch (error) {
        if (!(error instanceof OffsetOutOfRange)) throw error;
        yield* positions.outOfRange();
      }
      if (member.hasNews) continue;
      yield positions.progress();
      if (Date.now() - told > IDLE_STATE_MS) {
        yield positions.state();
        told = Date.now();
      }
      if (stored !== undefined) await member.report(positions.own(stored.latest()), { now: false });
    }
    if (stored !== undefined) {
      await member.report(positions.own(await stored.refresh()), { now: true });
    }
  } finally {
    await member.leave();
  }
}

async function* messagesOf(
  { partition, records, next, start, end }: FetchedPartition,
  reader: MessageReader,
  positions: Positions,
  member: Membership,
): AsyncGenerator<ConnectorMessage> {
  if (!member.hasNews) positions.saw(partition, start, end);
  for (const [index, record] of records.entries()) {
    const message = await messageOf(record, reader);
    // What follows may be somebody else's by now; whoever owns it begins at the stored offset.
    if (member.hasNews) return;
    yield message;
    if ((index + 1) % STATE_EVERY === 0) {
      positions.move(partition, record.offset + 1);
      yield positions.state();
    }
  }
  if (member.hasNews) return;
  if (positions.move(partition, next)) yield positions.state();
}
