import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { test } from 'node:test';
import { workApart } from '../../../server/apart/work-apart.ts';

const skip = platform() !== 'linux' && 'tells a process by /proc';
const script = new URL('../../../server/apart/fit-process.ts', import.meta.url);

function children(): readonly string[] {
  return readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean);
}

test('of a process that is killed before it has begun, it is said what ended it', {
  skip,
}, async () => {
  const before = children();
  function* orders() {
    const [pid] = children().filter((own) => !before.includes(own));
    process.kill(Number(pid), 'SIGKILL');
    // In one turn: that the process is gone is not heard of before something is sent to it.
    while (!/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
    for (;;) yield { text: 'more' };
  }
  const work = workApart<{ readonly text: string }, never, never>({
    ...{ script, orders: orders(), hear: () => null },
    ended: (how) => new Error(`ended by ${how}`),
  });
  await assert.rejects(work, /ended by SIGKILL/);
});
