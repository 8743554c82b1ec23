import type { Store } from '../../store/index.ts';
import { byDay, type DayFigures, dayOf, USUAL_DAYS } from './day-figures.ts';
import { judgeVolume } from './judge-volume.ts';
import { merged } from './measure.ts';
import type { QualityDeclaration } from './quality-declaration.ts';
import { judgeDay } from './warnings.ts';

interface Past {
  readonly day: number;
  readonly days: ReadonlyMap<number, DayFigures>;
  readonly usual: DayFigures;
}

/**
 * Decides while records come whether a source goes into quarantine by the rule of portrait.yaml. The
 * days before today are over and change no more, so each stream's are read once a day.
 */
export class QualityGuard {
  readonly #past = new Map<string, Past>();

  constructor(private readonly declared: QualityDeclaration) {}

  /** Whether there is any rule. */
  get isOn(): boolean {
    return this.declared.quarantine.length > 0;
  }

  /**
   * Judges what today has given so far, the batch at hand included; call it in its transaction.
   * @returns why the source must go into quarantine; null where it need not
   */
  async reason(store: Store, sourceId: string, stream: string, at: number): Promise<string | null> {
    const day = dayOf(at);
    const { usual, days } = await this.#pastOf(store, sourceId, stream, day);
    const today = merged(await store.sourceQuality.read(sourceId, { stream, fromDay: day }));
    const judged = { day, figures: today, usual, thresholds: this.declared.warn };
    const findings = [...judgeDay(judged), ...judgeVolume(judged, days, true)];
    const finding = findings.find(({ kind }) => this.declared.quarantine.includes(kind));
    return finding === undefined ? null : `${stream}: ${finding.message}`;
  }

  async #pastOf(store: Store, sourceId: string, stream: string, day: number): Promise<Past> {
    const key = JSON.stringify([sourceId, stream]);
    const known = this.#past.get(key);
    if (known?.day === day) return known;
    const rows = await store.sourceQuality.read(sourceId, { stream, fromDay: day - USUAL_DAYS });
    const before = rows.filter((row) => row.day < day);
    const past = { day, days: byDay(before), usual: merged(before) };
    this.#past.set(key, past);
    return past;
  }
}
