import type { Locale } from '../../fusion/index.ts';
import type { Services } from '../../resolvers/index.ts';
import { HEADINGS } from './headings.ts';
import { instant, table } from './table.ts';

type Answer = Awaited<ReturnType<Services['explanations']['explain' | 'explainReadOut']>>;

const EVENTS_SHOWN = 12;

/**
 * An explanation as a person reads it: the sentence, the factors, the events, and what is missing.
 * @param shown how many of the events at most
 */
export function explanationText(explanation: Answer, locale: Locale, shown = EVENTS_SHOWN): string {
  const headings = HEADINGS[locale];
  const { sentence, score, baseline, baselineMeaning, residual, faithfulness } = explanation;
  const { factors, evidence, evidenceCount, whyNot, counterfactuals, outOfReach, asOf } =
    explanation;
  const parts = [headings.asOf(sentence, instant(asOf))];
  if (score !== null && baseline !== null) {
    parts.push(
      headings.score(
        score.toFixed(3),
        baseline.toFixed(3),
        baselineMeaning,
        Math.abs(residual ?? 0).toExponential(0),
      ),
    );
  }
  if (factors.length > 0) parts.push(factorTable(factors, locale));
  if (evidence.length > 0) {
    const rows = evidence
      .slice(0, shown)
      .map(({ share, at, modality, sentence: did }) => [signed(share), instant(at), modality, did]);
    parts.push(table(headings.evidence, rows));
    const more = evidenceCount - rows.length;
    if (more > 0) parts.push(headings.more(more, `--evidence ${evidenceCount}`));
  }
  if (faithfulness !== null && faithfulness.removed > 0) {
    const { removed, moved, movedAtRandom } = faithfulness;
    parts.push(headings.without(removed, moved.toFixed(3), movedAtRandom.toFixed(3)));
  }
  // Several conditions may lack the same thing.
  const missing = new Set((whyNot ?? []).map((condition) => `- ${condition.sentence}`));
  if (missing.size > 0) parts.push([headings.missing, ...missing].join('\n'));
  const changes = counterfactuals.map((change) => `- ${change.sentence}`);
  if (changes.length > 0) parts.push([headings.changes, ...changes].join('\n'));
  if (outOfReach !== null) parts.push(outOfReach);
  return parts.join('\n\n');
}

/** The factors with what they are about, so that they can be added up. */
export function factorTable(factors: Answer['factors'], locale: Locale): string {
  const rows = factors.map(({ value, modality, label }) => [signed(value), modality, label]);
  return table(HEADINGS[locale].factors, rows);
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
