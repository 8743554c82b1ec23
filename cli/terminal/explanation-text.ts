import type { Services } from '../../resolvers/index.ts';
import { instant, table } from './table.ts';

type Answer = Awaited<ReturnType<Services['explanations']['explain' | 'explainReadOut']>>;

const EVENTS_SHOWN = 12;

/**
 * An explanation as a person reads it: the sentence, the factors, the events, and what is missing.
 * @param shown how many of the events at most
 */
export function explanationText(explanation: Answer, shown = EVENTS_SHOWN): string {
  const { sentence, score, baseline, baselineMeaning, residual, faithfulness } = explanation;
  const { factors, evidence, evidenceCount, whyNot, counterfactuals, outOfReach, asOf } =
    explanation;
  const parts = [`${sentence} (as of ${instant(asOf)})`];
  if (score !== null && baseline !== null) {
    parts.push(
      `Score ${score.toFixed(3)}, baseline ${baseline.toFixed(3)} (${baselineMeaning}); the factors leave ${Math.abs(residual ?? 0).toExponential(0)} unexplained.`,
    );
  }
  if (factors.length > 0) parts.push(factorTable(factors));
  if (evidence.length > 0) {
    const rows = evidence
      .slice(0, shown)
      .map(({ share, at, modality, sentence: did }) => [signed(share), instant(at), modality, did]);
    parts.push(table(['share', 'when', 'modality', 'what happened'], rows));
    const more = evidenceCount - rows.length;
    if (more > 0) parts.push(`${more} more, weaker or against it: --evidence ${evidenceCount}`);
  }
  if (faithfulness !== null && faithfulness.removed > 0) {
    const { removed, moved, movedAtRandom } = faithfulness;
    parts.push(
      `Without the first ${removed} of these the score moves by ${moved.toFixed(3)}; without ${removed} at random by ${movedAtRandom.toFixed(3)}.`,
    );
  }
  // Several conditions may lack the same thing.
  const missing = new Set((whyNot ?? []).map((condition) => `- ${condition.sentence}`));
  if (missing.size > 0) parts.push(['What is missing:', ...missing].join('\n'));
  const changes = counterfactuals.map((change) => `- ${change.sentence}`);
  if (changes.length > 0) parts.push(['What would change it:', ...changes].join('\n'));
  if (outOfReach !== null) parts.push(outOfReach);
  return parts.join('\n\n');
}

/** The factors with what they are about, so that they can be added up. */
export function factorTable(factors: Answer['factors']): string {
  const rows = factors.map(({ value, modality, label }) => [signed(value), modality, label]);
  return table(['factor', 'modality', 'what'], rows);
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
