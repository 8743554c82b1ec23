import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import {
  REDACTED,
  redact,
  secret,
  secretValues,
  withoutSecrets,
} from '../../../connectors/kit/secret.ts';

const schema = z.strictObject({
  user: z.string(),
  password: secret('Of the user.'),
  token: secret('For the API.').optional(),
  nested: z.strictObject({ key: secret('Deep.').nullable() }).default({ key: null }),
  hosts: z.array(z.strictObject({ name: z.string(), pin: secret('One each.') })).optional(),
  named: z.record(z.string(), secret('By name.')).optional(),
  either: z
    .union([z.strictObject({ url: secret('An address.') }), z.strictObject({ port: z.number() })])
    .optional(),
});

const config = {
  user: 'ann',
  password: 'pa55word',
  nested: { key: 'k-e-y' },
  hosts: [{ name: 'a', pin: '1234' }],
  named: { first: 'n-a-m-e-d' },
  either: { url: 'postgres://x' },
};
const values = ['pa55word', 'k-e-y', '1234', 'n-a-m-e-d', 'postgres://x'];

describe('secrets', () => {
  it('are replaced wherever they stand, and nothing else is', () => {
    const clean = redact(schema, config);
    const text = JSON.stringify(clean);
    for (const value of values) assert.ok(!text.includes(value), value);
    assert.deepEqual(clean, {
      user: 'ann',
      password: REDACTED,
      nested: { key: REDACTED },
      hosts: [{ name: 'a', pin: REDACTED }],
      named: { first: REDACTED },
      either: { url: REDACTED },
    });
    assert.equal(config.password, 'pa55word', 'the configuration itself is left alone');
  });

  it('are replaced in a configuration that does not fit its schema', () => {
    assert.deepEqual(redact(schema, { password: 7, other: 'x', hosts: 'none', token: null }), {
      password: REDACTED,
      other: 'x',
      hosts: 'none',
      token: null,
    });
  });

  it('are all found', () => {
    assert.deepEqual(secretValues(schema, config), values);
    assert.deepEqual(secretValues(schema, null), []);
  });

  it('are taken out of messages, also as part of an address', () => {
    const text = 'cannot reach postgres://ann:p%40ss@host, password p@ss';
    assert.equal(
      withoutSecrets(text, ['p@ss']),
      `cannot reach postgres://ann:${REDACTED}@host, password ${REDACTED}`,
    );
  });

  it('are taken out in every form that a program may print: JSON, addresses, line by line', () => {
    const secret = 'a "b"/(c) d';
    const forms = [
      JSON.stringify({ secret }),
      'x=a%20%22b%22%2F(c)%20d',
      'x=a%20%22b%22/%28c%29%20d',
      'x=a+%22b%22%2F%28c%29+d',
    ];
    for (const form of forms) assert.ok(!withoutSecrets(form, [secret]).includes('b'), form);
    const key = '-----BEGIN KEY-----\nMIIEvQIBADAN\n-----END KEY-----';
    assert.ok(!withoutSecrets(key.replaceAll('\n', '\n | '), [key]).includes('MIIE'));
  });

  it('may be a whole object, of which every text is one', () => {
    const free = z.strictObject({
      settings: z.record(z.string(), z.json()).meta({ secret: true }),
    });
    const given = { settings: { user: 'ann', port: 5432, in: [{ pin: 'p-i-n' }, null, true] } };
    assert.deepEqual(secretValues(free, given), ['ann', 'p-i-n']);
    assert.deepEqual(redact(free, given), { settings: REDACTED });
  });

  it('leave no rest where one is the start of another, and an empty one does nothing', () => {
    assert.equal(withoutSecrets('abcdef abc', ['abc', 'abcdef']), `${REDACTED} ${REDACTED}`);
    assert.equal(withoutSecrets('text', ['']), 'text');
  });
});
