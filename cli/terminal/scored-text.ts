import { languageOf, type Measured, type ScoredDefinition } from '../../segments/index.ts';
import { instant } from './table.ts';

/** What a predictive or lookalike segment asks, and how its score did on what it had not seen. */
export function scoredText({
  ask,
  threshold,
  measured,
  seedIds,
  seedsGone,
}: ScoredDefinition): string {
  const { scored } = languageOf('en', null).phrases;
  const what = scored.value(ask);
  const [[kind, asked]] = Object.entries(ask.threshold);
  const from = kind === 'score' ? '' : ` (chosen for a ${kind} of ${asked})`;
  const lines = [
    `${what.charAt(0).toUpperCase()}${what.slice(1)} is at least ${threshold.toPrecision(3)}${from}.`,
  ];
  if ('like' in ask) {
    const gone = seedsGone === 0 ? '' : `, ${seedsGone} more are gone`;
    const out = ask.like.includeSeeds === true ? 'in it too' : 'left out';
    lines.push(`Learned from ${seedIds.length} seeds, who are ${out}${gone}.`);
  }
  return [...lines, measuredText(measured)].join('\n');
}

/** How a score did on what it had not seen. */
export function measuredText(measured: Measured | null): string {
  return measured === null ? UNMEASURED : measuredLines(measured).join('\n');
}

const UNMEASURED = 'Not measured: this read-out was never tried on later time.';

function measuredLines(measured: Measured): string[] {
  const { on, from, until, users, positives, selected, hits } = measured;
  const { precision, precisionInterval, recall, lift, auroc, calibrationError } = measured;
  const times = `${instant(from)} to ${instant(until)}`;
  const where = on === 'LATER_TIME' ? `later time, ${times}` : 'users and seeds that were hidden';
  const came = on === 'LATER_TIME' ? 'it came true of' : 'seeds are';
  const lines = [
    `Measured on ${where}: ${users} users, ${came} ${positives} (${percent(positives / users)}).`,
  ];
  if (precision === null || precisionInterval === null) {
    return [...lines, 'The threshold takes nobody of them.'];
  }
  const [low, high] = precisionInterval.map(percent);
  lines.push(
    `  The threshold takes ${selected}, right about ${hits}: precision ${percent(precision)} (95 % interval ${low} to ${high}), recall ${number(recall)}, lift ${number(lift)}.`,
    `  AUROC ${number(auroc)}${calibrationError === null ? '' : `, calibration error ${calibrationError.toFixed(3)}`}.`,
  );
  return lines;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function number(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
