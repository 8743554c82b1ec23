import { CommanderError } from 'commander';
import { EXIT_CODES } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { Output } from './terminal/output.ts';

// A reader that has seen enough (`portrait … | head`) closes the pipe; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT_CODES.ok : EXIT_CODES.unexpected);
});

const program = createProgram();
const everyone = [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)];
const json = process.argv.includes('--json');
for (const command of everyone) {
  command.exitOverride();
  // With --json the message stands in the document as well, so it is printed once, below.
  if (json) command.configureOutput({ outputError: () => undefined }).showHelpAfterError(false);
}
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  if (json && error.exitCode !== 0) {
    const message = error.message.replace(/^error: /, '');
    const problem = { code: 'UsageError', message, exitCode: EXIT_CODES.usage };
    new Output({ json, verbose: false }).problem(problem, error);
  }
}
