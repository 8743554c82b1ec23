import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelId, networkFromParts, networkToParts } from '../../../fusion/model/index.ts';
import { candidatesOf, syntheticSet, userInputOf } from '../training/synthetic-set.ts';
import { randomNetwork } from './random-network.ts';

const set = syntheticSet({ users: 20, candidates: 10 });
const network = randomNetwork(set);

test('a network that was stored and read again answers the same, bit by bit', () => {
  const again = networkFromParts(networkToParts(network));
  for (let row = 0; row < set.users; row += 1) {
    const [left, right] = [network, again].map((one) => {
      const user = one.encode(userInputOf(set, row));
      return {
        user,
        scores: one.scores(user, candidatesOf(set, row)),
        readOuts: one.readOuts(user),
        reconstruction: one.reconstruct(user),
      };
    });
    assert.deepEqual(left, right);
  }
  assert.equal(modelId(networkToParts(again)), modelId(networkToParts(network)));
});

test('the id changes with any weight', () => {
  const parts = networkToParts(network);
  const other = new Map(parts);
  const bytes = Uint8Array.from(parts.get('network/parameters') as Uint8Array);
  bytes[17] ^= 1;
  other.set('network/parameters', bytes);
  assert.notEqual(modelId(other), modelId(parts));
});

test('another format version, an absent part and a damaged part are refused in plain words', () => {
  const parts = networkToParts(network);
  const header = JSON.parse(new TextDecoder().decode(parts.get('network/header.json')));
  const later = new Map(parts).set(
    'network/header.json',
    new TextEncoder().encode(JSON.stringify({ ...header, formatVersion: 99 })),
  );
  assert.throws(() => networkFromParts(later), {
    name: 'ModelFormatError',
    message: /format version 99; this program reads version 2/,
  });
  const lacking = new Map(parts);
  lacking.delete('network/parameters');
  assert.throws(() => networkFromParts(lacking), /lacks its part "network\/parameters"/);
  const damaged = new Map(parts).set('network/parameters', new Uint8Array(8));
  assert.throws(() => networkFromParts(damaged), /has 8 bytes instead of \d+; it is damaged/);
  const unreadable = new Map(parts).set('network/header.json', new Uint8Array([123, 0]));
  assert.throws(() => networkFromParts(unreadable), /is not readable JSON/);
});
