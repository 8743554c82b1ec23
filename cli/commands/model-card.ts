import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { CommonOptions } from '../options.ts';
import { readDocument } from '../read-document.ts';
import { runs } from '../run-command.ts';

interface Options extends CommonOptions {
  readonly out?: string;
}

/** `portrait model-card`: what a model is for and how good it is, out of what suites measured. */
export function modelCardCommand(): Command {
  const command = new Command('model-card')
    .description('write a model card from what `portrait evaluate <suite> --json` printed')
    .argument('<folder>', 'the folder of the reports, one JSON file a suite')
    .option('--out <file>', 'also write it to this file');
  return runs<Options>(command, async (context, { out }, folder) => {
    const { isSuiteReport, modelCard } = await import('../../evaluation/index.ts');
    const reports = reportFiles(path.resolve(context.folder, folder)).map((file) => {
      const document = readDocument(context.folder, file);
      if (isSuiteReport(document)) return document;
      throw new UsageError(
        `${file} is not the report of a suite. Make one: portrait evaluate <suite> --json > ${file}`,
      );
    });
    const card = modelCard(reports);
    if (out !== undefined) await writeFile(path.resolve(context.folder, out), card);
    return { data: { suites: reports.map(({ suite }) => suite), card }, text: card.trimEnd() };
  });
}

function reportFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (cause) {
    throw new UsageError(`${folder} cannot be read; give the folder of the reports.`, { cause });
  }
  if (names.length === 0) {
    throw new UsageError(
      `${folder} has no .json file. Make one: portrait evaluate <suite> --json > ${path.join(folder, '<suite>.json')}`,
    );
  }
  return names.sort().map((name) => path.join(folder, name));
}
