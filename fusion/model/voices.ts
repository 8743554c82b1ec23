/**
 * Which modalities rank for users who have certain ones, by name in the schema's order: where one of them would
 * make lists worse, it has no voice in them. It still speaks in the profile's vector.
 */
export interface Voice {
  /** Exactly these are there; none says it of everybody of whom nothing else is said. */
  readonly have: readonly string[];
  /** These of them rank. */
  readonly heard: readonly string[];
}

/**
 * Looks up who ranks; whoever has a set of modalities that nothing is known of, or only such as have no voice, is
 * ranked by all of them.
 */
export class Voices {
  readonly #heard: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(readonly list: readonly Voice[]) {
    this.#heard = new Map(list.map(({ have, heard }) => [have.join('\n'), new Set(heard)]));
  }

  /** @param have names of the modalities that a user has, in the schema's order */
  heardOf(have: readonly string[]): readonly string[] {
    const heard = this.#heard.get(have.join('\n')) ?? this.#heard.get('');
    if (heard === undefined) return have;
    const ranking = have.filter((name) => heard.has(name));
    return ranking.length === 0 ? have : ranking;
  }
}
