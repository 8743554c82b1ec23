import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { audienceCommand } from './commands/audience.ts';
import { connectorCommand } from './commands/connector.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eraseCommand } from './commands/erase.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { explainCommand } from './commands/explain.ts';
import { initCommand } from './commands/init.ts';
import { modelCommand } from './commands/model.ts';
import { modelCardCommand } from './commands/model-card.ts';
import { segmentsCommand } from './commands/segments.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionCommand } from './commands/session.ts';
import { sourceCommand } from './commands/source.ts';
import { startCommand } from './commands/start.ts';
import { trainCommand } from './commands/train.ts';
import { workerCommand } from './commands/worker.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { addCommonOptions } from './options.ts';

/** The whole `portrait` command. */
export function createProgram(): Command {
  const { version, description } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const program = new Command('portrait').description(description).version(version);
  addCommonOptions(program);
  program
    .enablePositionalOptions()
    .showHelpAfterError('Run `portrait --help` to see what there is.')
    .addHelpText('after', exitCodesText());
  const commands = [
    startCommand(),
    initCommand(),
    demoCommand(),
    sourceCommand(),
    connectorCommand(),
    trainCommand(),
    modelCommand(),
    segmentsCommand(),
    audienceCommand(),
    explainCommand(),
    eraseCommand(),
    sessionCommand(),
    serveCommand(),
    workerCommand(),
    doctorCommand(),
    evaluateCommand(),
    modelCardCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}

function exitCodesText(): string {
  const { ok, unexpected, usage, absent, problems, busy } = EXIT_CODES;
  return `
Exit codes: ${ok} well, ${unexpected} unexpected, ${usage} command line or configuration wrong, ${absent} something asked for
is not there, ${problems} a check found problems, ${busy} somebody else holds what is needed.`;
}
