import path from 'node:path';
import type { Friendship } from '../people/friendships.ts';
import { customerIdOf, type Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import { DAY, dateOf, isoInstant, SHOP_END } from '../time.ts';
import { FLAWS } from './flaws.ts';
import { csvLine, LineFile } from './line-file.ts';

const BIRTH_YEAR_UNKNOWN = 0.2;
const MOVED = 0.03;

/** `customers.csv`: what people declared when they signed up, and changed since. */
export class CustomerFile {
  private readonly file: LineFile;
  rows = 0;

  constructor(folder: string) {
    this.file = new LineFile(path.join(folder, 'customers.csv'));
    this.file.line(
      'customer_id,anonymous_id,signed_up,birth_year,city,neighbourhood,newsletter,updated_at',
    );
  }

  write(random: Random, person: Person): void {
    for (const [copy, id] of person.customerIds.entries()) {
      const signedUpAt = person.signedUpAt + copy * 20 * DAY;
      const born = random.chance(BIRTH_YEAR_UNKNOWN) ? null : person.birthYear;
      const row = (newsletter: boolean, updatedAt: number): string =>
        csvLine([
          id,
          person.anonymousIds[0]!,
          dateOf(signedUpAt),
          born,
          'Lindhafen',
          person.neighbourhood,
          newsletter ? 'yes' : 'no',
          isoInstant(updatedAt),
        ]);
      this.put(row(person.newsletter, signedUpAt));
      const changed = random.chance(MOVED);
      const at = Math.round(random.between(signedUpAt, SHOP_END));
      if (changed) this.put(row(!person.newsletter, at));
      if (random.chance(FLAWS.duplicated)) this.put(row(person.newsletter, signedUpAt));
    }
  }

  close(): void {
    this.file.close();
  }

  private put(row: string): void {
    this.file.line(row);
    this.rows++;
  }
}

/** `friends.csv`: one row for each friendship, and a later one where it ended. */
export class FriendFile {
  private readonly file: LineFile;
  rows = 0;

  constructor(folder: string) {
    this.file = new LineFile(path.join(folder, 'friends.csv'));
    this.file.line('customer_a,customer_b,since,updated_at,removed');
  }

  write(random: Random, { left, right, since, endedAt }: Friendship): void {
    const unknown = random.chance(FLAWS.unknownItem);
    const other = unknown ? `c0${random.below(999_999)}` : customerIdOf(right, 0);
    const row = (updatedAt: number, removed: boolean): string =>
      csvLine([customerIdOf(left, 0), other, isoInstant(since), isoInstant(updatedAt), removed]);
    this.put(row(since, false));
    if (random.chance(FLAWS.duplicated)) this.put(row(since, false));
    if (endedAt !== null) this.put(row(endedAt, true));
  }

  close(): void {
    this.file.close();
  }

  private put(row: string): void {
    this.file.line(row);
    this.rows++;
  }
}
