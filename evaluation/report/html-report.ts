import type { SuiteReport } from '../suite.ts';
import { type Bar, barChart, type IntervalRow, intervalChart, lineChart, shown } from './charts.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 720px; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; margin: 1rem 0; }
  th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd; }
  td.number { text-align: right; font-variant-numeric: tabular-nums; }
  pre { background: #f5f6f7; padding: .8rem; overflow-x: auto; font-size: 13px; }
  svg { max-width: 100%; height: auto; }`;

/**
 * The report of any suite as one page without scripts: what it measured beside its baselines,
 * differences with their intervals, curves, and all numbers as a table.
 */
export function htmlReport(report: SuiteReport): string {
  const { suite, seeds, backend, seconds, peakMb, commit } = report;
  const facts = [
    `seeds ${seeds.join(', ')}`,
    `backend ${backend}`,
    `${shown(seconds)} s`,
    `${peakMb} MB at the most`,
    `commit ${commit ?? 'unknown'}`,
  ];
  const curves = Object.entries(report.curves ?? {}).map(([name, series]) =>
    lineChart(name, series),
  );
  const intervals = intervalRows(report);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Portrait: ${escapeHtml(suite)}</title><style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(suite)}</h1>
<p>${escapeHtml(facts.join(' · '))}</p>
${comparisons(report).join('\n')}
${intervals.length > 0 ? intervalChart('Differences, 95% intervals', intervals) : ''}
${curves.join('\n')}
${dataSection(report)}
<h2>All figures</h2>
${figureTable(report)}
<h2>Settings</h2>
<pre>${escapeHtml(JSON.stringify(report.settings, null, 2))}</pre>
</body>
</html>
`;
}

/** What the gate before training found. */
function dataSection({ dataQuality }: SuiteReport): string {
  if (dataQuality === undefined) return '';
  const { users, coverage, warnings } = dataQuality;
  const rows = coverage.map(
    ({ modality, share }) =>
      `<tr><td>${escapeHtml(modality)}</td><td class="number">${shown(100 * share)} %</td></tr>`,
  );
  const found =
    warnings.length === 0
      ? '<p>No defect was found.</p>'
      : `<ul>${warnings.map(({ message }) => `<li>${escapeHtml(message)}</li>`).join('')}</ul>`;
  return `<h2>The data</h2>
<p>${users.toLocaleString('en')} users, of whom have</p>
<table>${rows.join('')}</table>
${found}`;
}

/** A chart for each figure that a baseline has too. */
function comparisons({ figures, spread, baselines }: SuiteReport): string[] {
  return Object.entries(figures).flatMap(([figure, value]) => {
    const others = Object.entries(baselines).flatMap(([name, own]): Bar[] =>
      figure in own ? [{ name, value: own[figure], isOurs: false }] : [],
    );
    if (others.length === 0) return [];
    const ours: Bar = { name: 'this model', value, isOurs: true };
    return [barChart(figure, [...others, { ...ours, spread: spread[figure] }])];
  });
}

/** Figures that come with `_low` and `_high`. */
function intervalRows({ figures }: SuiteReport): IntervalRow[] {
  return Object.entries(figures).flatMap(([name, value]): IntervalRow[] => {
    const [low, high] = [figures[`${name}_low`], figures[`${name}_high`]];
    return low === undefined || high === undefined ? [] : [{ name, value, low, high }];
  });
}

function figureTable({ figures, spread, baselines }: SuiteReport): string {
  const rows = [
    ...Object.entries(figures).map(([name, value]) => ['this model', name, value, spread[name]]),
    ...Object.entries(baselines).flatMap(([baseline, own]) =>
      Object.entries(own).map(([name, value]) => [baseline, name, value, undefined]),
    ),
  ];
  const cell = (value: string | number | undefined): string =>
    typeof value === 'number'
      ? `<td class="number">${shown(value)}</td>`
      : `<td>${escapeHtml(value ?? '')}</td>`;
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `<table><tr><th>model</th><th>figure</th><th>value</th><th>spread</th></tr>\n${body}\n</table>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (sign) => entities[sign]);
}
