import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError, type ConnectorError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { messagesOf, type ProgramLine } from '../programs/json-lines.ts';
import { objectOf } from '../programs/json-value.ts';
import { OutputTail } from '../programs/output-tail.ts';
import type { Program, ProgramArgument } from '../programs/program.ts';
import { runProgram } from '../programs/run-program.ts';
import { traceError } from './trace-error.ts';

const TROUBLE: readonly unknown[] = ['FATAL', 'ERROR'];

/**
 * Runs a command of a source and yields its messages, logs and errors aside.
 * @throws {ConnectorError} of the kind that the source's own error names, else its exit code
 */
export async function* sourceMessages(
  program: Program,
  args: readonly ProgramArgument[],
  { signal, log }: ConnectorContext,
): AsyncGenerator<ProgramLine> {
  const tail = new OutputTail(program.secrets);
  let failure: ConnectorError | null = null;
  const lines = runProgram(program, args, tail, signal);
  try {
    for await (const line of messagesOf(lines, program, 'Airbyte', tail)) {
      if (line.kind === 'bad') {
        yield line;
        continue;
      }
      const { type, message } = line;
      const trace = objectOf(message.trace);
      if (type === 'LOG') {
        const { level, message: text } = objectOf(message.log);
        if (TROUBLE.includes(level)) tail.addError(`${level}: ${String(text).split('\n')[0]}`);
      } else if (type === 'TRACE' && trace.type === 'ERROR') {
        // Of several errors the first is the cause; what follows sums up.
        failure ??= traceError(program, trace);
      } else if (type === 'CONTROL') {
        log(
          `${program.name} wants its configuration changed, as sources do whose tokens are good for one use; that is not kept, so give it lasting credentials.`,
        );
      } else {
        yield line;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failure ?? error;
  }
  if (failure !== null) throw failure;
}

/** The payload of the one message of a type that a command answers with. */
export async function answerOf(
  program: Program,
  args: readonly ProgramArgument[],
  type: 'SPEC' | 'CONNECTION_STATUS' | 'CATALOG',
  context: ConnectorContext,
): Promise<JsonObject> {
  const field = { SPEC: 'spec', CONNECTION_STATUS: 'connectionStatus', CATALOG: 'catalog' }[type];
  let answer: JsonObject | null = null;
  for await (const line of sourceMessages(program, args, context)) {
    if (line.kind === 'message' && line.type === type) answer = objectOf(line.message[field]);
  }
  if (answer !== null) return answer;
  throw new ConnectorConfigError(
    `${program.name} ended without a ${type} message: is it an Airbyte source?`,
  );
}
