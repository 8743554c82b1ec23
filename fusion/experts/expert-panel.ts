import type { ModalityRegistry } from '../modalities/registry.ts';
import type { Arrivals } from './arrivals.ts';
import type { Catalog } from './catalog.ts';
import type { ExpertTrainingData } from './expert-training-data.ts';
import type { FittedExpert } from './fitted-expert.ts';
import type { IndexedHistory } from './indexed-history.ts';
import { mergeLists } from './merge-lists.ts';
import { PartsWriter } from './parts.ts';
import { PopularityExpert } from './popularity-expert.ts';

interface Seat {
  /** Null for the expert on what every user has. */
  readonly modality: string | null;
  readonly expert: FittedExpert;
}

const COMMON_PART = 'popularity';

/** All experts of one fit, asked together: their columns and states stand side by side. */
export class ExpertPanel {
  readonly columns: readonly { name: string; modality: string | null; initialWeight: number }[];
  readonly states: readonly { name: string; modality: string | null }[];

  private constructor(private readonly seats: readonly Seat[]) {
    const label = (modality: string | null, name: string) => `${modality ?? 'common'}.${name}`;
    this.columns = seats.flatMap(({ modality, expert }) =>
      expert.columns.map(({ name, initialWeight }) => ({
        name: label(modality, name),
        modality,
        initialWeight,
      })),
    );
    this.states = seats.flatMap(({ modality, expert }) =>
      expert.stateNames.map((name) => ({ name: label(modality, name), modality })),
    );
  }

  static fit(registry: ModalityRegistry, data: ExpertTrainingData): ExpertPanel {
    return new ExpertPanel([
      { modality: null, expert: PopularityExpert.fit(data) },
      ...registry
        .list()
        .map((modality) => ({ modality: modality.name, expert: modality.fitExpert(data) })),
    ]);
  }

  static fromParts(
    registry: ModalityRegistry,
    within: (prefix: string) => Map<string, Uint8Array>,
    catalog: Catalog,
  ): ExpertPanel {
    return new ExpertPanel([
      { modality: null, expert: PopularityExpert.fromParts(within(`${COMMON_PART}/`), catalog) },
      ...registry.list().map((modality) => ({
        modality: modality.name,
        expert: modality.loadExpert(within(`modality/${modality.name}/`), { catalog }),
      })),
    ]);
  }

  /** The same without what the experts keep of single users. */
  forgetting(rows: ReadonlySet<number>): ExpertPanel {
    return new ExpertPanel(
      this.seats.map(({ modality, expert }) => ({
        modality,
        expert: expert.forgetting?.(rows) ?? expert,
      })),
    );
  }

  /** The same with an opinion on items that arrived later. */
  knowing(arrivals: Arrivals): ExpertPanel {
    return new ExpertPanel(
      this.seats.map(({ modality, expert }) => ({
        modality,
        expert: expert.knowing?.(arrivals) ?? expert,
      })),
    );
  }

  toParts(): Map<string, Uint8Array> {
    const writer = new PartsWriter();
    for (const { modality, expert } of this.seats) {
      const prefix = modality === null ? `${COMMON_PART}/` : `modality/${modality}/`;
      writer.all(prefix, expert.toParts());
    }
    return writer.parts;
  }

  expertOf(modality: string): FittedExpert | null {
    return this.seats.find((seat) => seat.modality === modality)?.expert ?? null;
  }

  /** [states] */
  state(history: IndexedHistory): Float32Array {
    const parts = this.seats.map(({ expert }) => expert.state(history));
    const states = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let from = 0;
    for (const part of parts) {
      states.set(part, from);
      from += part.length;
    }
    return states;
  }

  /**
   * The experts' best lists together, best first: fewer than `count` where the experts agree, up to twice as
   * many where they do not. What an expert without an opinion on this user would have proposed, the others do.
   * @param modalities whose experts are asked, beside those of what every user has; all if nothing is said
   */
  candidates(history: IndexedHistory, count: number, modalities?: readonly string[]): Int32Array {
    const sum = (seats: readonly Seat[]): number =>
      seats.reduce((total, { expert }) => total + expert.candidateShare, 0);
    const asked = this.seats.filter(
      ({ modality, expert }) =>
        (modality === null || (modalities?.includes(modality) ?? true)) &&
        expert.candidateShare > 0 &&
        expert.knows(history),
    );
    const scale = (count * sum(this.seats)) / sum(asked);
    return mergeLists(
      asked.map(({ expert }) => {
        const share = Math.ceil(expert.candidateShare * scale);
        return { items: expert.candidates(history, share), asked: share };
      }),
    );
  }

  /** [items, columns], row by row. */
  score(history: IndexedHistory, items: Int32Array, values: Float32Array): void {
    const stride = this.columns.length;
    let offset = 0;
    for (const { expert } of this.seats) {
      if (expert.columns.length > 0) expert.scores(history, items, { values, stride, offset });
      offset += expert.columns.length;
    }
  }
}
