import { percent } from '../../fusion/data-quality/data-quality.ts';
import type { Figures, SuiteReport } from '../suite.ts';

/** Figures that say how good a model is for a group of users: name, then the group. */
const GROUP = /^(.*)_of_([a-z0-9_]+)$/;
const INTERVAL = /_(low|high)$/;

const INTENDED = `## What it is for

The model turns what a shop's sources know of a customer (browsing, a social graph, places,
transactions) into one profile: a fused vector, read-outs with calibrated confidence, and a ranking of
items. It is made to choose what a customer is shown, which segments a customer is in and why, and to
point people at risks to be looked into by people. Every score comes apart into shares of the
modalities.

It is not made to decide about people without a person: not on credit, work, housing, health or price.
A read-out such as age or gender is a guess from behaviour, to be used for groups and with consent.`;

const LIMITS = `## Limits

- The figures are of research data, most of them years old and of a few countries; another shop's
  figures are its own to measure, by the same commands on its own data.
- Lists are judged against what people turned to by themselves: a good item that nobody found counts as
  wrong, and what was popular then is favoured.
- Differences between groups of users below are measured, not removed.
- Who has little history is served from what similar users did; what is flagged as such is less certain.
- A model ages. Fraud labels that come late and habits that change cost more than any choice of model.`;

/**
 * A model card (Mitchell et al. 2019) of what suites measured: their figures beside those of others,
 * figures by group, data, settings and limits, as Markdown.
 * @param reports one a suite, in the order in which they shall stand
 */
export function modelCard(reports: readonly SuiteReport[]): string {
  const groups = reports.flatMap(groupRows);
  const inspected = reports.flatMap(dataRows);
  return `${[
    '# Model card',
    `Made from the reports of ${reports.length} suites by \`portrait model-card\`; nothing here is written by hand but what it is for and its limits.`,
    INTENDED,
    ...(inspected.length > 0
      ? [
          '## Data',
          'What the gate that every training has found in them.',
          table(['suite', 'users', 'who have', 'defects'], inspected),
        ]
      : []),
    '## Figures',
    ...reports.map(suiteSection),
    ...(groups.length > 0
      ? ['## Figures by group', table(['suite', 'figure', 'group', 'value'], groups)]
      : []),
    '## How it was measured',
    table(
      ['suite', 'seeds', 'seconds', 'peak MB', 'backend', 'commit'],
      reports.map(({ suite, seeds, seconds, peakMb, backend, commit }) => [
        suite,
        seeds.join(', '),
        String(Math.round(seconds)),
        String(peakMb),
        backend,
        commit?.slice(0, 7) ?? 'unknown',
      ]),
    ),
    LIMITS,
  ].join('\n\n')}\n`;
}

/** The figures that are neither of a group nor an end of an interval, beside the others'. */
function suiteSection({ suite, figures, spread, baselines }: SuiteReport): string {
  const names = Object.keys(figures).filter((name) => !GROUP.test(name) && !INTERVAL.test(name));
  const rows = names.map((name) => [
    name,
    withInterval(figures, name) ?? withSpread(figures[name], spread[name]),
    bestOther(baselines, name),
  ]);
  return `### ${suite}\n\n${table(['figure', 'this model', 'the best of the others'], rows)}`;
}

function withInterval(figures: Figures, name: string): string | null {
  const [low, high] = [figures[`${name}_low`], figures[`${name}_high`]];
  if (low === undefined || high === undefined) return null;
  return `${shown(figures[name])} [${shown(low)}, ${shown(high)}]`;
}

function withSpread(value: number, spread: number | undefined): string {
  return spread === undefined || spread === 0 ? shown(value) : `${shown(value)} ± ${shown(spread)}`;
}

/** The greatest: of the figures that others are compared by, more is better. */
function bestOther(baselines: SuiteReport['baselines'], figure: string): string {
  const others = Object.entries(baselines).filter(([, own]) => Number.isFinite(own[figure]));
  if (others.length === 0) return '';
  const [name, own] = others.reduce((best, other) =>
    other[1][figure] > best[1][figure] ? other : best,
  );
  return `${shown(own[figure])} (${name})`;
}

function dataRows({ suite, dataQuality }: SuiteReport): string[][] {
  if (dataQuality === undefined) return [];
  const { users, coverage, warnings } = dataQuality;
  const shares = coverage.map(({ modality, share }) => `${modality} ${percent(share)}`);
  const found = warnings.map(({ message }) => message).join(' ') || 'none found';
  return [[suite, users.toLocaleString('en'), shares.join(', '), found]];
}

function groupRows({ suite, figures }: SuiteReport): string[][] {
  return Object.entries(figures).flatMap(([name, value]) => {
    const match = INTERVAL.test(name) ? null : GROUP.exec(name);
    if (match === null) return [];
    const [, figure, group] = match;
    return [
      [suite, figure, group.replaceAll('_', ' '), withInterval(figures, name) ?? shown(value)],
    ];
  });
}

function shown(value: number): string {
  // JSON has no number for what could not be measured.
  if (!Number.isFinite(value)) return 'not known';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toFixed(digits);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
