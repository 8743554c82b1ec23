import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { checkConfiguration, checkEachSource, checkStore } from '../doctor/deployment.ts';
import type { Finding } from '../doctor/finding.ts';
import {
  checkBackend,
  checkDisk,
  checkMemory,
  checkPort,
  checkRuntime,
} from '../doctor/machine.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { runs } from '../run-command.ts';
import { storeFolder } from '../store-of.ts';

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

/** `portrait doctor`: says what is wrong with the set-up, and how to mend it. */
export function doctorCommand(): Command {
  const command = new Command('doctor').description(
    'say what is wrong with the set-up, and how to mend it',
  );
  return runs(command, async (context) => {
    const findings = await examine(context);
    const problems = findings.filter(({ status }) => status === 'problem').length;
    const lines = findings.map(
      ({ check, status, message, mend }) =>
        `${MARKS[status]}  ${check}: ${message}${mend === null ? '' : `\n         -> ${mend}`}`,
    );
    const verdict =
      problems === 0 ? 'Nothing keeps Portrait from working.' : `Problems: ${problems}.`;
    return {
      data: { healthy: problems === 0, findings },
      text: [...lines, verdict].join('\n'),
      exitCode: problems === 0 ? EXIT_CODES.ok : EXIT_CODES.problems,
    };
  });
}

async function examine(context: CommandContext): Promise<Finding[]> {
  const { configuration, finding } = await checkConfiguration(context);
  const machine = [checkRuntime(), checkMemory(), await checkBackend()];
  const place = configuration === null ? null : storeFolder(configuration);
  const disk = await checkDisk(place ?? context.folder);
  if (configuration === null) return [...machine, disk, finding];
  const { host, port } = configuration.server;
  return [
    ...machine,
    disk,
    finding,
    await checkPort(host, port),
    ...(await checkStore(configuration)),
    ...(await checkEachSource(context, configuration)),
  ];
}
