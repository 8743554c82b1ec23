// Writes tickets for a demo shop: node --import tsx make-tickets.ts <folder of the shop>
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-05T09:00:00Z');
const TOPICS = [
  ['Parcel is late', 'My parcel has not come yet. The tracking page says nothing new.', 'mail'],
  ['Wrong size', 'The size does not fit. How do I send it back for a larger one?', 'chat'],
  ['Refund', 'I sent the goods back a week ago and the money has not arrived.', 'phone'],
  ['订单查询', '我的包裹还没有送到，请帮我查询物流。', 'chat'],
] as const;

/** Every fourth customer asks, some of them often; who asks often waits longer. */
function* ticketsOf(customers: readonly string[]): Generator<object> {
  let serial = 0;
  for (const [place, customer] of customers.entries()) {
    if (place % 4 !== 0) continue;
    const count = 1 + ((place / 4) % 8);
    for (let number = 0; number < count; number += 1) {
      const [subject, text, channel] = TOPICS[(place / 4 + number) % TOPICS.length]!;
      const opened = START + ((place * 7 + number * 19) % 170) * DAY_MS;
      const hours = 2 + count * 6 + (number % 3);
      const ticket = `T-${++serial}`;
      const at = new Date(opened).toISOString();
      yield { id: `${ticket}-opened`, state: 'opened', at, customer, subject, text, channel };
      if (number === 0 && count > 4) continue;
      const closedAt = new Date(opened + hours * 3_600_000).toISOString();
      yield { id: `${ticket}-closed`, state: 'closed', at: closedAt, customer, subject, hours };
    }
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder of a demo shop.');
const rows = readFileSync(path.join(folder, 'customers.csv'), 'utf8').split('\n').slice(1);
const customers = [...new Set(rows.map((row) => row.split(',')[0]!).filter(Boolean))];
const lines = [...ticketsOf(customers)].map((ticket) => `${JSON.stringify(ticket)}\n`);
writeFileSync(path.join(folder, 'tickets.jsonl'), lines.join(''));
console.log(`${lines.length} events of tickets in ${path.join(folder, 'tickets.jsonl')}`);
