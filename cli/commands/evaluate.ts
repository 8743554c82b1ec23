import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type CommonOptions, wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';
import { table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly data?: string;
  readonly seed?: readonly number[];
  readonly modality?: readonly string[];
  readonly report?: string;
}

/** `portrait evaluate <suite>`: measures quality by a fixed protocol. */
export function evaluateCommand(): Command {
  const seed = wholeNumber(0);
  const command = new Command('evaluate')
    .description('measure quality by a fixed protocol; without a suite, list them')
    .argument('[suite]', 'the suite')
    .option('--data <folder>', 'where data sets lie (default: PORTRAIT_DATA or ../shared/data)')
    .option('--seed <number>', 'a seed; may be repeated', (text, seeds: number[] = []) => [
      ...seeds,
      seed(text),
    ])
    .option(
      '--modality <name>',
      'train and judge with this modality alone; may be repeated',
      (name, names: string[] = []) => [...names, name],
    )
    .option('--report <file>', 'also write the figures with plots to this HTML file');
  return runs<Options>(command, async (context, options, name?: string) => {
    const { data, seed: seeds, modality: modalities, report: file } = options;
    const { htmlReport, runSuite, suites } = await import('../../evaluation/index.ts');
    if (name === undefined) {
      const list = [...suites.values()].map((suite) => ({
        suite: suite.name,
        description: suite.description,
      }));
      const rows = list.map(({ suite, description }) => [suite, description]);
      return { data: { suites: list }, text: table(['suite', 'what it measures'], rows) };
    }
    const report = await runSuite(name, {
      signal: context.signal,
      onProgress: (message) => context.output.note(message),
      ...(data === undefined ? {} : { dataFolder: data }),
      ...(seeds === undefined ? {} : { seeds }),
      ...(modalities === undefined ? {} : { modalities }),
    });
    if (file !== undefined) await writeFile(file, htmlReport(report));
    const rows = Object.entries(report.figures).map(([figure, value]) => [
      figure,
      value,
      report.spread[figure] ?? null,
    ]);
    return { data: report, text: table(['figure', 'value', 'spread'], rows) };
  });
}
