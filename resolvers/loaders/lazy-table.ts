/** Makes one value of what all of them are made from; `made` holds the others, each made when it is asked for. */
type Maker<Given, Made> = (given: Given, made: Made) => unknown;

/** What the makers of a table make, by the same names. */
export type MadeBy<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (...given: never[]) => infer Value
    ? Value
    : never;
};

/**
 * A class whose instances make each value of a table when it is first asked for, and keep it. Call it once for a
 * table: an instance costs the same however many values there could be.
 *
 * @typeParam Made what the makers ask of one another
 */
export function lazyTable<Given, Made, Table extends Readonly<Record<string, Maker<Given, Made>>>>(
  table: MadeBy<Table> extends Made ? Table : never,
): new (
  given: Given,
) => MadeBy<Table> {
  class Lazy {
    readonly #given: Given;
    #made: Map<string, unknown> | null = null;

    constructor(given: Given) {
      this.#given = given;
    }

    static {
      for (const [name, make] of Object.entries<Maker<Given, Made>>(table)) {
        Object.defineProperty(Lazy.prototype, name, {
          get(this: Lazy) {
            return this.#value(name, make);
          },
        });
      }
    }

    #value(name: string, make: Maker<Given, Made>): unknown {
      this.#made ??= new Map();
      let value = this.#made.get(name);
      if (value === undefined) {
        value = make(this.#given, this as unknown as Made);
        this.#made.set(name, value);
      }
      return value;
    }
  }
  return Lazy as unknown as new (
    given: Given,
  ) => MadeBy<Table>;
}
