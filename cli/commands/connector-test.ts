import { Command } from 'commander';
import type { ConformanceReport } from '../../connectors/index.ts';
import { findConformanceCases, testConnector } from '../connector-cases.ts';
import { UsageError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly all?: boolean;
}

/** How a connector did, or why it could not be tried here. */
export interface ConnectorTest extends Omit<ConformanceReport, 'connector'> {
  readonly connector: string;
  readonly status: 'passed' | 'failed' | 'absent';
  /** Why its source is absent; null where it was tried. */
  readonly reason: string | null;
}

const MARKS = { passed: 'ok ', failed: 'BAD', 'not-applicable': ' - ' } as const;

/** `portrait connector test [name]`: runs the conformance checks. */
export function connectorTestCommand(): Command {
  const command = new Command('test')
    .description('run the conformance checks against a connector and its test source')
    .argument('[name]', 'a connector by name, or the folder of one')
    .option('--all', 'every connector that comes with Portrait');
  return runs<Options>(command, async (context, { all = false }, name?: string) => {
    if (all === (name !== undefined)) {
      throw new UsageError('Name one connector (or its folder), or give --all.');
    }
    const tests: ConnectorTest[] = [];
    for (const [title, load] of await findConformanceCases(context.folder, name ?? null)) {
      const step = context.progress.step(`Trying ${title}`);
      const test = await testConnector(title, load, (done, total) =>
        step.update(done, total, 'checks'),
      );
      step.finish(`${test.passed} passed, ${test.failed} failed`);
      tests.push(test);
      context.signal.throwIfAborted();
    }
    const isWell = tests.every(({ status }) => status !== 'failed');
    const exitCode = isWell ? EXIT_CODES.ok : EXIT_CODES.problems;
    return { data: { connectors: tests }, text: textOf(tests, name !== undefined), exitCode };
  });
}

function textOf(tests: readonly ConnectorTest[], isDetailed: boolean): string {
  const rows = tests.map(({ connector, status, passed, failed, notApplicable }) => [
    connector,
    status,
    passed,
    failed,
    notApplicable,
  ]);
  const summary = table(['connector', 'status', 'passed', 'failed', 'not applicable'], rows);
  const details = tests.flatMap(({ connector, reason, checks }) => [
    ...(reason === null ? [] : [`${connector} was not tried: ${reason}`]),
    ...checks
      .filter(({ status }) => isDetailed || status === 'failed')
      .map((check) => `${MARKS[check.status]} ${check.name}: ${check.reason ?? check.promise}`),
  ]);
  return [summary, ...(details.length === 0 ? [] : ['', ...details])].join('\n');
}
