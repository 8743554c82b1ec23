import pg from 'pg';
import type { Json } from '../../contract/json.ts';
import type { Connection } from '../connection.ts';
import { jsonOf } from '../values.ts';

// Its type declaration is of another version than its code.
const arrays = pg.types.arrayParser as unknown as {
  create(text: string, element: (entry: string) => Json): { parse(): Json };
};

const TYPES = `select oid::text, coalesce(nullif(typbasetype, 0), oid)::text,
  case when typcategory = 'A' then typelem else 0 end::text from pg_type where oid::text = any($1)`;

/** How a type's values are written: a domain as its base type, an array element by element. */
interface Written {
  readonly base: number;
  /** 0 where it is no array. */
  readonly element: number;
}

/** Reads values that stand in the log as text, arrays and domains too, like those of a query. */
export class WrittenTypes {
  readonly #known = new Map<number, Written>();

  constructor(readonly connection: Connection) {}

  /** Looks up the types of a relation's columns. */
  async learn(oids: readonly number[]): Promise<void> {
    const unknown = [...new Set(oids)].filter((oid) => !this.#known.has(oid));
    if (unknown.length === 0) return;
    const { rows } = await this.connection.run(TYPES, [unknown.map(String)]);
    for (const [oid, base, element] of rows) {
      this.#known.set(Number(oid), { base: Number(base), element: Number(element) });
    }
  }

  readonly json = (text: string | null, oid: number): Json => {
    const { base, element } = this.#known.get(oid) ?? { base: oid, element: 0 };
    if (text === null || element === 0) return jsonOf(text, base);
    return arrays.create(text, (entry) => this.json(entry, element)).parse();
  };
}
