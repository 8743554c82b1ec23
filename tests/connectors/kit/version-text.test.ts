import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { versionText } from '../../../connectors/kit/version-text.ts';

const instant = fc.record({
  ms: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  nanoseconds: fc.integer({ min: 0, max: 999_999 }),
  offset: fc.integer({ min: -12, max: 14 }),
  separator: fc.constantFrom('T', ' '),
});
type Instant = typeof instant extends fc.Arbitrary<infer Value> ? Value : never;

/** The instant as some source may write it: in any zone, with as many decimals as it needs. */
function written({ ms, nanoseconds, offset, separator }: Instant): string {
  const local = DateTime.fromMillis(ms, { zone: `UTC${offset < 0 ? offset : `+${offset}`}` });
  const decimals = `${String(ms % 1000).padStart(3, '0')}${String(nanoseconds).padStart(6, '0')}`;
  const shown = decimals.replace(/0+$/, '');
  const fraction = shown === '' ? '' : `.${shown}`;
  return `${local.toFormat(`yyyy-MM-dd'${separator}'HH:mm:ss`)}${fraction}${local.toFormat('ZZ')}`;
}

const order = (left: string, right: string) => (left < right ? -1 : Number(left > right));

describe('versionText', () => {
  it('orders instants of any zone and precision as time does', () => {
    fc.assert(
      fc.property(instant, instant, fc.boolean(), (left, other, isSameMs) => {
        const right = isSameMs ? { ...other, ms: left.ms } : other;
        const times =
          Math.sign(left.ms - right.ms) || Math.sign(left.nanoseconds - right.nanoseconds);
        assert.equal(order(versionText(written(left)), versionText(written(right))), times);
      }),
      { numRuns: 1_000 },
    );
  });

  it('orders numbers as numbers, with and without decimals', () => {
    const number = fc.oneof(
      fc.nat(),
      fc.double({ min: 1e-3, max: 1e12, noNaN: true }),
      fc.maxSafeNat(),
    );
    fc.assert(
      fc.property(number, number, (left, right) => {
        assert.equal(order(versionText(left), versionText(right)), Math.sign(left - right));
      }),
    );
  });

  it('is empty for what is absent and leaves other text alone', () => {
    assert.deepEqual([versionText(null), versionText(undefined)], ['', '']);
    assert.equal(versionText(' v-b '), 'v-b');
    assert.equal(versionText('2026-13-45'), '2026-13-45');
  });

  it('takes a local time as UTC', () => {
    assert.equal(versionText('2026-02-03 04:05:06'), '2026-02-03T04:05:06.000000000Z');
    assert.equal(versionText('2026-02-03'), '2026-02-03T00:00:00.000000000Z');
  });
});
