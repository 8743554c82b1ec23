import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture();
});
after(() => fixture[Symbol.asyncDispose]());

const REPLAY = `mutation ($id: ID!, $after: SafeInteger!) { replayAudience(id: $id, afterSequence: $after) {
  __typename
  ... on AudienceReplayed { audience { id sequence } }
  ... on SequenceNotKept { lastSequence }
  ... on Problem { message }
} }`;

test('audiences are shown with their state, and replayed from a sequence that is there', async () => {
  const shown = await fixture.ask(
    '{ audiences { id segments target sequence delivered failingSince deadEndCount deadEnds { sequence } } }',
  );
  assert.deepEqual(shown.errors, []);
  const untried = { sequence: null, delivered: 0, failingSince: null };
  assert.deepEqual(shown.data!.audiences, [
    {
      id: 'crm',
      segments: ['early-birds'],
      target: 'WEBHOOK',
      ...untried,
      deadEndCount: 0,
      deadEnds: [],
    },
  ]);
  const { sequence } = await fixture.store.memberships.feed.end();
  const replay = async (id: string, after: number) =>
    (await fixture.ask(REPLAY, { id, after })).data!.replayAudience as Record<string, unknown>;
  assert.deepEqual(await replay('crm', sequence), {
    __typename: 'AudienceReplayed',
    audience: { id: 'crm', sequence },
  });
  const ahead = await replay('crm', sequence + 1_000);
  assert.equal(ahead.__typename, 'SequenceNotKept');
  assert.equal(ahead.lastSequence, sequence);
  const unknown = await replay('crn', 0);
  assert.equal(unknown.__typename, 'UnknownAudience');
  assert.match(String(unknown.message), /Declared in portrait.yaml: crm/);
});
